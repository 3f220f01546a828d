import ARI
import ARIClient
import Foundation
import Logging
import Testing

/// The ARI of the Asterisk that `scripts/bench up` started and whose address stands in the environment.
struct BenchARI {
    struct NoBench: Error, CustomStringConvertible {
        let description = "no Asterisk: eval \"$(scripts/bench up)\" first, or run scripts/test"
    }

    let client: ARIRESTClient
    let server: ARIServer

    init() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let url = environment["MAYDAY_BENCH_ARI_URL"], let user = environment["MAYDAY_BENCH_ARI_USER"],
            let password = environment["MAYDAY_BENCH_ARI_PASSWORD"]
        else { throw NoBench() }
        server = try ARIServer(url: url, credentials: ARICredentials(user: user, password: password))
        client = try ARIRESTClient(server: server, logger: Self.logger)
    }

    static var logger: Logger {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        return logger
    }

    /// What the server says of its own interface.
    func apiDocs() async throws -> APIDocs {
        var docs = APIDocs()
        for resource in try APIDocs.resources(listedIn: try await document("resources")) {
            docs.add(try APIDocs(resource: resource, document: try await document(resource)))
        }
        return docs
    }

    private func document(_ name: String) async throws -> [UInt8] {
        let answer = try await client.request(method: "GET", path: "/api-docs/\(name).json")
        try #require(answer.status == 200, "\(name): \(answer.status) \(answer.message)")
        return answer.body
    }
}
