import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Headsets that stay connected, on a real Asterisk", .serialized)
struct HeadsetTests {
    @Test("Q16 two callers after one another are put through to one headset leg, each with one request")
    func connect() async throws {
        try await withNailedUpCentre("headset") { centre in
            try await centre.registeredAgent("1001", talk: "300s")
            try await centre.start()
            let client = try centre.client()
            try await ready(client)
            let first = try await legs(centre)
            #expect(first.count == 1, "the headset, \(first)")
            for number in ["4930061", "4930062"] {
                let caller = try centre.phone("--caller", "--from", number, "--to", "700", "--hold", "120s")
                let call = try await centre.connectedCall(of: number)
                #expect(call.agent == "1001")
                try await eventually(within: 10, "the end of the trace") {
                    try await client.trace(ofCall: call.id).items.contains { $0.text.hasPrefix("put ") }
                }
                let lines = try await client.trace(ofCall: call.id).items.map(\.text)
                let added = lines.filter { $0.contains("addChannel") && $0.contains("POST") }
                #expect(added.count == 1, "\(added)")
                #expect(!lines.contains { $0.hasPrefix("dial ") })
                #expect(try await legs(centre).isSuperset(of: first), "the headset leg stays the same")
                _ = try await caller.hangUp()
                try await ready(client)
            }
            #expect(try await legs(centre) == first)
            _ = try await client.perform(.logout(), agent: "1001")
            try await eventually(within: 10, "nothing left") { try await legs(centre).isEmpty }
        }
    }

    @Test("Q16 G10 kill -9 of the service: the talk and the headset go on, and the next caller is put through to it")
    func restart() async throws {
        try await withNailedUpCentre("headset-kill") { centre in
            try await centre.registeredAgent("1001", talk: "300s")
            try await centre.start()
            try await ready(try centre.client())
            let first = try await legs(centre)
            let caller = try centre.phone("--caller", "--from", "4930063", "--to", "700", "--hold", "120s")
            _ = try await centre.connectedCall(of: "4930063")
            try await centre.killService()
            try await centre.start()
            let client = try centre.client()
            #expect(try await client.agent("1001").state == .talking)
            #expect(try await legs(centre).isSuperset(of: first))
            _ = try await caller.hangUp()
            try await ready(client)
            let next = try centre.phone("--caller", "--from", "4930064", "--to", "700", "--hold", "120s")
            #expect(try await centre.connectedCall(of: "4930064").agent == "1001")
            #expect(try await legs(centre).isSuperset(of: first))
            _ = try await next.hangUp()
        }
    }

    @Test("Q16 with Asterisk's restart the headset is called again as soon as the phone is back")
    func asteriskRestart() async throws {
        try await withNailedUpCentre("headset-restart") { centre in
            let phone = try await centre.registeredAgent("1001", talk: "300s")
            try await centre.start()
            let client = try centre.client()
            try await ready(client)
            let first = try await legs(centre)
            try await centre.bench("kill")
            // Afterwards: a good-bye would be the agent's own.
            await phone.end()
            try await centre.bench("start")
            try await centre.registeredAgent("1001", talk: "300s")
            try await eventually(within: 60, "another headset leg") {
                guard try await client.agent("1001").headset == true else { return false }
                return try await legs(centre).isDisjoint(with: first)
            }
        }
    }

    @Test("Q16 `*` on the headset's phone ends the call, and who waits is put through to the same leg")
    func star() async throws {
        try await withNailedUpCentre("headset-star") { centre in
            let phone = try await headset(centre)
            try await centre.start()
            let client = try centre.client()
            try await ready(client)
            let leg = try await legs(centre)
            let first = try centre.phone("--caller", "--from", "4930065", "--to", "700", "--hold", "300s")
            let call = try await centre.connectedCall(of: "4930065")
            let second = try await centre.waitingCaller("4930066", hold: "300s")
            try await hangUp(first, byKeyOf: phone)
            let next = try await centre.connectedCall(of: "4930066")
            #expect(next.agent == "1001")
            #expect(try await legs(centre).isSuperset(of: leg), "the headset leg stays the same")
            try await hangUp(second, byKeyOf: phone)
            try await ready(client)
            #expect(try await legs(centre) == leg)
            #expect(phone.lines(of: "invite").count == 1 && phone.lines(of: "call").isEmpty)
            for id in [call.id, next.id] {
                try await eventually(within: 10, "the end in the trace") {
                    try await client.trace(ofCall: id).items.contains {
                        $0.text == "entry_closed: answered, by agent, agent 1001"
                    }
                }
            }
        }
    }

    @Test("Q16 a headset that is hung up in a call ends that call, and is called again after the wrap-up")
    func hungUpInCall() async throws {
        try await withNailedUpCentre("headset-bye", wrapUp: "10m") { centre in
            let phone = try await headset(centre)
            try await centre.start()
            let client = try centre.client()
            try await ready(client)
            let leg = try await legs(centre)
            let first = try centre.phone("--caller", "--from", "4930067", "--to", "700", "--hold", "300s")
            try await centre.connectedCall(of: "4930067")
            phone.send(SIGUSR2)
            try await eventually(within: 20, "the end of the call") { !first.lines(of: "call").isEmpty }
            #expect(try await first.hangUp()?.endedBy == "peer")
            try await eventually(within: 20, "the wrap-up") {
                let agent = try await client.agent("1001")
                return agent.state == .wrapUp && agent.headset == false
            }
            // Nor does somebody who waits have it called before its time.
            let second = try await centre.waitingCaller("4930068", hold: "300s")
            try await eventually(within: 10, "the end of the leg") { try await legs(centre).isEmpty }
            #expect(try await client.agent("1001").state == .wrapUp)
            #expect(phone.lines(of: "invite").count == 1)
            _ = try await client.perform(.endWrapUp, agent: "1001")
            #expect(try await centre.connectedCall(of: "4930068").agent == "1001")
            let again = try await legs(centre)
            #expect(!again.isEmpty && again.isDisjoint(with: leg))
            #expect(phone.lines(of: "invite").count == 2)
            _ = try await second.hangUp()
        }
    }

    @Test("Q16 an idle headset that is hung up makes its agent not ready, whoever waits, until they say ready")
    func hungUpIdle() async throws {
        try await withNailedUpCentre("headset-idle") { centre in
            let phone = try await headset(centre)
            try await centre.start()
            let client = try centre.client()
            try await ready(client)
            phone.send(SIGUSR2)
            try await notReady(client)
            let caller = try await centre.waitingCaller("4930069", hold: "300s")
            #expect(try await client.agent("1001").state == .notReady)
            #expect(phone.lines(of: "invite").count == 1)
            _ = try await client.perform(.ready(), agent: "1001")
            #expect(try await centre.connectedCall(of: "4930069").agent == "1001")
            #expect(phone.lines(of: "invite").count == 2)
            _ = try await caller.hangUp()
        }
    }

    @Test("Q16 until the headset is picked up its agent is unreachable; who declines it is not ready until they say so")
    func declined() async throws {
        try await withNailedUpCentre("headset-no") { centre in
            let ringing = try await centre.registeredAgent("1001", ["--answer-after", "300s"])
            try await centre.start()
            let client = try centre.client()
            try await eventually(within: 30, "a ring") { !ringing.lines(of: "ringing").isEmpty }
            let called = try await client.agent("1001")
            #expect(called.state == .unreachable && called.reason == "headset" && called.headset == false)
            let caller = try await centre.waitingCaller("4930070", hold: "300s")
            _ = try await client.perform(.logout(), agent: "1001")
            try await eventually(within: 20, "a phone that stopped") { !ringing.lines(of: "call").isEmpty }
            await ringing.end()

            let declining = try await centre.registeredAgent("1001", ["--behaviour", "reject"])
            _ = try await client.perform(.login(), agent: "1001")
            try await notReady(client)
            #expect(declining.lines(of: "invite").count == 1)
            await declining.end()

            let phone = try await headset(centre)
            #expect(try await client.agent("1001").state == .notReady)
            #expect(phone.lines(of: "invite").isEmpty)
            _ = try await client.perform(.ready(), agent: "1001")
            #expect(try await centre.connectedCall(of: "4930070").agent == "1001")
            _ = try await caller.hangUp()
        }
    }

    /// A headset whose phone presses `*` at SIGUSR1 and hangs up at SIGUSR2.
    private func headset(_ centre: Centre) async throws -> Running {
        try await centre.registeredAgent(
            "1001", ["--answer-after", "200ms", "--talk", "forever", "--usr1", "*", "--usr2", "hangup"])
    }

    /// Ends the call of somebody who hears the agent by the key of the agent's phone.
    private func hangUp(_ caller: Running, byKeyOf phone: Running) async throws {
        try await eventually(within: 20, "the agent's voice") { !caller.lines(of: "voice").isEmpty }
        phone.send(SIGUSR1)
        try await eventually(within: 20, "the end of the call") { !caller.lines(of: "call").isEmpty }
        let call = try #require(try await caller.hangUp())
        #expect(call.endedBy == "peer" && call.heard.map(\.who) == ["1001"])
    }

    private func notReady(_ client: APIClient) async throws {
        try await eventually(within: 30, "an agent who is not ready for their headset's sake") {
            let agent = try await client.agent("1001")
            return agent.state == .notReady && agent.reason == "headset" && agent.headset == false
        }
    }

    /// The legs that Mayday has dialled.
    private func legs(_ centre: Centre) async throws -> Set<String> {
        let channels = try await centre.ari.send(ARI.Channels.list())
        return Set(channels.map(\.id.rawValue).filter { $0.contains("-a") })
    }

    private func ready(_ client: APIClient) async throws {
        try await eventually(within: 30, "the agent with the headset on") {
            let agent = try await client.agent("1001")
            return agent.state == .ready && agent.headset == true
        }
    }

    private func withNailedUpCentre(
        _ name: String, wrapUp: String = "0s", _ body: @Sendable (Centre) async throws -> Void
    ) async throws {
        try await withCentre(name, settings: "wrap_up: \(wrapUp)") { centre in
            try centre.editConfiguration {
                $0 = $0.replacing("initial_state: ready}", with: "initial_state: ready, connection: nailed_up}")
            }
            try await body(centre)
        }
    }
}
