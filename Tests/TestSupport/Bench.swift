import ARIClient
import Foundation

/// A private Asterisk of `scripts/bench`: the one that the environment names, or one of a test's own.
package struct Bench: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// What `scripts/bench up` printed, without `MAYDAY_BENCH_`.
    package let values: [String: String]
    private let isOwn: Bool

    /// The Asterisk that `scripts/test` started for all tests; nil where there is none.
    package static var shared: Bench? {
        let environment = ProcessInfo.processInfo.environment
        guard environment["MAYDAY_BENCH_ARI_URL"] != nil else { return nil }
        var values: [String: String] = [:]
        for (name, value) in environment where name.hasPrefix("MAYDAY_BENCH_") {
            values[String(name.dropFirst("MAYDAY_BENCH_".count))] = value
        }
        return Bench(values: values, isOwn: false)
    }

    /// Starts an Asterisk of the test's own and removes it afterwards, whatever happens.
    package static func own(
        _ name: String, _ options: [String] = [], _ body: (Bench) async throws -> Void
    ) async throws {
        // Two checkouts may be tested side by side.
        let name = "\(name)-\(ProcessInfo.processInfo.processIdentifier)"
        let printed: String
        do {
            printed = try await script(["up", "--name", name] + options)
        } catch {
            _ = try? await script(["down", "--name", name])
            throw error
        }
        var values: [String: String] = [:]
        for line in printed.split(separator: "\n") where line.hasPrefix("export MAYDAY_BENCH_") {
            let pair = line.dropFirst("export MAYDAY_BENCH_".count).split(separator: "=", maxSplits: 1)
            if pair.count == 2 { values[String(pair[0])] = pair[1].trimmingCharacters(in: ["'"]) }
        }
        let result: Result<Void, any Error>
        do {
            try await body(Bench(values: values, isOwn: true))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        _ = try await script(["down", "--name", name])
        try result.get()
    }

    package subscript(_ name: String) -> String {
        get throws {
            guard let value = values[name] else { throw Failure(description: "the bench printed no \(name)") }
            return value
        }
    }

    /// Asterisk as its ARI user sees it.
    package func server() throws -> ARIServer {
        try ARIServer(
            url: self["ARI_URL"], credentials: ARICredentials(user: self["ARI_USER"], password: self["ARI_PASSWORD"]))
    }

    /// The same over TLS, with the bench's own certificate trusted.
    package func secureServer() throws -> ARIServer {
        let port = try self["TLS"].split(separator: ":").last ?? ""
        return try ARIServer(
            url: "https://localhost:\(port)",
            credentials: ARICredentials(user: self["ARI_USER"], password: self["ARI_PASSWORD"]),
            trust: .authorities(file: self["ROOT"] + "/etc/keys/asterisk.pem"))
    }

    /// A command on Asterisk's console; returns what it printed.
    @discardableResult
    package func cli(_ command: String) async throws -> String {
        try await Self.script(["cli", "--name", self["NAME"], command])
    }

    /// Sends a signal to Asterisk. Only to one of the test's own: the shared one is others' too.
    package func signal(_ name: String) async throws {
        guard isOwn else { throw Failure(description: "the shared bench is not for killing") }
        _ = try await Self.script(["kill", "--name", self["NAME"], "--signal", name])
    }

    /// Starts Asterisk again after a kill.
    package func start() async throws {
        _ = try await Self.script(["start", "--name", self["NAME"]])
    }

    private static func script(_ arguments: [String]) async throws -> String {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let (status, printed, said) = try await Command.run(
            root.appendingPathComponent("scripts/bench").path, arguments)
        guard status == 0 else {
            throw Failure(
                description: "scripts/bench \(arguments.joined(separator: " ")): \(status): \(said.suffix(2000))")
        }
        return printed
    }
}
