import Glibc
import Telephony

/// Puts the write-ahead log on the disk a while after commits, on a thread of its own, so that no commit waits for the disk
/// and a power cut takes little.
///
/// What is in the log and not flushed is lost with the power, from the first frame on that the disk had not taken: SQLite's
/// checksums end the log there, so that the journal is never torn (<https://www.sqlite.org/wal.html>).
final class LogFlusher: Sendable {
    private struct State {
        /// The first commit since the last flush.
        var dirtySince: Tick?
        /// The next flush is not before then: the last one failed.
        var notBefore: Tick?
        var failures = 0
        var hasEnded = false
    }

    /// After failed flushes the pause is doubled, up to so many times.
    private static let longestPause: Int64 = 64

    private let state = Guarded(State())
    private let log: Int32
    private let pause: Int64
    private let flush: @Sendable (_ descriptor: Int32) -> Int32
    private let onFailure: @Sendable (StoreTrouble) -> Void

    /// - Parameters:
    ///   - path: the log; it exists as long as the database is open.
    ///   - onFailure: hears of each flush that the disk did not take; it is tried again.
    /// - Throws: `StoreError.notWritable` where the log cannot be opened.
    init(
        log path: String, options: StoreOptions, onFailure: @escaping @Sendable (StoreTrouble) -> Void
    ) throws(StoreError) {
        log = open(path, O_RDONLY | O_CLOEXEC)
        guard log >= 0 else { throw .notWritable(path: path, reason: String(cString: strerror(errno))) }
        pause = options.flushPause.milliseconds
        flush = options.flush
        self.onFailure = onFailure
    }

    deinit { close(log) }

    /// Something was committed.
    func committed(at now: Tick) {
        let isFirst = state.withLock { state in
            guard state.dirtySince == nil else { return false }
            state.dirtySince = now
            return true
        }
        if isFirst { state.signal(.writer) }
    }

    /// Ends the thread without another flush: a database that is closed has moved its log.
    func end() {
        state.withLock { $0.hasEnded = true }
        state.signal(.writer)
    }

    /// The thread's work, until `end`.
    func run() {
        while isDue() {
            guard flush(log) != 0 else {
                state.withLock { $0.failures = 0 }
                continue
            }
            let words = String(cString: strerror(errno))
            let now = Tick.now
            state.withLock { state in
                state.failures += 1
                state.dirtySince = state.dirtySince ?? now
                state.notBefore = now.adding(
                    milliseconds: pause * min(1 << Int64(min(state.failures, 30)), Self.longestPause))
            }
            onFailure(.inputOutput("the disk did not take what was written: \(words)"))
        }
    }

    private func isDue() -> Bool {
        state.wait(as: .writer) { state in
            if state.hasEnded { return .found(false) }
            guard let since = state.dirtySince else { return .wait(until: nil) }
            let due = max(since.adding(milliseconds: pause), state.notBefore ?? since)
            guard due <= .now else { return .wait(until: due) }
            // What is committed from here on may miss this flush.
            state.dirtySince = nil
            state.notBefore = nil
            return .found(true)
        }
    }
}
