import Queueing
import SeededValues

/// Callers who are answered late.
extension World {
    /// Gives some queues another policy.
    mutating func giveAnswers(_ queues: inout [QueueSettings]) {
        for index in queues.indices where random.chance(perMille: 250) {
            queues[index].answer = random.pick(AnswerPolicy.allCases)
        }
    }
}
