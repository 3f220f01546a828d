import ARI
import ARIClient
import Logging
import TestSupport

let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

extension FakeAsterisk {
    /// As whom the tests speak, and to whom.
    func server() throws -> ARIServer {
        try ARIServer(url: url, credentials: ARICredentials(user: "tester", password: "se:cret"))
    }

    func restClient(_ change: (inout ARIRESTSettings) -> Void = { _ in }) throws -> ARIRESTClient {
        var settings = ARIRESTSettings()
        change(&settings)
        return try ARIRESTClient(server: server(), settings: settings, logger: quiet)
    }
}

/// What a throwing closure threw; nothing where it threw something else than an error of ours.
func failure<Value>(of body: () async throws -> Value) async -> ARIError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? ARIError
    }
}

extension ARIAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }
}
