import MaydayConfiguration
import Queueing
import Testing

@Suite struct CallbackConfigurationTests {
    private static let allowed = "\ndialling: {allow: [\"+49\"]}"

    private func load(_ text: String) throws -> (callback: CallbackConfiguration?, warnings: [String]) {
        let loaded = try Sample.load(Sample.shortest + "\nqueues: [{id: sales, \(text)}]" + Self.allowed)
        return (
            loaded.configuration.queues[0].callback,
            loaded.warnings.map(\.description).filter { !$0.contains("no agent") }
        )
    }

    private func problem(_ text: String, dialling: String = CallbackConfigurationTests.allowed) -> String? {
        Sample.problems(adding: "queues: [{id: sales, \(text)}]" + dialling).first
    }

    @Test("Q14 a queue calls nobody back unless it says how")
    func values() throws {
        #expect(try load("name: Sales").callback == nil)
        let plain = try #require(try load("callback: {endpoint: \"PJSIP/{number}@trunk\"}").callback)
        #expect(plain == CallbackConfiguration(key: nil, endpoint: "PJSIP/{number}@trunk"))
        #expect(plain.target == .hangUp && plain.keep == .seconds(28_800) && plain.most == 100)
        let whole = try #require(
            try load(
                "callback: {key: \"*\", endpoint: \"PJSIP/0{number}@trunk\", sound: custom/bye, ring_timeout: 20s, keep: 1h, max: 5}"
            ).callback)
        #expect(whole.key == "*" && whole.ringTimeout == .seconds(20) && whole.keep == .seconds(3600))
        #expect(whole.target == .dialplan(.init(context: "mayday-closed", extension: "say-custom/bye")))
    }

    @Test("Q14 where nothing may be dialled a callback is a mistake, told with its line")
    func nothingAllowed() {
        let told = problem("callback: {endpoint: \"PJSIP/{number}@trunk\"}", dialling: "")
        #expect(told?.contains("nobody can be called back without dialling.allow") == true)
        #expect(told?.hasPrefix("mayday.yaml:") == true)
    }

    @Test(
        "Q14 what cannot be is refused",
        arguments: [
            ("callback: {key: \"2\"}", "endpoint"), ("callback: {endpoint: PJSIP/trunk}", "needs {number} once"),
            ("callback: {endpoint: \"PJSIP/{number}{number}@t\"}", "needs {number} once"),
            ("callback: {endpoint: \"PJSIP/{number}@a&b\"}", "is not an endpoint"),
            ("callback: {key: \"22\", endpoint: \"PJSIP/{number}@t\"}", "is not a key of a phone"),
            ("exit_keys: {\"2\": hangup}, callback: {key: \"2\", endpoint: \"PJSIP/{number}@t\"}", "one of exit_keys"),
            ("callback: {endpoint: \"PJSIP/{number}@t\", rings: 3}", "rings"),
        ])
    func wrong(text: String, words: String) {
        let told = problem(text)
        #expect(told?.contains(words) == true, "\(told ?? "nothing")")
    }

    @Test("Q14 a key that cannot be heard is warned of")
    func silent() throws {
        let told = try load("max_wait: 1m, answer: ring, callback: {key: \"2\", endpoint: \"PJSIP/{number}@t\"}")
            .warnings
        #expect(told.contains { $0.contains("no key can be heard") })
    }
}
