import Foundation
import MaydayConfiguration
import Testing

@Suite struct SecretTests {
    @Test("B4 a secret is read from its file, the environment wins, and no print shows it")
    func sources() throws {
        let fromFile = try Sample.load(Sample.shortest).configuration
        #expect(fromFile.asterisk[0].password.reveal() == "s3cret")
        let fromEnvironment = try Sample.load(
            Sample.shortest, environment: ["MAYDAY_ASTERISK__0__PASSWORD": "other"]
        ).configuration
        #expect(fromEnvironment.asterisk[0].password.reveal() == "other")

        var dumped = ""
        dump(fromFile, to: &dumped)
        for shown in ["\(fromFile)", String(reflecting: fromFile), dumped] {
            #expect(!shown.contains("s3cret"))
            #expect(shown.contains("•••"))
        }
    }

    @Test("B4 a password in the configuration itself is refused and not repeated")
    func inline() {
        let problems = Sample.problems(Sample.shortest + "\n    password: hunter2")
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("mayday.yaml:5:15: asterisk[0].password: a password does not belong") == true)
        #expect(!problems.joined().contains("hunter2"))
    }

    @Test("B4 a secret file that is missing, open to all, or empty is refused")
    func badSecretFiles() {
        func problem(_ files: [String: ConfigurationFiles.File]) -> [String] {
            Sample.problems(Sample.shortest, files: Sample.files(files))
        }
        let place = "mayday.yaml:4:20: asterisk[0].password_file: '/etc/mayday/ari-password'"
        #expect(problem([:]) == ["\(place) does not exist"])
        #expect(
            problem(["/etc/mayday/ari-password": .init(text: "x", permissions: 0o644)]) == [
                "\(place) is open to every user of this machine; run: chmod 600 /etc/mayday/ari-password"
            ])
        #expect(
            problem(["/etc/mayday/ari-password": .init(text: "\n")]) == [
                "\(place) does not hold one line with the password"
            ])
        #expect(
            Sample.problems("asterisk: [{url: http://a, user: b}]") == [
                "mayday.yaml:1:12: asterisk[0].password_file: is missing, and the environment gives no password either"
            ])
    }

    @Test("B4 files on disk: permissions, missing ones, folders, what is not text")
    func disk() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mayday-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ name: String, _ data: Data, mode: Int) throws {
            let path = folder.appending(path: name).path
            try #require(
                FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: mode]))
        }
        try write("mayday.yaml", Data(Sample.shortest.utf8), mode: 0o644)
        try write("ari-password", Data("s3cret\n".utf8), mode: 0o604)
        let path = folder.appending(path: "mayday.yaml").path

        let error = #expect(throws: ConfigurationError.self) {
            try ServiceConfiguration.load(path: path, environment: [:])
        }
        #expect(error?.description.contains("is open to every user of this machine") == true)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: folder.appending(path: "ari-password").path)
        let loaded = try ServiceConfiguration.load(path: path, environment: [:])
        #expect(loaded.configuration.asterisk[0].password.reveal() == "s3cret")

        func reason(_ name: String) -> String? {
            let path = folder.appending(path: name).path
            do {
                _ = try ServiceConfiguration.load(path: path, environment: [:])
                return nil
            } catch {
                guard case .unreadable(_, let reason) = error else { return nil }
                return reason
            }
        }
        try write("latin1", Data([0x66, 0x0A, 0x66, 0xFC, 0x72]), mode: 0o600)
        try write("large", Data(count: 1 << 20 + 1), mode: 0o600)
        #expect(reason("missing") == "does not exist")
        #expect(reason("latin1") == "is not UTF-8 text (line 2)")
        #expect(reason("large") == "is larger than 1 MiB")
        #expect(reason("") == "is not a regular file")
    }
}
