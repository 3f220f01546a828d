import Foundation
import Locking
import Logging
import Synchronization

/// The log's way to standard error. Whoever logs hands the line over and goes on; a thread of its own writes, so that a
/// reader who stalls holds up no call (docs/decisions/0302).
///
/// Lines that do not fit are dropped, and those after them, until the thread takes lines again: a gap is in one place, and a
/// line there says how many are missing.
package final class LogOutput: TextOutputStream, Sendable {
    private struct State {
        var pending: [UInt8] = []
        /// Lines after `pending` that did not fit.
        var dropped = 0
        /// How often the thread has taken what was there, and which of these it has written.
        var taken = 0
        var written = 0
        /// Whether the thread waits for a line, and nobody has woken it yet.
        var mustBeWoken = false
        /// Whether it lets lines gather, and only a flush wakes it.
        var isResting = false
        /// Who waits until a turn is written.
        var flushes: [(turn: Int, over: DispatchSemaphore)] = []
    }

    /// Of lines that wait, in bytes: some 20,000 of them. Those that are being written may be as many once more.
    package static let limit = 4 << 20

    /// How long lines gather after some were written, in seconds: a call's are many, and each would wake the thread
    /// (docs/decisions/0301).
    private static let pause = 0.01

    private let descriptor: Int32
    private let limit: Int
    private let state = Locked(State())
    private let wake = DispatchSemaphore(value: 0)
    private let nothingLeft = Atomic<Bool>(true)

    /// Its thread lives as long as the process.
    /// - Parameters:
    ///   - descriptor: stays open.
    ///   - limit: of lines that wait, in bytes.
    package init(to descriptor: Int32, limit: Int = LogOutput.limit) {
        self.descriptor = descriptor
        self.limit = limit
        Thread.detachNewThread {
            Thread.current.name = "mayday-log"
            // A reader that is gone must be an error, not a signal.
            var broken = sigset_t()
            sigemptyset(&broken)
            sigaddset(&broken, SIGPIPE)
            pthread_sigmask(SIG_BLOCK, &broken, nil)
            self.run()
        }
    }

    /// Whether everything is written. May be asked in a signal handler.
    var isWritten: Bool { nothingLeft.load(ordering: .relaxed) }

    /// Never waits for the reader.
    /// - Parameter lines: one or several, each with its end.
    package func write(_ lines: String) {
        let mustWake = state.withLock { state in
            if state.dropped > 0 || state.pending.count + lines.utf8.count > limit {
                state.dropped += Self.count(in: lines.utf8)
            } else {
                state.pending.append(contentsOf: lines.utf8)
            }
            nothingLeft.store(false, ordering: .relaxed)
            defer { state.mustBeWoken = false }
            return state.mustBeWoken
        }
        if mustWake { wake.signal() }
    }

    /// Waits until everything that was handed over before is written, or refused by the descriptor.
    /// - Returns: false where that takes longer than so many seconds.
    @discardableResult
    package func flush(within seconds: Double) -> Bool {
        let over = DispatchSemaphore(value: 0)
        let (isDone, mustWake): (Bool, Bool) = state.withLock { state in
            let nothingWaits = state.pending.isEmpty && state.dropped == 0
            if nothingWaits && state.written == state.taken { return (true, false) }
            state.flushes.append((nothingWaits ? state.taken : state.taken + 1, over))
            return (false, state.isResting)
        }
        if mustWake { wake.signal() }
        return isDone || over.wait(timeout: .now() + seconds) == .success
    }

    // MARK: The thread

    private func run() {
        var lost = 0
        while true {
            let (lines, dropped) = take()
            tell(&lost)
            lost += put(lines) + dropped
            tell(&lost)
            rest()
        }
    }

    /// Waits for lines.
    private func take() -> (lines: [UInt8], dropped: Int) {
        while true {
            let taken: ([UInt8], Int)? = state.withLock { state in
                state.isResting = false
                guard !state.pending.isEmpty || state.dropped > 0 else {
                    state.mustBeWoken = true
                    return nil
                }
                state.taken += 1
                defer {
                    state.pending = []
                    state.dropped = 0
                }
                return (state.pending, state.dropped)
            }
            if let taken { return taken }
            wake.wait()
        }
    }

    /// - Returns: how many of the lines the descriptor refused.
    private func put(_ lines: [UInt8]) -> Int {
        lines.withUnsafeBytes { bytes in
            let (count, code) = writeAll(bytes, to: descriptor)
            return code == 0 ? 0 : Self.count(in: bytes[count...])
        }
    }

    /// Says that lines are missing, once it can be written.
    private func tell(_ lost: inout Int) {
        guard lost > 0, put(Array(Self.gap(of: lost).utf8)) == 0 else { return }
        lost = 0
    }

    /// Tells who waits for what was taken, and lets lines gather where nobody waits for more.
    private func rest() {
        let (flushed, isResting): ([DispatchSemaphore], Bool) = state.withLock { state in
            let turn = state.taken
            let flushed = state.flushes.filter { $0.turn <= turn }
            state.flushes.removeAll { $0.turn <= turn }
            state.written = turn
            state.isResting = state.flushes.isEmpty
            nothingLeft.store(state.pending.isEmpty && state.dropped == 0, ordering: .relaxed)
            return (flushed.map { $0.over }, state.isResting)
        }
        for over in flushed { over.signal() }
        if isResting { _ = wake.wait(timeout: .now() + Self.pause) }
    }

    private static func count(in lines: some Sequence<UInt8>) -> Int {
        lines.count { $0 == UInt8(ascii: "\n") }
    }

    // MARK: The gap

    /// Takes the line that a log handler makes.
    private final class Line: TextOutputStream, Sendable {
        private let written = Locked("")
        var text: String { written.withLock { $0 } }
        func write(_ string: String) { written.withLock { $0 += string } }
    }

    /// A line like all others.
    private static func gap(of lost: Int) -> String {
        let line = Line()
        StreamLogHandler(label: "mayday", stream: line, metadataProvider: nil).log(
            event: LogEvent(
                level: .warning, message: "log lines are missing here: nobody read them in time",
                metadata: ["lines": "\(lost)"], source: nil, file: #fileID, function: #function, line: #line))
        return line.text
    }
}

extension LogOutput {
    private static let process = Locked<LogOutput?>(nil)

    /// Where this process's log and words go; nil where words are written at once, as by a command that ends by itself.
    package static var ofProcess: LogOutput? { process.withLock { $0 } }

    /// Makes the process's own, for all that goes to standard error from now on. Once.
    static func begin() -> LogOutput {
        let output = LogOutput(to: STDERR_FILENO)
        process.withLock { $0 = output }
        LogRescue.install(for: output)
        return output
    }
}
