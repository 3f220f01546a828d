import Foundation

/// Runs a program to its own end, though it may leave others running.
///
/// Foundation's `Process` holds a program for running until every descendant is gone: an Asterisk that a script
/// starts would be waited for.
package enum Command {
    package struct Failure: Error {
        package let code: Int32
    }

    /// Our own program, beside the test bundle.
    package static let mayday: String = {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        for _ in 0..<4 {
            let program = folder.appending(path: "mayday").path
            if FileManager.default.isExecutableFile(atPath: program) { return program }
            folder.deleteLastPathComponent()
        }
        return FileManager.default.currentDirectoryPath + "/.build/debug/mayday"
    }()

    /// - Parameter environment: what is added to our own variables.
    /// - Returns: the exit status (128 and the signal's number after a signal) and what was written to both outputs.
    package static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (status: Int32, printed: String, said: String) {
        // Files, not pipes: what is left running inherits them and would keep a pipe open.
        let folder = FileManager.default.temporaryDirectory
        let printed = folder.appendingPathComponent("mayday-\(UUID().uuidString).out")
        let said = folder.appendingPathComponent("mayday-\(UUID().uuidString).err")
        defer { for file in [printed, said] { try? FileManager.default.removeItem(at: file) } }
        let child = try spawn(path, arguments, environment: environment, output: printed.path, errors: said.path)
        let status = await withCheckedContinuation { waiter in
            Foundation.Thread.detachNewThread {
                var status: Int32 = 0
                while waitpid(child, &status, 0) < 0, errno == EINTR {}
                let signal = status & 0x7F
                waiter.resume(returning: signal == 0 ? status >> 8 & 0xFF : 128 + signal)
            }
        }
        func text(_ file: URL) -> String { String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self) }
        return (status, text(printed), text(said))
    }

    /// Starts a program without waiting for it; somebody has to call `waitpid`.
    ///
    /// - Parameters:
    ///   - environment: what is added to our own variables.
    ///   - output: the file for standard output.
    ///   - errors: the file for standard error; may be the same.
    package static func spawn(
        _ path: String, _ arguments: [String], environment added: [String: String], output: String, errors: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        if output == errors {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        // A task's thread has every signal blocked, and a child would inherit that: SIGTERM would never reach it.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let variables = ProcessInfo.processInfo.environment.merging(added) { $1 }
        var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for setting in settings { free(setting) } }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, path, &actions, &attributes, &words, &settings)
        guard code == 0 else { throw Failure(code: code) }
        return child
    }
}
