import APIClient
import ArgumentParser
import Foundation
import MaydayAPI
import MaydayConfiguration
import TestSupport
import Testing

@testable import Commands

@Suite("What a command that fails says")
struct CommandProblemTests {
    private struct Other: Error, CustomStringConvertible {
        var description: String { "no idea" }
    }

    private static let refused = Problem(
        type: "/problems/invalid_input", title: "The input is not valid", status: 400, detail: "reason: too long",
        code: "invalid_input", instance: "urn:mayday:request:1f",
        errors: [FieldError(field: "reason", detail: "too long")])
    private static let busy = Problem(
        type: "/problems/conflict", title: "The present state does not allow this", status: 409, detail: "offline",
        code: "agent_offline")
    private static let wrong = ConfigurationError.invalid([
        ConfigurationProblem(
            origin: .file(name: "m.yaml", line: 3, column: 5), path: "queues[0].id", reason: "is missing")
    ])

    @Test(
        "O4 each kind of failure with --json: members of RFC 9457 and the exit status; without, the words as ever",
        arguments: [
            (
                CommandFailure(.failed, "there is no file x"), "mayday: there is no file x",
                #"{"code":"failed","detail":"there is no file x","status":1,"title":"The command failed","#
                    + #""type":"/problems/failed"}"#
            ),
            (
                CommandFailure(.notAllowed, "not for you"), "mayday: not for you",
                #"{"code":"not_allowed","detail":"not for you","status":77,"title":"Not allowed","#
                    + #""type":"/problems/not_allowed"}"#
            ),
            (
                APIClientFailure.badSettings("names no host"), "mayday: names no host",
                #"{"code":"usage","detail":"names no host","status":64,"title":"The command was not understood","#
                    + #""type":"/problems/usage"}"#
            ),
            (
                APIClientFailure.unreachable("refused"), "mayday: the service is not reachable: refused",
                #"{"code":"unreachable","detail":"the service is not reachable: refused","status":69,"#
                    + #""title":"The service or Asterisk cannot be reached","type":"/problems/unreachable"}"#
            ),
            (
                APIClientFailure.notTheService(status: 404, detail: "x"),
                "mayday: status 404, which is no answer of Mayday's API: x",
                #"{"code":"not_the_service","detail":"status 404, which is no answer of Mayday's API: x","#
                    + #""http_status":404,"status":1,"title":"The command failed","type":"/problems/not_the_service"}"#
            ),
            (
                APIClientFailure.problem(refused), "mayday: The input is not valid: reason: too long",
                #"{"code":"invalid_input","detail":"reason: too long","errors":[{"detail":"too long","#
                    + #""field":"reason"}],"http_status":400,"instance":"urn:mayday:request:1f","status":1,"#
                    + #""title":"The input is not valid","type":"/problems/invalid_input"}"#
            ),
            (
                APIClientFailure.problem(busy), "mayday: The present state does not allow this: offline",
                #"{"code":"agent_offline","detail":"offline","http_status":409,"status":1,"#
                    + #""title":"The present state does not allow this","type":"/problems/conflict"}"#
            ),
            (
                wrong, "mayday: m.yaml:3:5: queues[0].id: is missing",
                #"{"code":"configuration_invalid","detail":"m.yaml:3:5: queues[0].id: is missing","errors":[{"#
                    + #""detail":"m.yaml:3:5: queues[0].id: is missing","field":"queues[0].id"}],"status":78,"#
                    + #""title":"The configuration is wrong","type":"/problems/configuration_invalid"}"#
            ),
            (
                Other(), nil,
                #"{"code":"failed","detail":"no idea","status":1,"title":"The command failed","#
                    + #""type":"/problems/failed"}"#
            ),
            (
                ValidationError("--count is a number above 0"), nil,
                #"{"code":"usage","detail":"--count is a number above 0","status":64,"#
                    + #""title":"The command was not understood","type":"/problems/usage"}"#
            ),
            (ExitCode(1), nil, nil), (CleanExit.helpRequest(), nil, nil),
        ] as [(any Error, String?, String?)])
    func said(_ error: any Error, _ words: String?, _ json: String?) {
        #expect(Program.last(of: error, asJSON: false)?.text == words)
        let last = Program.last(of: error, asJSON: true)
        #expect(last?.text == json)
        if let json { #expect(json.contains("\"status\":\(last?.status ?? -1),")) }
        // Both ways end alike.
        if let plain = Program.last(of: error, asJSON: false) { #expect(plain.status == last?.status) }
    }

    @Test(
        "O4 --json is heard among arguments that are wrong otherwise",
        arguments: [
            (["queues", "--json"], true), (["--json", "nonsense"], true), (["queues"], false),
            (["why", "--", "--json"], false), (["queues", "--jsonx"], false), ([], false),
        ])
    func wanted(_ arguments: [String], _ isWanted: Bool) {
        #expect(CommandProblem.isWanted(by: arguments) == isWanted)
    }

    @Test(
        "O4 a program with --json that fails prints one JSON line on standard error and nothing on standard output",
        arguments: [
            (["queues", "--json", "--url", "http://127.0.0.1:1"], 69, "unreachable"),
            (["queues", "--json", "--url", "http://"], 64, "usage"),
            (["queues", "--json", "extra"], 64, "usage"),
            (["agent", "watch", "a", "--json", "--count", "0"], 64, "usage"),
            (["call", "hangup", "a", "--json", "--ringing"], 64, "usage"),
            (["key", "list", "--json", "--keys-file", "/nowhere"], 1, "failed"),
            (["doctor", "--json", "--config", "/nowhere"], 78, "configuration_invalid"),
            (["queue", "show", "a", "--json", "--key-file", "/nowhere"], 64, "usage"),
        ] as [([String], Int32, String)])
    func program(_ arguments: [String], _ status: Int32, _ code: String) async throws {
        let ran = try await Command.run(Command.mayday, arguments)
        #expect(ran.status == status, "\(ran.said)")
        #expect(ran.printed.isEmpty)
        let problem = try JSONDecoder().decode(CommandProblem.self, from: Data(ran.said.utf8))
        #expect(problem.code == code && problem.status == status)
        #expect(ran.said.split(separator: "\n").count == 1)
    }

    @Test("O4 --help is help, with --json too")
    func help() async throws {
        let ran = try await Command.run(Command.mayday, ["queues", "--json", "--help"])
        #expect(ran.status == 0)
        #expect(ran.printed.contains("USAGE: mayday queues"))
    }
}
