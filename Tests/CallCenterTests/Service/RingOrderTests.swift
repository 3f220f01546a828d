import APIServer
import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Hang-ups that mean a phone's ring alone")
struct RingOrderTests {
    private static let admin = CommandOrigin(key: "admin", request: "r1", grant: .all)
    private static let text = """
        queues:
          - {id: support, numbers: ["700"]}
        agents:
          - {id: alice, endpoint: PJSIP/1001, queues: [support], initial_state: ready}
        """

    @Test("C3 picked up by then, the order is refused and they talk on; without the word it ends the talk")
    func pickedUp() async throws {
        let scene = try await ServiceScene(Self.text)
        let offer = try await scene.core.talk()
        await scene.service.picture.settled()
        let call = try #require(try await scene.service.calls().first)
        let refusal = APIFailure.conflict(
            code: "caller_picked_up",
            detail: "leg \(offer.channel.raw) rings no more: it has been picked up, and nothing is ended")
        await #expect(throws: refusal) {
            try await scene.service.hangUp(
                HangUpBody(channelId: offer.channel.raw, ringing: true), call: call.id, from: Self.admin)
        }
        #expect(scene.core.closed.isEmpty)
        _ = try await scene.service.hangUp(
            HangUpBody(channelId: offer.channel.raw), call: call.id, from: Self.admin)
        #expect(scene.core.closed.map(\.by) == [.order])
        await scene.close()
    }

    @Test("C3 only an agent's phone rings: no leg, or the caller's, is not understood", arguments: [nil, "c1"])
    func whose(_ leg: String?) async throws {
        let scene = try await ServiceScene(Self.text)
        await scene.core.enter("c1")
        await scene.service.picture.settled()
        let call = try #require(try await scene.service.calls().first)
        let refusal = APIFailure.invalid([
            FieldError(field: "ringing", detail: "needs channel_id, the leg of an agent")
        ])
        await #expect(throws: refusal) {
            try await scene.service.hangUp(
                HangUpBody(channelId: leg, ringing: true), call: call.id, from: Self.admin)
        }
        #expect(scene.core.closed.isEmpty)
        await scene.close()
    }
}
