import APIServer
import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

/// What the server before it cannot know: where a command leads, and whom else it touches.
@Suite("What a key of one queue reaches through a command")
struct ReachTests {
    private static let text = """
        queues:
          - {id: support, numbers: ["700"], callback: {endpoint: "PJSIP/{number}@trunk"}}
          - {id: sales, max_length: 5, on_full: {context: full, extension: s}}
        agents:
          - {id: alice, endpoint: PJSIP/1001, queues: [support]}
          - {id: bob, endpoint: PJSIP/1002, queues: [sales]}
          - {id: carol, endpoint: PJSIP/1003, queues: [support, sales]}
        desks: [PJSIP/1101]
        dialling: {allow: ["0"]}
        """

    /// What is expected of a command.
    enum Verdict: Sendable {
        case done, forbidden, invalid
    }

    private static let support = CommandOrigin(key: "desk", request: "r1", grant: .only(["support"]))
    private static let admin = CommandOrigin(key: "admin", request: "r2", grant: .all)

    /// How a command ended; any other failure is an issue.
    private func answer(_ command: () async throws -> Void) async -> Verdict? {
        do {
            try await command()
            return .done
        } catch let failure as APIFailure {
            switch failure {
            case .forbidden: return .forbidden
            case .invalid: return .invalid
            default: Issue.record(failure)
            }
        } catch {
            Issue.record(error)
        }
        return nil
    }

    @Test(
        "E5 G3 agents log in at phones that the configuration knows, and log nobody out for whom the key is not",
        arguments: [
            ("PJSIP/1001", .done, .done), ("PJSIP/1101", .done, .done), ("PJSIP/1003", .done, .done),
            // There sits bob.
            ("PJSIP/1002", .forbidden, .done),
            ("PJSIP/1102", .invalid, .invalid), ("PJSIP/0090012345@trunk", .invalid, .invalid),
            ("Local/0090012345@from-agents", .invalid, .invalid),
        ] as [(String, Verdict, Verdict)])
    func seats(_ endpoint: String, _ ofSupport: Verdict, _ ofAll: Verdict) async throws {
        for (origin, expected) in [(Self.support, ofSupport), (Self.admin, ofAll)] {
            let scene = try await ServiceScene(Self.text)
            _ = try await scene.service.perform(.login(), agent: "bob", from: Self.admin)
            let answer = await answer {
                let alice = try await scene.service.perform(
                    .login(endpoint: endpoint), agent: "alice", from: origin)
                #expect(alice.endpoint == endpoint)
            }
            #expect(answer == expected)
            let bob = try await scene.service.agents().first { $0.id == "bob" }
            #expect((bob?.state == .offline) == (endpoint == "PJSIP/1002" && expected == .done))
            let seats = scene.core.facts.filter { if case .agentSeated = $0 { true } else { false } }
            #expect(seats.isEmpty == (expected != .done || endpoint == "PJSIP/1001"))
            await scene.close()
        }
    }

    private static let places: [(String, Verdict)] = [
        ("hangup", .done), ("dialplan", .done), ("dialplan full s 1", .done),
        ("dialplan mayday-closed say-bye 1", .done),
        ("dialplan full s 2", .forbidden), ("dialplan full 0090012345 1", .forbidden),
        ("dialplan outside 0090012345 1", .forbidden),
    ]

    @Test(
        "E5 Q15 a caller is sent to places that the configuration names, elsewhere with a key of all",
        arguments: places)
    func withdraw(_ target: String, _ ofSupport: Verdict) async throws {
        for (origin, expected) in [(Self.support, ofSupport), (Self.admin, .done)] {
            let scene = try await ServiceScene(Self.text)
            await scene.core.enter("c1")
            await scene.service.picture.settled()
            let caller = try #require(try await scene.service.callers().first)
            let answer = await answer {
                _ = try await scene.service.perform(
                    .withdraw(target: target, reason: nil), caller: caller.id, from: origin)
            }
            #expect(answer == expected)
            #expect(scene.core.closed.count == (expected == .done ? 1 : 0))
            await scene.close()
        }
    }

    @Test("E5 Q15 a caller is moved into a queue of the key")
    func move() async throws {
        let scene = try await ServiceScene(Self.text)
        await scene.core.enter("c1")
        await scene.service.picture.settled()
        let caller = try #require(try await scene.service.callers().first)
        for (origin, expected) in [(Self.support, Verdict.forbidden), (Self.admin, .done)] {
            let answer = await answer {
                _ = try await scene.service.perform(
                    .move(queue: "sales", reason: nil), caller: caller.id, from: origin)
            }
            #expect(answer == expected)
        }
        await scene.close()
    }

    @Test(
        "E5 Q16 a queue is closed towards queues of the key and places that the configuration names",
        arguments: places + [("queue sales", Verdict.forbidden)])
    func close(_ target: String, _ ofSupport: Verdict) async throws {
        for (origin, expected) in [(Self.support, ofSupport), (Self.admin, .done)] {
            let scene = try await ServiceScene(Self.text)
            let answer = await answer {
                _ = try await scene.service.perform(
                    MaydayAPI.QueueCommand(.close, QueueCommandBody(target: target)), queue: "support", from: origin)
            }
            #expect(answer == expected)
            await scene.close()
        }
    }

    @Test(
        "E5 Q20 a key of one queue sets whatever leads to its own queues and to places that are named already",
        arguments: [
            ("weight", "3", .done), ("on_max_wait", "dialplan", .done),
            ("on_max_wait", "{context: full, extension: s}", .done), ("on_max_wait", "{queue: sales}", .forbidden),
            ("exit_keys", #"{"1": {queue: sales}}"#, .forbidden),
            ("on_max_wait", "{context: outside, extension: s}", .forbidden),
            ("callback", #"{endpoint: "PJSIP/{number}@trunk", sound: bye}"#, .done),
            ("callback", #"{endpoint: "Local/{number}@outside"}"#, .forbidden),
        ] as [(String, String, Verdict)])
    func settings(_ key: String, _ value: String, _ ofSupport: Verdict) async throws {
        for (origin, expected) in [(Self.support, ofSupport), (Self.admin, .done)] {
            let scene = try await ServiceScene(Self.text)
            let answer = await answer {
                _ = try await scene.service.change(
                    ConfigurationItem(.queues, "support"), .set([KeySetting(key: key, value: value)]), from: origin)
            }
            #expect(answer == expected)
            let kept = try await scene.service.configuration().changes.count
            #expect(kept == (expected == .done ? 1 : 0))
            await scene.close()
        }
    }

    @Test("E5 G5 how a call went is said with a key of the queue that brought it, whichever queues the agent serves")
    func disposition() async throws {
        let scene = try await ServiceScene(
            """
            queues:
              - {id: support, numbers: ["700"], disposition: {required: true}}
              - {id: sales}
            agents:
              - {id: carol, endpoint: PJSIP/1003, queues: [support, sales], initial_state: ready}
            dispositions:
              - {id: solved}
            """)
        _ = try await scene.core.talk()
        await scene.service.picture.settled()
        let sales = CommandOrigin(key: "desk", request: "r3", grant: .only(["sales"]))
        for (origin, expected) in [(sales, Verdict.forbidden), (Self.support, .done)] {
            let answer = await answer {
                _ = try await scene.service.perform(.dispose("solved"), agent: "carol", from: origin)
            }
            #expect(answer == expected)
        }
        let given = scene.core.facts.compactMap { if case .dispositionGiven(let fact) = $0 { fact.by } else { nil } }
        #expect(given == ["desk"])
        await scene.close()
    }
}
