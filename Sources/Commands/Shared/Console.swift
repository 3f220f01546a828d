import CTerminal
import Foundation

/// Where a command writes: data on standard output, words on standard error. A value, so that a test can read along.
package struct Console: Sendable {
    package var out: @Sendable (String) -> Void
    /// Writes like `out`, but returns why it could not, in words, instead of ending the process.
    package var attempt: @Sendable (String) -> String?
    package var err: @Sendable (String) -> Void
    /// Whether standard output is a terminal; nothing but data is printed when it is not.
    package var isTerminal: Bool
    /// Whether colours are wanted: a terminal, and no NO_COLOR (https://no-color.org).
    package var isColourful: Bool
    /// Columns of the terminal; tables are never cut when the output is piped.
    package var columns: Int?
    package var environment: [String: String]

    package init(
        out: @escaping @Sendable (String) -> Void, attempt: @escaping @Sendable (String) -> String?,
        err: @escaping @Sendable (String) -> Void, isTerminal: Bool, isColourful: Bool, columns: Int?,
        environment: [String: String]
    ) {
        self.out = out
        self.attempt = attempt
        self.err = err
        self.isTerminal = isTerminal
        self.isColourful = isColourful
        self.columns = columns
        self.environment = environment
    }

    /// The process's own streams. A broken pipe ends the process quietly, as whoever read has enough; output that
    /// cannot be written for another reason, a full disk for one, ends it with status 1. Words follow the log where
    /// there is one.
    package static func process() -> Console {
        let environment = ProcessInfo.processInfo.environment
        let terminal = isatty(STDOUT_FILENO) == 1
        var size = winsize()
        let known = terminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Console(
            out: { text in
                switch writeAll(text, to: STDOUT_FILENO) {
                case 0: break
                case EPIPE: exit(0)
                case let code:
                    _ = writeAll("mayday: cannot write the output: \(words(code))\n", to: STDERR_FILENO)
                    exit(CommandFailure.Status.failed.rawValue)
                }
            },
            attempt: { text in
                let code = writeAll(text, to: STDOUT_FILENO)
                return code == 0 ? nil : words(code)
            },
            err: { text in
                if let log = LogOutput.ofProcess { log.write(text) } else { _ = writeAll(text, to: STDERR_FILENO) }
            },
            isTerminal: terminal,
            isColourful: terminal && (environment["NO_COLOR"] ?? "").isEmpty,
            columns: known ? Int(size.ws_col) : nil, environment: environment)
    }

    package func line(_ text: String) { out(text + "\n") }
    package func word(_ text: String) { err(text + "\n") }
}

private func words(_ code: Int32) -> String { String(cString: strerror(code)) }

/// - Returns: 0, or the error number of the write that failed.
private func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: descriptor).code }
}

/// Waits where the descriptor takes nothing at the moment.
/// - Returns: how many bytes were written, and 0 or the error number of the write that failed.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> (count: Int, code: Int32) {
    var rest = bytes
    while !rest.isEmpty {
        let count = write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno == EAGAIN {
            var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = poll(&room, 1, -1)
        } else if errno != EINTR {
            return (bytes.count - rest.count, errno)
        }
    }
    return (bytes.count, 0)
}
