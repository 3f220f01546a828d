import Logging
import Queueing
import Statistics
import Store
import Telephony

/// What a start finds: the last checkpoint and the facts after it. Replay has no effects.
package struct Recovery: Sendable {
    package var state = QueueState()
    package var figures: Figures
    /// The sequence of the next fact.
    package var nextSequence: Int64 = 1
    package var callers: [CallerToken: CallerIdentity] = [:]
    /// How many facts were read again.
    package var replayed = 0

    /// - Throws: `StoreError` where the journal cannot be read, `CodingError` where it holds what we cannot understand.
    package init(_ reader: StoreReader, figures: Figures, log: Logger) async throws {
        self.figures = figures
        var cursor: Int64 = 0
        for checkpoint in try await reader.checkpoints() {
            do {
                let state = try EngineCheckpoint.state(from: checkpoint.engine)
                let figures = try figures.restored(from: checkpoint.statistics)
                (self.state, self.figures, cursor) = (state, figures, checkpoint.sequence)
                break
            } catch {
                log.warning("a checkpoint cannot be read; going back further", metadata: ["error": "\(error)"])
            }
        }
        while true {
            let rows = try await reader.journal(after: cursor, limit: 8192)
            guard let last = rows.last else { break }
            for row in rows {
                let fact = try FactCoding.fact(kind: row.kind, version: row.version, body: row.body)
                let dated = DatedFact(at: row.at, fact: fact)
                state.apply(dated)
                self.figures.apply(dated)
            }
            replayed += rows.count
            cursor = last.sequence
        }
        for interruption in try await reader.interruptions(since: Instant(milliseconds: 0)) {
            self.figures.markInterrupted(from: interruption.from, until: interruption.until)
        }
        // Numbers of facts that were lost, or that only a checkpoint holds, are used up all the same.
        nextSequence = max(cursor, try await reader.lastSequence()) + 1
        for token in state.entries.values.map(\.caller) + Array(state.regains.keys) {
            guard let caller = try await reader.caller(token) else { continue }
            callers[token] = CallerIdentity(number: caller.number, name: caller.name)
        }
    }
}
