import ARI
import ARIClient
import Logging
import TestSupport
import WireJSON

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

/// What Asterisk answers to a request that came over a WebSocket.
func response(to request: JSONValue, status: Int = 200, body: String) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("type", "RESTResponse")
    writer.member("transaction_id", request["transaction_id"]?.text)
    writer.member("request_id", request["request_id"]?.text)
    writer.member("status_code", status)
    writer.member("reason_phrase", "Whatever")
    writer.member("uri", request["uri"]?.text)
    writer.member("content_type", "application/json")
    writer.member("message_body", body)
    writer.member("application", "rest")
    writer.member("timestamp", "2026-01-02T03:04:05.678+0000")
    writer.member("asterisk_id", "00:11")
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
}

/// What many have called out, in the order of their calls.
struct Calls<Call: Sendable>: Sendable {
    private let calls: AsyncStream<Call>
    private let caller: AsyncStream<Call>.Continuation

    init() { (calls, caller) = AsyncStream.makeStream(of: Call.self) }

    func add(_ call: Call) { caller.yield(call) }

    /// The next so many. Fewer where they have not come for 30 seconds, which is a failure: nobody is waited for later.
    func next(_ count: Int = 1) async -> [Call] {
        let alarm = Task {
            try await Task.sleep(for: .seconds(30))
            caller.finish()
        }
        defer { alarm.cancel() }
        var heard: [Call] = []
        for await call in calls {
            heard.append(call)
            if heard.count == count { break }
        }
        return heard
    }
}
