import APIServer
import MaydayAPI
import Store
import Testing

@testable import CallCenter

@Suite("K1 whether what a command has done is kept")
struct KeptAnswerTests {
    private static let text = """
        queues:
          - {id: support, numbers: ["700"]}
        agents:
          - {id: alice, endpoint: PJSIP/1001, queues: [support]}
        """
    private static let admin = CommandOrigin(key: "admin", request: "r1", grant: .all)

    /// What each kind of command says of it.
    private func answers(_ scene: ServiceScene) async throws -> [Bool?] {
        let service = scene.service
        let caller = try #require(try await service.callers().first)
        return [
            try await service.perform(.login(), agent: "alice", from: Self.admin).kept,
            try await service.perform(.notReady(reason: "tea"), agent: "alice", from: Self.admin).kept,
            try await service.perform(.priority(7), caller: caller.id, from: Self.admin).kept,
            try await service.perform(.withdraw(target: "hangup", reason: nil), caller: caller.id, from: Self.admin)
                .kept,
            try await service.perform(QueueCommand(.close), queue: "support", from: Self.admin).kept,
            try await service.reload(discardingChanges: false, from: Self.admin).kept,
        ]
    }

    /// What comes of each kind of change of the configuration.
    private func changes(_ scene: ServiceScene) async -> [Result<Bool?, APIFailure>] {
        let service = scene.service
        return [
            await outcome { () throws(APIFailure) in try await set("ring_timeout", "21s", scene) },
            await outcome { () throws(APIFailure) in
                try await service.change(queue: "support", .remove(agent: "alice"), from: Self.admin)
            },
            await outcome { () throws(APIFailure) in
                try await service.reload(discardingChanges: true, from: Self.admin)
            },
        ]
    }

    private func outcome(
        _ change: () async throws(APIFailure) -> ConfigurationReport
    ) async -> Result<Bool?, APIFailure> {
        do throws(APIFailure) {
            return .success(try await change().kept)
        } catch {
            return .failure(error)
        }
    }

    private func set(
        _ key: String, _ value: String, _ scene: ServiceScene
    ) async throws(APIFailure) -> ConfigurationReport {
        try await scene.service.change(
            ConfigurationItem(.queues, "support"), .set([KeySetting(key: key, value: value)]), from: Self.admin)
    }

    private func scene() async throws -> ServiceScene {
        let scene = try await ServiceScene(Self.text)
        await scene.core.enter("c1")
        await scene.service.picture.settled()
        return scene
    }

    @Test("K1 an answer says nothing of it where the journal has it")
    func kept() async throws {
        let scene = try await scene()
        #expect(try await answers(scene) == [Bool?](repeating: nil, count: 6))
        #expect(await changes(scene) == [Result<Bool?, APIFailure>](repeating: .success(nil), count: 3))
        await scene.close()
    }

    @Test("K1 an answer says so where the journal takes nothing; the command is done all the same")
    func notKept() async throws {
        let scene = try await scene()
        await scene.service.store.close()
        #expect(try await answers(scene) == [Bool?](repeating: false, count: 6))
        #expect(try await scene.service.agents().first?.reason == "tea")
        #expect(try await scene.service.callers().isEmpty)
        #expect(try await scene.service.hours(ofQueue: "support").kept == nil, "a question is no command")
        await scene.close()
    }

    @Test("K1 a change of the configuration that cannot be kept is refused, and nothing has changed")
    func notChanged() async throws {
        let scene = try await scene()
        // Something for the reload to discard.
        #expect(try await set("weight", "3", scene).kept == nil)
        let before = try await scene.service.configuration()
        #expect(before.changes.map(\.target) == ["queues.support.weight"])
        await scene.service.store.close()
        for outcome in await changes(scene) {
            guard case .failure(.unavailable(let detail, _)) = outcome else {
                Issue.record("not refused: \(outcome)")
                continue
            }
            #expect(detail.hasPrefix("the change could not be kept: "))
        }
        #expect(try await scene.service.configuration() == before)
        #expect(try await scene.service.agents().first?.queues == ["support"])
        await scene.close()
    }
}
