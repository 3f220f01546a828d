import Foundation
import TestSupport
import Testing

/// The program as scripts see it: exit statuses and words, without a service and without an Asterisk.
@Suite struct ProgramTests {
    private func mayday(_ arguments: String..., environment: [String: String] = [:]) async throws -> (Int32, String) {
        let ran = try await Command.run(Command.mayday, arguments, environment: environment)
        return (ran.status, ran.said)
    }

    private func shell(_ script: String) async throws -> (Int32, String) {
        let ran = try await Command.run("/bin/sh", ["-c", script, Command.mayday])
        return (ran.status, ran.said)
    }

    /// A folder that is removed afterwards.
    private func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mayday-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }

    @Test("O4 wrong arguments end with 64, an Asterisk that is not there with 69")
    func statuses() async throws {
        let secrets = ["MAYDAY_ARI_URL": "http://127.0.0.1:1", "MAYDAY_ARI_USER": "u", "MAYDAY_ARI_PASSWORD": "p"]
        let cases: [([String], Int32, String)] = [
            (["ari", "request", "GET", "/a b"], 64, "percent-encoded"),
            (["ari", "request", "G3T", "/channels"], 64, "a word in capitals"),
            (["ari", "request", "GET", "/channels"], 69, "not sent"),
            (["ari", "listen", "--app", ""], 64, "application"),
            (["ari", "listen", "--app", "a", "--count", "0"], 64, "--count"),
            (["key", "add", "a b", "--scope", "queues:read", "--keys-file", "/nowhere"], 64, "cannot name a key"),
            (["key", "add", "a", "--scope", "queues", "--keys-file", "/nowhere"], 64, "scope"),
            (["key", "add", "a", "--scope", "queues:read", "--keys-file", "/nowhere"], 1, "/nowhere"),
            (["serve", "--port-file", "/nowhere/port"], 64, "--port-file /nowhere/port: its folder"),
            (["monitor", "--interval", "-1"], 64, "--interval is 0.1 to 3600 seconds"),
            (["monitor", "--plain", "--json"], 64, "mayday queues --json"),
            (["queues", "extra"], 64, "See 'mayday queues --help'"),
            (["ari", "fold", "/nowhere"], 1, "there is no file /nowhere"),
            (["ari", "fold", "/"], 1, "/ is a folder"),
        ]
        for (arguments, status, words) in cases {
            let ran = try await Command.run(Command.mayday, arguments, environment: secrets)
            #expect(ran.status == status, "\(arguments): \(ran.said)")
            #expect(ran.said.contains(words), "\(arguments): \(ran.said)")
        }
    }

    @Test("O4 a password in the service's address is refused and not repeated")
    func passwordInTheAddress() async throws {
        for address in ["http://admin:hunter2@127.0.0.1:1", "ftp://admin:hunter2@127.0.0.1:1"] {
            let (status, words) = try await mayday("queues", environment: ["MAYDAY_URL": address])
            #expect(status == 64)
            #expect(!words.contains("hunter2"))
        }
        for address in ["http://", "http:///v1", "http://:8470"] {
            let (status, words) = try await mayday("queues", environment: ["MAYDAY_URL": address])
            #expect(status == 64)
            #expect(words.contains("names no host"))
        }
    }

    @Test("O4 output that cannot be written is told and ends with 1; a reader that went away ends quietly")
    func unwritableOutput() async throws {
        try await withFolder { folder in
            let tape = folder + "/tape"
            try "{}\n".write(toFile: tape, atomically: true, encoding: .utf8)
            let (full, words) = try await shell("exec \"$0\" ari fold \(tape) > /dev/full")
            #expect(full == 1)
            #expect(words.contains("cannot write the output: No space left on device"))
            let (gone, silence) = try await shell("{ \"$0\" ari fold \(tape); echo $? >&2; } | true")
            #expect(gone == 0)
            #expect(silence == "0\n")
        }
    }

    @Test("E5 a key whose secret cannot be printed is not made")
    func secretThatNobodyReads() async throws {
        try await withFolder { folder in
            let keys = folder + "/keys"
            #expect(
                FileManager.default.createFile(atPath: keys, contents: Data(), attributes: [.posixPermissions: 0o600]))
            let add = "exec \"$0\" key add desk --scope queues:read --keys-file \(keys)"
            let (full, words) = try await shell("\(add) > /dev/full")
            #expect(full == 1)
            #expect(words.contains("no key 'desk' was made"))
            #expect(try String(contentsOfFile: keys, encoding: .utf8).isEmpty)
            #expect(try await shell(add).0 == 0)
            #expect(try String(contentsOfFile: keys, encoding: .utf8).hasPrefix("desk sha256:"))
        }
    }

    @Test("E5 keys as JSON: the secret of one that is made, the scopes and no secret of all")
    func keysAsJSON() async throws {
        try await withFolder { folder in
            let keys = folder + "/keys"
            #expect(
                FileManager.default.createFile(atPath: keys, contents: Data(), attributes: [.posixPermissions: 0o600]))
            let add = [
                "key", "add", "desk", "--scope", "queues:read", "--scope", "agents:write@support", "--keys-file", keys,
            ]
            let made = try await Command.run(Command.mayday, add + ["--json"])
            #expect(made.status == 0, "\(made.said)")
            let key = try JSONDecoder().decode(PrintedKey.self, from: Data(made.printed.utf8))
            #expect(key.id == "desk")
            #expect(key.scopes == ["queues:read", "agents:write@support"])
            #expect(try #require(key.secret).utf8.count >= 32)
            let again = try await Command.run(Command.mayday, add + ["--json"])
            #expect(again.status == 1 && again.printed.isEmpty)
            let list = try await Command.run(Command.mayday, ["key", "list", "--keys-file", keys, "--json"])
            #expect(
                list.printed
                    == #"{"items":[{"id":"desk","scopes":["queues:read","agents:write@support"]}],"next":null}"# + "\n")
        }
    }

    private struct PrintedKey: Decodable {
        var id: String
        var scopes: [String]
        var secret: String?
    }

    @Test("O4 an Asterisk that does not let the listener in is told once, in words and with advice")
    func wrongPassword() async throws {
        let asterisk = try FakeAsterisk { _ in .json(401, "{}") }
        let ran = try await Command.run(
            Command.mayday, ["ari", "listen", "--url", asterisk.url, "--user", "u", "--app", "probe"],
            environment: ["MAYDAY_ARI_PASSWORD": "hunter2"])
        #expect(ran.status == 77)
        #expect(
            ran.said
                == "mayday: no connection: Asterisk does not know the user, or the password is wrong (401); compare "
                + "`user` and the password with ari.conf; `asterisk -rx 'ari show users'` lists the users\n")
    }

    /// A configuration with an Asterisk and an address for the API.
    private func configuration(in folder: String, asterisk: String, listen: String) throws -> String {
        let secret = folder + "/password"
        #expect(
            FileManager.default.createFile(
                atPath: secret, contents: Data("p".utf8), attributes: [.posixPermissions: 0o600]))
        let file = folder + "/mayday.yaml"
        try """
        asterisk: [{url: "\(asterisk)", user: u, password_file: password}]
        store: {path: journal.sqlite}
        api: {listen: "\(listen)", keys_file: keys}
        """.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    @Test("Q17 a start whose port is taken says so with the key's line, and has not dialled Asterisk")
    func portTaken() async throws {
        try await withFolder { folder in
            let asterisk = try FakeAsterisk { _ in .json(503, "{}") }
            let other = try FakeAsterisk { _ in .json(404, "{}") }
            let file = try configuration(in: folder, asterisk: asterisk.url, listen: "127.0.0.1:\(other.port)")
            let (status, words) = try await mayday("serve", "--config", file)
            #expect(status == 1)
            #expect(words.contains("\(file):3:15: api.listen: 127.0.0.1:\(other.port) is in use by another program"))
            #expect(words.contains("choose another port"))
            #expect(asterisk.connections == 0)
            // What was made on the way does not hinder the next start.
            #expect(try await mayday("serve", "--config", file).1.contains("is in use by another program"))
        }
    }

    @Test(
        "B4 a port file that is another of the service's files is refused, and the file left as it is",
        arguments: [
            ("mayday.yaml", "the configuration itself"), ("password", "the file of asterisk[0].password_file"),
            ("./journal.sqlite-wal", "the -wal file of store.path"), ("keys.admin", "the .admin file of api.keys_file"),
            ("link", "the configuration itself"),
        ])
    func portFileOverAnother(_ name: String, _ owner: String) async throws {
        try await withFolder { folder in
            let file = try configuration(in: folder, asterisk: "http://127.0.0.1:1", listen: "127.0.0.1:0")
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "mayday.yaml")
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let (status, words) = try await mayday("serve", "--config", file, "--port-file", "\(folder)/\(name)")
            #expect(status == 64)
            #expect(words.contains("--port-file \(folder)/\(name): is \(owner) ("), "\(words)")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
            #expect(try String(contentsOfFile: folder + "/password", encoding: .utf8) == "p")
        }
    }

    @Test("A11 a start whose port for Asterisk's own connection is taken says whose and which")
    func listenTaken() async throws {
        try await withFolder { folder in
            let other = try FakeAsterisk { _ in .json(404, "{}") }
            let file = try configuration(in: folder, asterisk: other.url, listen: "127.0.0.1:0")
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let outbound = "password_file: password, name: main, mode: outbound, listen: '127.0.0.1:\(other.port)'"
            try text.replacing("password_file: password", with: outbound)
                .write(toFile: file, atomically: true, encoding: .utf8)
            let (status, words) = try await mayday("serve", "--config", file)
            #expect(status == 1)
            #expect(words.contains("asterisk main: cannot listen on 127.0.0.1:\(other.port)"), "\(words)")
        }
    }

    @Test("E5 a start whose keys cannot be used has not dialled Asterisk")
    func keysUnusable() async throws {
        try await withFolder { folder in
            let asterisk = try FakeAsterisk { _ in .json(503, "{}") }
            let file = try configuration(in: folder, asterisk: asterisk.url, listen: "127.0.0.1:0")
            try "nonsense\n".write(toFile: folder + "/keys", atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/keys")
            let (status, words) = try await mayday("serve", "--config", file)
            #expect(status == 1)
            #expect(words.contains("\(folder)/keys:1: expected three fields"))
            #expect(asterisk.connections == 0)
        }
    }

    @Test("O8 a service whose standard error nobody reads comes to its end all the same")
    func unreadErrors() async throws {
        try await withFolder { folder in
            let other = try FakeAsterisk { _ in .json(404, "{}") }
            let file = try configuration(
                in: folder, asterisk: "http://127.0.0.1:1", listen: "127.0.0.1:\(other.port)")
            // The pipe has a reader, who never reads, and is full.
            let (status, words) = try await shell(
                """
                mkfifo \(folder)/errors && exec 3<>\(folder)/errors || exit 99
                dd if=/dev/zero of=\(folder)/errors bs=4096 count=1024 oflag=nonblock 2>/dev/null
                timeout 60 "$0" serve --config \(file) 2>&3
                """)
            #expect(status == 1, "\(words)")
        }
    }

    @Test("O8 a crash is a crash, and what was logged before it is there")
    func crash() async throws {
        try await withFolder { folder in
            let file = try configuration(in: folder, asterisk: "http://127.0.0.1:1", listen: "127.0.0.1:0")
            // Swift's own handler, where there is one, takes a signal from outside as survived.
            let (status, words) = try await shell(
                """
                ulimit -c 0; export SWIFT_BACKTRACE=enable=no
                "$0" serve --config \(file) --port-file \(folder)/port &
                until [ -e \(folder)/port ]; do kill -0 $! || exit 99; sleep 0.1; done
                kill -ABRT $!
                wait $!
                """)
            #expect(status == 134, "\(words)")
            #expect(words.contains(" listening\n"), "\(words)")
        }
    }

    @Test("O4 doctor says whether the API can listen, and who is there if not")
    func doctorLooksAtThePort() async throws {
        try await withFolder { folder in
            let stranger = try FakeAsterisk { _ in .json(404, "{}") }
            let service = try FakeAsterisk { _ in .json(200, #"{"ready":true}"#) }
            func finding(_ listen: String) async throws -> String {
                let file = try configuration(in: folder, asterisk: "http://127.0.0.1:1", listen: listen)
                let printed = try await Command.run(Command.mayday, ["doctor", "--config", file]).printed
                return printed.split(separator: "\n").first { $0.contains("API address") }.map(String.init) ?? ""
            }
            #expect(
                try await finding("127.0.0.1:\(service.port)")
                    == "ok    API address: a service answers at 127.0.0.1:\(service.port)")
            let taken = try await finding("127.0.0.1:\(stranger.port)")
            #expect(taken.hasPrefix("FAIL  API address: 127.0.0.1:\(stranger.port) is in use by another program"))
            #expect(
                try await finding("192.0.2.1:8470").hasPrefix("FAIL  API address: 192.0.2.1:8470 is no address of this")
            )
            #expect(try await finding("127.0.0.1:0") == "ok    API address: any free port of 127.0.0.1")
        }
    }

    @Test("A7 a line of many megabytes is folded in one pass over it")
    func longLine() async throws {
        try await withFolder { folder in
            let tape = folder + "/tape"
            let long = String(repeating: "x", count: 5 << 20)
            try #"{"type":"Odd","value":"\#(long)"}\#n{"type":"Odd"}\#n"#.write(
                toFile: tape, atomically: true, encoding: .utf8)
            let ran = try await Command.run(Command.mayday, ["ari", "fold", tape])
            #expect(ran.status == 0)
            #expect(ran.printed.contains(#""events":2,"malformed":0,"unknown":2"#))
        }
    }
}
