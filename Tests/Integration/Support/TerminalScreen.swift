import Foundation

/// A terminal that a test types into and reads (tmux).
struct TerminalScreen {
    private static let tmux = URL(fileURLWithPath: "/usr/bin/tmux")
    private let socket: String

    /// Opens a shell in a terminal of 80×24.
    ///
    /// - Parameters:
    ///   - folder: where the shell starts.
    ///   - environment: what is added to the shell's variables.
    static func open(_ name: String, in folder: URL, environment: [String: String]) async throws -> Self {
        let screen = Self(socket: "\(name)-\(getpid())")
        let variables = environment.map { "\($0.key)=\($0.value)" }
        try await screen.tmux(
            ["-f", "/dev/null", "new-session", "-d", "-s", "it", "-x", "80", "-y", "24", "-c", folder.path, "env"]
                + variables + ["PS1=ready> ", "LC_ALL=C.UTF-8", "sh"])
        try await eventually(within: 10, "the shell") { try await screen.text().contains("ready>") }
        return screen
    }

    /// What is on the screen now, line by line.
    func lines() async throws -> [String] {
        try await tmux(["capture-pane", "-p", "-t", "it"]).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    func text() async throws -> String { try await lines().joined(separator: "\n") }

    /// Presses keys, by tmux's names for them.
    func press(_ keys: String...) async throws { try await tmux(["send-keys", "-t", "it"] + keys) }

    func type(_ line: String) async throws {
        try await tmux(["send-keys", "-t", "it", "-l", line])
        try await press("Enter")
    }

    func resize(width: Int, height: Int) async throws {
        try await tmux(["resize-window", "-t", "it", "-x", "\(width)", "-y", "\(height)"])
    }

    /// Whether a program has the whole screen, and whether the cursor is shown.
    func state() async throws -> (isAlternate: Bool, showsCursor: Bool) {
        let text = try await tmux(["display-message", "-p", "-t", "it", "#{alternate_on} #{cursor_flag}"])
        let words = text.split(whereSeparator: \.isWhitespace)
        return (words.first == "1", words.last == "1")
    }

    func close() async { _ = try? await tmux(["kill-server"]) }

    @discardableResult
    private func tmux(_ arguments: [String]) async throws -> String {
        try await run(Self.tmux, ["-u", "-L", socket] + arguments)
    }
}
