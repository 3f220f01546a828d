import Foundation
import Synchronization
import TestSupport

/// Where the repository and its built program are.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The program beside the test bundle.
    static let mayday: URL = {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        for _ in 0..<4 {
            let program = folder.appending(path: "mayday")
            if FileManager.default.isExecutableFile(atPath: program.path) { return program }
            folder.deleteLastPathComponent()
        }
        return root.appending(path: ".build/debug/mayday")
    }()
}

struct ShellFailure: Error, CustomStringConvertible {
    var description: String
}

/// A program that runs, and is ended by its own pid.
final class Running: Sendable {
    private let process: Mutex<Process>
    let output: URL

    /// - Parameter output: a file that takes standard output and error.
    init(_ program: URL, _ arguments: [String], environment: [String: String], output: URL) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let handle = try FileHandle(forWritingTo: output)
        handle.seekToEndOfFile()
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process = Mutex(process)
        self.output = output
    }

    var pid: Int32 { process.withLock { $0.processIdentifier } }
    var isRunning: Bool { process.withLock { $0.isRunning } }
    var text: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

    func send(_ signal: Int32) { kill(pid, signal) }

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
    within seconds: Double, _ what: String, _ check: @Sendable () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try await !check() {
        guard ContinuousClock.now < deadline else {
            throw ShellFailure(description: "\(what) did not come within \(seconds) s")
        }
        try await Task.sleep(for: .milliseconds(50))
    }
}
