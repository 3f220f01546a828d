import Foundation
import MaydayConfiguration
import Testing

@Suite("Each file has one task")
struct FileRoleTests {
    @Test(
        "B4 Q21 two keys that lead to one file are told, both with their lines",
        arguments: [
            (
                "store: {path: a}\nqueue_log: {path: a}",
                "6:19: queue_log.path: '/etc/mayday/a' is the file of store.path (/etc/mayday/mayday.yaml:5:15) too"
            ),
            (
                "store: {path: a}\nqueue_log: {path: ./x/..//a-wal}",
                "6:19: queue_log.path: '/etc/mayday/./x/..//a-wal' is the -wal file of store.path "
                    + "(/etc/mayday/mayday.yaml:5:15) too"
            ),
            (
                "queue_log: {path: ari-password}",
                "5:19: queue_log.path: '/etc/mayday/ari-password' is the file of asterisk[0].password_file "
                    + "(/etc/mayday/mayday.yaml:4:20) too"
            ),
            (
                "queue_log: {path: mayday.yaml}",
                "5:19: queue_log.path: '/etc/mayday/mayday.yaml' is the configuration itself "
                    + "(/etc/mayday/mayday.yaml) too"
            ),
            (
                "api: {keys_file: keys}\nqueue_log: {path: keys.admin}",
                "6:19: queue_log.path: '/etc/mayday/keys.admin' is the .admin file of api.keys_file "
                    + "(/etc/mayday/mayday.yaml:5:18) too"
            ),
            (
                "store: {path: x/a}\nqueue_log: {path: x/api-keys.json}",
                "6:19: queue_log.path: '/etc/mayday/x/api-keys.json' is the file of api.keys_file (by default) too"
            ),
            (
                "store: {path: x/api-keys.json}",
                "5:15: store.path: '/etc/mayday/x/api-keys.json' is the file of api.keys_file (by default) too"
            ),
            (
                "api: {keys_file: k}\nstore: {path: k.new}",
                "5:18: api.keys_file: '/etc/mayday/k' with .new is the file of store.path "
                    + "(/etc/mayday/mayday.yaml:6:15) too"
            ),
            (
                "store: {path: ari-password}",
                "5:15: store.path: '/etc/mayday/ari-password' is the file of asterisk[0].password_file "
                    + "(/etc/mayday/mayday.yaml:4:20) too"
            ),
        ])
    func twins(_ text: String, _ problem: String) {
        #expect(Sample.problems(adding: text) == ["mayday.yaml:\(problem); each needs a file of its own"])
    }

    @Test("B4 several servers may have one password file")
    func shared() {
        let second = "  - {name: two, url: \"http://two:8088\", user: m, password_file: ari-password}"
        let twice = Sample.shortest + "\n" + second
        #expect(Sample.problems(twice) == ["accepted: mayday-1"])
    }

    @Test("B4 Q21 links of both kinds are followed, also such as lead to no file yet")
    func links() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mayday-\(UUID())").path
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
        defer { try? manager.removeItem(atPath: folder) }
        try #require(
            manager.createFile(
                atPath: folder + "/secret", contents: Data("s3cret\n".utf8), attributes: [.posixPermissions: 0o600]))
        try manager.linkItem(atPath: folder + "/secret", toPath: folder + "/hard")
        try manager.createSymbolicLink(atPath: folder + "/soft", withDestinationPath: "secret")
        try manager.createSymbolicLink(atPath: folder + "/door", withDestinationPath: "data")
        try manager.createSymbolicLink(atPath: folder + "/ahead", withDestinationPath: "data/j.db")
        try manager.createSymbolicLink(atPath: folder + "/ring", withDestinationPath: "ring")
        func key(_ path: String) throws -> String? {
            let text = """
                asterisk: [{url: "http://127.0.0.1:8088", user: m, password_file: secret}]
                store: {path: data/j.db}
                queue_log: {path: \(path)}
                """
            do {
                _ = try ServiceConfiguration.parse(text, path: folder + "/mayday.yaml")
                return nil
            } catch {
                guard case .invalid(let problems) = error else { throw error }
                #expect(problems.map(\.path) == ["queue_log.path"])
                return problems.first?.reason.components(separatedBy: " of ").dropFirst().first.map {
                    String($0.prefix { $0 != " " })
                }
            }
        }
        for path in ["hard", "soft"] { #expect(try key(path) == "asterisk[0].password_file") }
        for path in ["data/j.db", "door/j.db", "ahead", "data/../door/./j.db-shm"] {
            #expect(try key(path) == "store.path", "\(path)")
        }
        for path in ["queue_log", "data/queue_log", "gone/j.db", "ring"] { #expect(try key(path) == nil, "\(path)") }
    }
}
