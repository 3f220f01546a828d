import Foundation
import GRDB
import Telephony

@testable import Store

/// A folder of its own, gone with the test.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "mayday-store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var journal: String { path + "/journal.sqlite" }

    /// Another program's connection that holds the journal's write lock.
    func lock() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        // The writer has answered, and may be about to finish what it does beside.
        configuration.busyMode = .timeout(10)
        let other = try DatabaseQueue(path: journal, configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        return other
    }

    func unlock(_ other: DatabaseQueue) throws {
        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
    }
}

/// A clock that a test sets.
final class TestClock: Sendable {
    private let moment: Guarded<Int64>

    init(_ milliseconds: Int64) { moment = Guarded(milliseconds) }

    func advance(_ span: Span) { moment.withLock { $0 += span.milliseconds } }
    func set(_ milliseconds: Int64) { moment.withLock { $0 = milliseconds } }
    var now: @Sendable () -> Instant { { Instant(milliseconds: self.moment.withLock { $0 }) } }
}

/// A row whose every column follows from its sequence, so that a torn one shows.
func row(_ sequence: Int64) -> JournalRow {
    JournalRow(
        sequence: sequence, at: Instant(milliseconds: 1_800_000_000_000 + sequence), kind: "kind_\(sequence % 7)",
        version: Int(sequence % 3) + 1, call: sequence % 5 == 0 ? nil : CallID("call-\(sequence / 10)"),
        queue: QueueID("queue-\(sequence % 4)"), agent: sequence % 2 == 0 ? AgentID("agent-\(sequence % 20)") : nil,
        group: "default", body: Array("{\"sequence\":\(sequence),\"text\":\"é…\"}".utf8))
}

func batch(_ sequences: ClosedRange<Int64>) -> StoreBatch {
    StoreBatch(rows: sequences.map(row))
}

let node = NodeID("test")

extension StoreOptions {
    /// A busy machine may take its time: only a test of patience wants the service's 100 ms.
    static var patient: StoreOptions {
        var options = StoreOptions()
        options.patience = .seconds(600)
        options.firstPause = Span(milliseconds: 5)
        options.longestPause = Span(milliseconds: 20)
        return options
    }
}

extension Store {
    /// Appends and waits for the outcome.
    func write(_ batch: StoreBatch) async -> CommitOutcome {
        await withCheckedContinuation { continuation in
            append(batch) { continuation.resume(returning: $0) }
        }
    }
}

/// Outcomes and changes of health in the order in which they were told, to be waited for.
final class Told<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var waiting: [(@Sendable ([Value]) -> Bool, CheckedContinuation<Void, Never>)] = []
    }
    private let state = Guarded(State())

    var values: [Value] { state.withLock { $0.values } }

    func tell(_ value: Value) {
        let ready = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.values.append(value)
            let values = state.values
            let ready = state.waiting.filter { $0.0(values) }
            state.waiting.removeAll { $0.0(values) }
            return ready.map(\.1)
        }
        for continuation in ready { continuation.resume() }
    }

    /// Returns when what was told fulfils a condition; the test's time limit is the deadline.
    func until(_ condition: @escaping @Sendable ([Value]) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if condition(state.values) { return true }
                state.waiting.append((condition, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
