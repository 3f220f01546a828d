import Foundation
import GRDB

/// The thread that writes, and the one that watches over its patience.
///
/// `append` puts a batch in line and returns. The writer takes whatever is in line, at once, into one transaction; the
/// watch wakes when the oldest batch has waited too long and lets its effects go ahead. Neither holds the lock while it
/// calls out or touches the disk.
final class Writer: Sendable {
    private let state: Guarded<WriteQueue>
    /// Held while messages are told, so that two threads cannot tell them in the wrong order.
    /// (Not of `Void`: that has no address of its own, and the thread sanitizer takes its neighbour's for it.)
    private let telling = Guarded(false)
    private let pool: DatabasePool
    private let options: StoreOptions
    private let flusher: LogFlusher?
    private let onHealth: @Sendable (StoreHealth) -> Void
    private let onEnd: @Sendable () -> Void

    init(
        pool: DatabasePool, options: StoreOptions, committed: Int64,
        onHealth: @escaping @Sendable (StoreHealth) -> Void, onEnd: @escaping @Sendable () -> Void
    ) throws(StoreError) {
        let state = Guarded(WriteQueue(options: options, committed: committed))
        self.state = state
        flusher =
            options.durability == .full
            ? nil
            : try LogFlusher(log: pool.path + "-wal", options: options) { trouble in
                state.withLock { $0.flushFailed(trouble) }
                state.signal(.writer)
            }
        self.options = options
        self.pool = pool
        self.onHealth = onHealth
        self.onEnd = onEnd
    }

    func start() {
        Thread.detachNewThread {
            Thread.current.name = "mayday-journal"
            self.write()
        }
        Thread.detachNewThread {
            Thread.current.name = "mayday-patience"
            self.watch()
        }
        guard let flusher else { return }
        Thread.detachNewThread {
            Thread.current.name = "mayday-flush"
            flusher.run()
        }
    }

    // MARK: Called from anywhere

    func append(_ batch: StoreBatch, _ completion: WriteQueue.Completion?) {
        let now = Tick.now
        let (isAlone, isFirst, mustTell) = state.withLock { queue in
            let (isAlone, isFirst) = (queue.pending.isEmpty, queue.releaseBy == nil)
            queue.append(batch, now: now, completion: completion)
            return (isAlone, isFirst && queue.releaseBy != nil, !queue.outbox.isEmpty)
        }
        // Where others wait already the writer works, or has a moment to wake by.
        if isAlone { state.signal(.writer) }
        if isFirst { state.signal(.watch) }
        if mustTell { tell() }
    }

    func trace(_ lines: some Collection<TraceLine>) {
        let now = Tick.now
        let wasEmpty = state.withLock { queue in
            defer { queue.trace.append(lines, now: now, options: queue.options) }
            return queue.trace.lines.isEmpty
        }
        // The first line starts the pause; the others ride along.
        if wasEmpty { state.signal(.writer) }
    }

    func change(_ body: (inout WriteQueue) -> Void) {
        state.withLock(body)
        state.signal(.writer)
        state.signal(.watch)
    }

    /// Something was committed that is no batch of ours.
    func committedBeside() { flusher?.committed(at: .now) }

    func look<Result>(_ body: (WriteQueue) -> Result) -> Result {
        state.withLock { body($0) }
    }

    // MARK: The threads

    private enum Turn {
        case work(WriteQueue.Work)
        case end
    }

    private func write() {
        var transaction = Transaction(options: options)
        while case .work(var work) = nextTurn() {
            let last = work.batches.last { !$0.rows.isEmpty }?.rows.last?.sequence
            if let last { work.explanations = options.explainer?.explanations(through: last) ?? [] }
            let result = Result { try pool.writeWithoutTransaction { try transaction.run(work, in: $0) } }
            if case .success = result, let last { options.explainer?.kept(through: last) }
            let now = Tick.now
            if case .success = result { flusher?.committed(at: now) }
            state.withLock { [work] queue in
                switch result {
                case .success(let leftOver): queue.finished(work, leftOver: leftOver, now: now)
                case .failure(let error): queue.failed(StoreTrouble(error), work, now: now)
                }
            }
            tell()
        }
        flusher?.end()
        // The watch ends too, and nobody is left waiting for an answer.
        change { $0.end() }
        tell()
        onEnd()
    }

    private func nextTurn() -> Turn {
        state.wait(as: .writer) { queue in
            let now = Tick.now
            if let stopBy = queue.stopBy, stopBy <= now { return .found(.end) }
            switch queue.look(now: now) {
            case .found(let work): return .found(.work(work))
            case .wait(let until):
                guard let stopBy = queue.stopBy else { return .wait(until: until) }
                // Stopping: a pause after a failure is waited for, nothing else is.
                return queue.isIdle ? .found(.end) : .wait(until: min(until ?? stopBy, stopBy))
            }
        }
    }

    private func watch() {
        while state.wait(
            as: .watch,
            { queue in
                if queue.hasEnded { return .found(false) }
                guard let releaseBy = queue.releaseBy else { return .wait(until: nil) }
                guard releaseBy <= .now else { return .wait(until: releaseBy) }
                queue.isLate()
                return .found(true)
            })
        {
            tell()
        }
    }

    private func tell() {
        telling.withLock { _ in
            for message in state.withLock({ queue in
                defer { queue.outbox = [] }
                return queue.outbox
            }) {
                switch message {
                case .outcome(let outcome, let completion): completion(outcome)
                case .health(let health): onHealth(health)
                }
            }
        }
    }
}
