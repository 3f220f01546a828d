import MaydayAPI
import Queueing
import Statistics
import Telephony

/// Today's figures of queues and agents, as the API shows them.
package struct Figures: Sendable {
    package init() {}

    package mutating func apply(_ fact: DatedFact) {}

    package var bytes: [UInt8] { [] }

    package func restored(from bytes: [UInt8]) throws -> Figures { self }

    func queue(_ id: QueueID, stillWaiting: Int64) -> QueueFigures { QueueFigures() }

    func agent(_ id: AgentID) -> AgentFigures { AgentFigures() }
}
