import APIServer
import Foundation
import Testing

@Suite("The keys file")
struct KeyFileTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mayday-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    private func random(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) } }

    private func write(_ text: String, _ path: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test("E5 the first start makes one admin key that only the owner can read; the second keeps it")
    func bootstrap() throws {
        try withFolder { folder in
            let file = KeyFile(path: folder.appending(path: "keys").path)
            let (keys, made) = try file.bootstrap(random: random)
            #expect(made)
            #expect(keys.map(\.id) == ["admin"])
            #expect(try mode(file.path) == 0o600)
            #expect(try mode(file.adminSecretPath) == 0o600)
            let secret = try String(contentsOfFile: file.adminSecretPath, encoding: .utf8).trimmingCharacters(
                in: .newlines)
            #expect(secret.count == 7 + 64)
            #expect(KeyRing(keys).key(forSecret: secret)?.scopes == [.all])
            #expect(KeyRing(keys).key(forSecret: secret + "0") == nil)
            let text = try String(contentsOfFile: file.path, encoding: .utf8)
            #expect(!text.contains(secret))
            let again = try file.bootstrap(random: random)
            #expect(!again.made)
            #expect(again.keys == keys)
        }
    }

    @Test("E5 a first start that was killed between its two files goes on with the same secret")
    func killed() throws {
        try withFolder { folder in
            let file = KeyFile(path: folder.appending(path: "keys").path)
            let first = try file.bootstrap(random: random)
            try FileManager.default.removeItem(atPath: file.path)
            let second = try file.bootstrap { [UInt8](repeating: 9, count: $0) }
            #expect(second.keys == first.keys)
        }
    }

    @Test("E5 a link laid in the way is not followed")
    func link() throws {
        try withFolder { folder in
            let file = KeyFile(path: folder.appending(path: "keys").path)
            let target = folder.appending(path: "elsewhere").path
            try FileManager.default.createSymbolicLink(atPath: file.adminSecretPath, withDestinationPath: target)
            #expect(throws: KeyFailure.self) { try file.bootstrap(random: random) }
            #expect(!FileManager.default.fileExists(atPath: target))
        }
    }

    @Test(
        "E5 a keys file open to others is refused, and the words say what to do",
        arguments: [0o640, 0o604, 0o660, 0o644])
    func tooOpen(_ mode: Int) throws {
        try withFolder { folder in
            let path = folder.appending(path: "keys").path
            try write("", path, mode: mode)
            #expect(throws: KeyFailure.tooOpen(path: path, mode: UInt32(mode))) { try KeyFile(path: path).read() }
            #expect(KeyFailure.tooOpen(path: path, mode: UInt32(mode)).description.hasSuffix("chmod 600 \(path)"))
        }
    }

    @Test("E5 a folder, and nothing, are no keys file")
    func noFile() throws {
        try withFolder { folder in
            #expect(throws: KeyFailure.notAFile(path: folder.path)) { try KeyFile(path: folder.path).read() }
            #expect(throws: KeyFailure.self) { try KeyFile(path: folder.path + "/none").read() }
        }
    }

    @Test(
        "E5 a line with a mistake is told by its number",
        arguments: [
            "admin", "admin sha256:00 *:*", "admin md5:\(String(repeating: "0", count: 64)) *:*",
            "admin sha256:\(String(repeating: "0", count: 64)) call:read",
            "admin sha256:\(String(repeating: "0", count: 64)) *:*, x",
            "a/b sha256:\(String(repeating: "0", count: 64)) *:*",
            "first sha256:\(String(repeating: "0", count: 64)) *:*",
        ])
    func mistakes(_ line: String) throws {
        try withFolder { folder in
            let path = folder.appending(path: "keys").path
            try write("# keys\nfirst sha256:\(String(repeating: "a", count: 64)) *:read # a remark\n\n\(line)\n", path)
            do {
                _ = try KeyFile(path: path).read()
                Issue.record("accepted")
            } catch KeyFailure.badLine(_, let number, _) {
                #expect(number == 4)
            }
        }
    }

    @Test("E5 keys are added, and their secrets work")
    func add() throws {
        try withFolder { folder in
            let file = KeyFile(path: folder.appending(path: "keys").path)
            _ = try file.bootstrap(random: random)
            var secret = ""
            try file.add(
                id: "desk", scopes: [APIScope("agents:write@support")], random: { [UInt8](repeating: 5, count: $0) },
                handOver: { given in
                    secret = given
                    return nil
                })
            let ring = KeyRing(try file.read())
            #expect(ring.key(forSecret: secret)?.scopes.map(\.description) == ["agents:write@support"])
            #expect(try mode(file.path) == 0o600)
            func add(_ id: String, _ trouble: String? = nil) throws {
                try file.add(id: id, scopes: [.all], random: random) { _ in trouble }
            }
            #expect(throws: KeyFailure.duplicate(id: "desk")) { try add("desk") }
            #expect(throws: KeyFailure.badId("a b")) { try add("a b") }
            let before = try file.read()
            #expect(throws: KeyFailure.notHandedOver(id: "new", reason: "full")) { try add("new", "full") }
            #expect(try file.read() == before)
        }
    }

    @Test("E5 digests: SHA-256 as published, and equal only to themselves")
    func digests() {
        #expect(KeyDigest(of: "abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(KeyDigest(of: "abc").matches(KeyDigest(of: "abc")))
        #expect(!KeyDigest(of: "abc").matches(KeyDigest(of: "abd")))
        #expect(KeyDigest(hex: "xyz") == nil)
    }
}
