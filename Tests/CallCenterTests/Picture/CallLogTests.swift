import Logging
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("What the log says of a call")
struct CallLogTests {
    @Test("O8 every important step of a call is a line under the call's id, without the caller's number")
    func steps() async throws {
        let lines = Told<String>()
        let details = Told<[String: String]>()
        let clock = ManualClock()
        let picture = Picture.empty(
            clock, log: Logger(label: "test") { _ in GatheringLog(lines: lines, details: details) })
        let folding = Task { await picture.run() }
        let scene = await CoreScene(agents: ["anna", "bert"], clock: clock, readers: picture)
        await scene.up()
        await scene.enter("c1")
        let first = try #require(scene.state.offers.values.first)
        await scene.hear(.legEnded(scene.leg(first.channel.raw, in: nil), HangupCause(17)))
        let second = try #require(scene.state.offers.values.first)
        await scene.hear(.legStateChanged(scene.leg(second.channel.raw, state: .up)))
        let connect = try scene.last(\.isConnect)
        await scene.core.effectFinished(connect, .done)
        await scene.hear(scene.goodbye("c1"), scene.exit("c1"))
        await picture.settled()
        picture.finish()
        await folding.value

        #expect(
            lines.items == [
                "info a caller entered the queue", "info offered to an agent", "info the offer was lost",
                "info offered to an agent", "info caller and agent are connected", "info the call is over",
            ])
        let call = try #require(scene.opened.first).call.raw
        #expect(first.agent != second.agent)
        let known = ["call": call, "queue": "sales"]
        #expect(
            details.items
                == [
                    ["channel": "c1", "server": "one"],
                    ["agent": first.agent.raw, "channel": first.channel.raw],
                    ["agent": first.agent.raw, "why": "busy", "cause": "17"],
                    ["agent": second.agent.raw, "channel": second.channel.raw],
                    ["agent": second.agent.raw, "channel": second.channel.raw],
                    ["agent": second.agent.raw, "outcome": "answered", "by": "caller"],
                ].map { known.merging($0) { _, new in new } })
        #expect(scene.picture.identities.items.first?.number == "030555")
        #expect(!"\(details.items)".contains("030555"))
    }
}
