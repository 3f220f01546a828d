import APIClient
import ArgumentParser
import Foundation
import MaydayAPI

/// How a command finds the service, and how it prints.
package struct ClientOptions: ParsableArguments {
    @Option(help: "The service's address. Default: MAYDAY_URL, or http://127.0.0.1:8470.")
    package var url: String?

    @Option(help: "A file that holds the API key. Default: MAYDAY_KEY_FILE, or the key in MAYDAY_KEY.")
    package var keyFile: String?

    @Flag(help: "Print JSON.")
    package var json = false

    package init() {}

    package func client(_ console: Console) throws -> APIClient {
        try APIClient(url: address(console), key: key(console))
    }

    package func address(_ console: Console) -> String {
        url ?? console.environment["MAYDAY_URL"] ?? "http://127.0.0.1:8470"
    }

    private func key(_ console: Console) throws -> String? {
        if let path = keyFile ?? console.environment["MAYDAY_KEY_FILE"] {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw CommandFailure(.usage, "cannot read the key file \(path)")
            }
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return console.environment["MAYDAY_KEY"]
    }

    /// Prints `value` as JSON if that was asked for, else as `table` makes it; and a word if it is the answer to a command
    /// that is not in the journal yet.
    package func show<Value: Encodable>(_ value: Value, on console: Console, table: (Value) -> String) throws {
        if json { console.line(try jsonText(value)) } else { console.out(table(value)) }
        guard let answer = value as? any CommandAnswer, answer.kept == false else { return }
        console.word("done, but not yet kept: the journal's disk is full, or cannot be written (see /v1/health)")
    }
}
