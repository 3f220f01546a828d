import MaydayConfiguration
import Queueing
import Testing

@Suite struct AnswerTests {
    private func load(_ text: String) throws -> (policy: AnswerPolicy, warnings: [String]) {
        let loaded = try Sample.load(Sample.shortest + "\nqueues: [{id: sales, \(text)}]")
        return (
            loaded.configuration.queues[0].answer,
            loaded.warnings.map(\.description).filter { !$0.contains("no agent") }
        )
    }

    @Test("Q23 a queue answers at once unless it says otherwise", arguments: AnswerPolicy.allCases)
    func policies(_ policy: AnswerPolicy) throws {
        let loaded = try load("max_wait: 2m, answer: \(policy.rawValue)")
        #expect(loaded.policy == policy && loaded.warnings.isEmpty)
        #expect(try load("name: Sales").policy == .answer)
    }

    @Test("Q23 what cannot be while a call is unanswered is warned of")
    func warnings() throws {
        #expect(try load("answer: early_media").warnings.count == 1)
        #expect(try load("answer: early_media, max_wait: 10m").warnings.count == 1)
        let ring = try load("answer: ring, max_wait: 1m, announce: {position: always}, exit_keys: {\"1\": hangup}")
        #expect(ring.warnings.count == 2)
        #expect(ring.warnings.contains { $0.contains("announce: callers are told nothing with answer: ring") })
    }

    @Test("Q23 a policy that there is not")
    func wrong() {
        #expect(
            Sample.problems(adding: "queues: [{id: sales, answer: rings}]").first?.contains("did you mean 'ring'?")
                == true)
    }
}
