import Foundation

/// Runs a program to its own end, though it may leave others running.
///
/// Foundation's `Process` holds a program for running until every descendant is gone: an Asterisk that a script
/// starts would be waited for.
package enum Command {
    package struct Failure: Error {
        package let code: Int32
    }

    /// - Returns: the exit status (128 and the signal's number after a signal) and what was written to both outputs.
    package static func run(
        _ path: String, _ arguments: [String]
    ) async throws -> (status: Int32, printed: String, said: String) {
        // Files, not pipes: what is left running inherits them and would keep a pipe open.
        let folder = FileManager.default.temporaryDirectory
        let printed = folder.appendingPathComponent("mayday-\(UUID().uuidString).out")
        let said = folder.appendingPathComponent("mayday-\(UUID().uuidString).err")
        defer { for file in [printed, said] { try? FileManager.default.removeItem(at: file) } }
        let child = try spawn(path, arguments, output: printed.path, errors: said.path)
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

    private static func spawn(
        _ path: String, _ arguments: [String], output: String, errors: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, path, &actions, nil, &words, environ)
        guard code == 0 else { throw Failure(code: code) }
        return child
    }
}
