import Foundation
import Locking
import TestSupport

/// Where the repository and its built program are.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let mayday = URL(fileURLWithPath: Command.mayday)
}

struct ShellFailure: Error, CustomStringConvertible {
    var description: String
}

/// A program that runs, and is ended by its own pid.
final class Running: Sendable {
    let pid: Int32
    let output: URL
    private let end = Locked<Int32?>(nil)

    /// - Parameters:
    ///   - environment: what is added to our own variables.
    ///   - output: a file that takes standard output and error.
    init(_ program: URL, _ arguments: [String], environment: [String: String], output: URL) throws {
        pid = try Command.spawn(
            program.path, arguments, environment: environment, output: output.path, errors: output.path)
        self.output = output
        Foundation.Thread.detachNewThread { self.await() }
    }

    var isRunning: Bool { end.withLock { $0 == nil } }
    /// The exit status; 128 and the signal's number after a signal; nil while it runs.
    var status: Int32? { end.withLock { $0 } }
    var text: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

    func send(_ signal: Int32) {
        // Reaped under the same lock: the number cannot be another's yet.
        end.withLock { if $0 == nil { kill(pid, signal) } }
    }

    private func await() {
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        end.withLock { end in
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            let signal = status & 0x7F
            end = signal == 0 ? status >> 8 & 0xFF : 128 + signal
        }
    }

    /// Asks it to end, and ends it if it does not.
    func end() async {
        guard isRunning else { return }
        send(SIGTERM)
        if (try? await eventually(within: 10, "the end of \(pid)", { !self.isRunning })) == nil { send(SIGKILL) }
    }
}

/// Runs a program to its end and returns its standard output.
@discardableResult
func run(_ program: URL, _ arguments: [String]) async throws -> String {
    let answer = try await Command.run(program.path, arguments)
    guard answer.status == 0 else {
        throw ShellFailure(
            description: "\(program.lastPathComponent) \(arguments) ended with \(answer.status): \(answer.said)")
    }
    return answer.printed
}

/// Waits for the thing itself. The deadline is generous: it is there to end a test that has failed.
func eventually(
    within seconds: Double, _ what: String, _ check: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try await !check() {
        guard ContinuousClock.now < deadline else {
            throw ShellFailure(description: "\(what) did not come within \(seconds) s")
        }
        try await Task.sleep(for: .milliseconds(50))
    }
}
