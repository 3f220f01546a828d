import ARI
import Locking
import Logging
import TestSupport
import Testing

@testable import ARIClient

@Suite("Servers, credentials, waiting times")
struct SettingsTests {
    private let credentials = ARICredentials(user: "u", password: "hunter2")

    @Test(
        "A7 an address is taken apart",
        arguments: [
            ("http://pbx:8088", "http://pbx:8088/ari"), ("http://pbx", "http://pbx:80/ari"),
            ("https://pbx/", "https://pbx:443/ari"), ("HTTP://10.0.0.1:8088/ari", "http://10.0.0.1:8088/ari"),
            ("http://[::1]:8088/asterisk/ari/", "http://[::1]:8088/asterisk/ari"), ("wss://pbx:1", "https://pbx:1/ari"),
        ])
    func address(_ given: String, _ base: String) throws {
        #expect(try ARIServer(url: given, credentials: credentials).baseURL == base)
    }

    @Test(
        "A7 what is no address is refused with a reason",
        arguments: [
            "pbx:8088", "ftp://pbx", "http://", "http://:8088", "http://pbx:0", "http://pbx:70000", "http://pbx:x",
            "http://u:p@pbx", "http://pbx/ari?api_key=u:p", "http://pbx/#x", "http://[::1", "http://p bx", "",
        ])
    func wrongAddress(_ given: String) {
        let server = Result { try ARIServer(url: given, credentials: credentials) }
        guard case .failure(let error as ARIError) = server, case .invalid = error else {
            Issue.record("\(server)")
            return
        }
        #expect(!error.description.contains("p@"))
    }

    @Test("A5 a user with a colon, and control characters, are refused")
    func wrongCredentials() {
        for wrong in [ARICredentials(user: "a:b", password: "c"), ARICredentials(user: "a", password: "b\r\nX: y")] {
            #expect(throws: ARIError.self) { try ARIServer(url: "http://pbx", credentials: wrong) }
        }
    }

    @Test("A5 credentials print without the password, however they are printed")
    func redacted() throws {
        let server = try ARIServer(url: "http://pbx", credentials: credentials)
        var dumped = ""
        dump(server, to: &dumped)
        for text in ["\(server)", String(reflecting: server), dumped, "\(credentials)"] {
            #expect(!text.contains("hunter2"), "\(text)")
        }
    }

    @Test(
        "A5 base 64 of every length",
        arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func base64(_ text: String, _ encoded: String) {
        #expect(Base64.encoded(Array(text.utf8)) == encoded)
    }

    @Test("A5 neither log nor error ever holds a credential or a query")
    func log() async throws {
        struct Handler: LogHandler {
            let add: @Sendable (String) -> Void
            var metadata: Logger.Metadata = [:]
            var logLevel = Logger.Level.trace
            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }
            func log(event: LogEvent) { add("\(event.message) \(String(describing: event.metadata))") }
        }
        let holder = LineHolder()
        let logger = Logger(label: "test") { _ in Handler(add: { holder.add($0) }) }
        let fake = try FakeAsterisk { $0.isUpgrade ? .json(401, "{}") : .json(404, #"{"message":"no"}"#) }
        let client = try ARIRESTClient(server: fake.server(), logger: logger)
        _ = try await client.request(method: "GET", path: "/channels", query: [("number", "0301234567")])
        let loop = try WebSocketLoop()
        let recorder = StreamRecorder()
        let stream = try ARIEventStream(
            loop: loop, server: fake.server(), applications: ["a"], logger: logger, sink: recorder.sink)
        stream.start()
        try await recorder.wait { $0.disconnections.first }
        await loop.shutdown()
        let text = holder.lines.joined(separator: "\n")
        #expect(text.contains("/channels"))
        #expect(text.contains("unauthorized"))
        for secret in ["se:cret", "dGVzdGVyOnNlOmNyZXQ", "0301234567"] { #expect(!text.contains(secret)) }
    }

    final class LineHolder: Sendable {
        private let kept = Locked<[String]>([])
        var lines: [String] { kept.withLock { $0 } }
        func add(_ line: String) { kept.withLock { $0.append(line) } }
    }

    @Test("A4 waits double up to the longest, and chance only ever shortens them")
    func backoff() {
        var backoff = ARIBackoff()
        backoff.first = .milliseconds(100)
        backoff.longest = .seconds(5)
        let waits = (1...8).map { backoff.wait(afterFailures: $0, chance: 0) }
        #expect(waits == [100, 200, 400, 800, 1600, 3200, 5000, 5000].map { .milliseconds($0) })
        for failures in [1, 3, 9, 1000, .max] {
            let longest = backoff.wait(afterFailures: failures, chance: 0)
            let shortest = backoff.wait(afterFailures: failures, chance: 0.999999)
            #expect(shortest < longest)
            #expect(shortest >= longest / 2)
        }
    }

    @Test("A4 no setting makes a tight loop")
    func noTightLoop() {
        var backoff = ARIBackoff()
        backoff.first = .zero
        backoff.longest = .zero
        backoff.factor = 0
        backoff.jitter = 0
        #expect(backoff.wait(afterFailures: 1, chance: 0) >= .milliseconds(1))
        #expect(backoff.wait(afterFailures: 100, chance: 0.5) >= .milliseconds(1))
    }

    @Test("A3 a silent peer is found within 5 s unless somebody says otherwise")
    func defaults() {
        #expect(ARIWebSocketSettings().silenceLimit == .seconds(5))
        #expect(ARIRESTSettings().idleLimit < .seconds(15))
    }

    @Test("A11 credentials are compared to the last letter")
    func comparison() {
        #expect(ListenerCore.isEqual("Basic abc", "Basic abc"))
        for wrong in ["", "Basic ab", "Basic abcd", "Basic abd", "basic abc"] {
            #expect(!ListenerCore.isEqual(wrong, "Basic abc"))
        }
    }

    @Test("A3 timers fire in their order, and cancelled ones not at all")
    func timers() {
        var timers = LoopTimers()
        var fired: [Int] = []
        let second = timers.add(at: 20) { fired.append(2) }
        _ = timers.add(at: 10) { fired.append(1) }
        _ = timers.add(at: 30) { fired.append(3) }
        _ = timers.add(at: 10) { fired.append(11) }
        timers.cancel(second)
        #expect(timers.next == 10)
        while let action = timers.popDue(at: 25) { action() }
        #expect(fired == [1, 11])
        #expect(timers.next == 30)
    }
}
