import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Secrets stay secret", .serialized)
struct SecretsTests {
    @Test("E5 at the finest log level neither the ARI password nor an API key is in a log, the journal or a trace")
    func logs() async throws {
        try await withCentre("secrets") { centre in
            let password = try #require(centre.environment["MAYDAY_BENCH_ARI_PASSWORD"])
            let user = try #require(centre.environment["MAYDAY_BENCH_ARI_USER"])
            try await centre.start(["MAYDAY_LOG__LEVEL": "trace"])
            let key = try String(contentsOf: centre.folder.appending(path: "keys.admin"), encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)

            // A call from end to end, requests that are served and requests that are refused.
            let caller = try await centre.waitingCaller("4930001")
            try await centre.registeredAgent("1001", talk: "1s")
            try await eventually(within: 20, "the end of the call") { !caller.lines(of: "call").isEmpty }
            let client = try centre.client()
            _ = try await client.perform(.notReady(reason: "lunch"), agent: "1001")
            let url = try #require(try centre.clientEnvironment()["MAYDAY_URL"])
            let wrong = "not-the-key-of-this-service"
            for (path, key) in [("/v1/queues", wrong), ("/v1/nowhere", key), ("/v1/queues?limit=x", key)] {
                try await Self.request(url + path, key: key)
            }
            try await Self.request(url + "/v1/queues?key=\(key)", key: nil)
            try await centre.asterisk("core restart now")
            try await eventually(within: 60, "the connection again") {
                try await client.health().asterisk.first?.blindIntervals.isEmpty == false
            }
            try await eventually(within: 10, "the call's trace") {
                try await client.calls().isEmpty && centre.serviceLog.contains("trace mayday")
            }
            centre.signalService(SIGTERM)
            #expect(try await centre.serviceEnd() == 0)

            let secrets = [
                password, key, wrong, Data("\(user):\(password)".utf8).base64EncodedString(),
                Data(key.utf8).base64EncodedString(),
            ]
            let lawful = ["password", "keys.admin"]
            let files = try FileManager.default.contentsOfDirectory(atPath: centre.folder.path)
            #expect(files.contains("journal.sqlite") && files.contains { $0.hasPrefix("service-") })
            for file in files where !lawful.contains(file) {
                let bytes = try Data(contentsOf: centre.folder.appending(path: file))
                for (index, secret) in secrets.enumerated() {
                    #expect(bytes.range(of: Data(secret.utf8)) == nil, "secret \(index) stands in \(file)")
                }
            }
            for file in lawful {
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: centre.folder.appending(path: file).path)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file) can be read by others")
            }
        }
    }

    /// One request as a stranger would send it; the answer does not matter.
    private static func request(_ url: String, key: String?) async throws {
        let header = key.map { ["-H", "Authorization: Bearer \($0)"] } ?? []
        try await run(URL(fileURLWithPath: "/usr/bin/curl"), ["-s", "-o", "/dev/null", url] + header)
    }
}
