import ARI
import ARIClient
import Foundation
import Logging
import TestSupport

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
        let list = try await client.request(method: "GET", path: "/api-docs/resources.json")
        var docs = APIDocs()
        for resource in try APIDocs.resources(listedIn: list.body) {
            let document = try await client.request(method: "GET", path: "/api-docs/\(resource).json")
            docs.add(try APIDocs(resource: resource, document: document.body))
        }
        return docs
    }
}
