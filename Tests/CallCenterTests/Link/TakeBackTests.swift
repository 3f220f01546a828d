import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Callers who wait in the fall-back queue")
struct TakeBackTests {
    private static let pull =
        "POST /channels?endpoint=Local/pull@mayday-tool/n&app=mayday&appArgs=agent"

    private static func caller(_ id: String, entered: String?, app: String = "Queue", context: String = "mayday-fb")
        -> String
    {
        Answer.channel(
            id, name: "PJSIP/\(id)-1", app: app, data: "mayday-fallback", context: context,
            variables: entered.map { ["MAYDAY_ENTERED": $0] } ?? [:])
    }

    private func scene(_ channels: [String], talking: [String] = []) async -> LinkScene {
        await LinkScene { request, _ in
            switch request {
            case "GET /channels": .ok(Answer.list(channels))
            case "GET /bridges": .ok(Answer.list(talking.isEmpty ? [] : [Answer.bridge("b", channels: talking)]))
            case _ where request.hasPrefix("POST /channels?"): .ok(Answer.channel("x"))
            default: nil
            }
        }
    }

    /// The channels' names that were pulled, in order.
    private func pulled(_ scene: LinkScene) -> [String] {
        scene.asterisk.bodies.items.compactMap { body in
            ["c1", "c2", "c3", "c4", "c5", "c8"].first { body.contains("PJSIP/\($0)-1") }
        }
    }

    @Test("Q18 who came first is taken back first; one without a time comes last; who talks there is left alone")
    func order() async throws {
        let scene = await scene(
            [
                Self.caller("c1", entered: "300"), Self.caller("c2", entered: "100"), Self.caller("c3", entered: nil),
                Self.caller("c4", entered: "200"), Self.caller("c5", entered: "50"),
                Self.caller("c6", entered: "1", app: "Stasis"), Self.caller("c7", entered: "1", app: "Dial"),
                // A queue of this Asterisk that is none of ours.
                Self.caller("c8", entered: "1", context: "reception"),
            ], talking: ["c5"])
        let arrived = Task {
            for channel in ["c2", "c4", "c1", "c3"] {
                await scene.asterisk.bodies.until { $0.contains { $0.contains("PJSIP/\(channel)-1") } }
                scene.arrivals.arrived(LegKey(CoreScene.one, ChannelID(channel)))
            }
        }
        #expect(try await scene.link.takeBackCallers() == 4)
        await arrived.value
        #expect(pulled(scene) == ["c2", "c4", "c1", "c3"])
        #expect(scene.arrivals.count == 0)
    }

    @Test("Q18 the next one is pulled when the one before has arrived")
    func oneByOne() async throws {
        let scene = await scene([Self.caller("c1", entered: "100"), Self.caller("c2", entered: "200")])
        async let found = scene.link.takeBackCallers()
        await scene.asterisk.bodies.until { !$0.isEmpty }
        // Asked for while the first is still on the way: the second must come after this.
        scene.asterisk.asked.add("c1 arrived")
        scene.arrivals.arrived(LegKey(CoreScene.one, ChannelID("c1")))
        await scene.asterisk.bodies.until { $0.count == 2 }
        scene.arrivals.arrived(LegKey(CoreScene.one, ChannelID("c2")))
        #expect(try await found == 2)
        let order = scene.asterisk.requests.filter { $0.hasPrefix(Self.pull) || $0 == "c1 arrived" }
        #expect(order == [Self.pull, "c1 arrived", Self.pull])
    }

    @Test("Q18 where nobody waits nothing is asked")
    func nobody() async throws {
        let scene = await scene([Self.caller("c1", entered: "1", app: "Stasis")])
        #expect(try await scene.link.takeBackCallers() == 0)
        #expect(scene.asterisk.requests == ["GET /channels"])
    }

    @Test("Q18 it is looked often after a connection and as long as somebody is found")
    func pauses() {
        var takeBack = TakeBack()
        #expect(takeBack.pause == .seconds(2))
        takeBack.note(found: 0)
        #expect(takeBack.pause == .seconds(2))
        takeBack = TakeBack(until: .now - .seconds(1))
        #expect(takeBack.pause == .seconds(10))
        takeBack.note(found: 0)
        #expect(takeBack.pause == .seconds(10))
        takeBack.note(found: 1)
        #expect(takeBack.pause == .seconds(2))
    }
}
