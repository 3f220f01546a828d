import Telephony
import Testing

@testable import Queueing

@Suite("G6 the address that an agent's screen opens")
struct ScreenPopTests {
    private func address(_ template: String, _ values: [ScreenPop.Field: String]) throws -> String {
        try ScreenPop(template).address { values[$0] }
    }

    @Test("G6 every place is filled in, and what is missing leaves it empty")
    func fields() throws {
        let all: [(String, ScreenPop.Field)] = [
            ("number", .number), ("name", .name), ("dialled", .dialled), ("queue", .queue), ("queue_name", .queueName),
            ("call", .call), ("entry", .entry), ("wait", .wait), ("priority", .priority), ("skills", .skills),
            ("agent", .agent), ("agent_name", .agentName), ("var:customer_no", .variable("customer_no")),
        ]
        #expect(ScreenPop.Field.names == all.dropLast().map(\.0))
        for (name, field) in all {
            #expect(try address("https://crm.example/?a={\(name)}&b=1", [field: "x"]) == "https://crm.example/?a=x&b=1")
            #expect(try address("https://crm.example/{\(name)}", [:]) == "https://crm.example/")
        }
        #expect(
            try address("HTTP://[::1]:8080/c/{number}#{name}", [.number: "030", .name: "Ada"])
                == "HTTP://[::1]:8080/c/030#Ada")
        #expect(try address("http://crm.example", [:]) == "http://crm.example")
    }

    @Test(
        "G6 whatever a caller is called, it stays where it is put",
        arguments: [
            ("+49 30", "%2B49%2030"), ("a&b=c", "a%26b%3Dc"), ("javascript:alert(1)", "javascript%3Aalert%281%29"),
            ("\"><script>", "%22%3E%3Cscript%3E"), ("a/../b?c#d", "a%2F..%2Fb%3Fc%23d"), ("..", ""), (".", ""),
            ("...", "..."), ("%41", "%2541"), ("ä€\u{1F600}", "%C3%A4%E2%82%AC%F0%9F%98%80"),
            ("a\r\nLocation: x", "a%0D%0ALocation%3A%20x"), ("\u{0}\u{202E}", "%00%E2%80%AE"),
            ("{queue}", "%7Bqueue%7D"), ("", ""),
        ])
    func injection(_ name: String, _ escaped: String) throws {
        #expect(
            try address("https://crm.example/c/{name}/x?n={name}", [.name: name, .queue: "no"])
                == "https://crm.example/c/\(escaped)/x?n=\(escaped)")
    }

    @Test("G6 a long value is cut, and one that makes the whole too long is left out")
    func lengths() throws {
        let long = String(repeating: "x", count: 1000)
        #expect(
            try address("http://a/{name}", [.name: long]) == "http://a/" + String(repeating: "x", count: 256))
        let many = "http://a/" + String(repeating: "{name}-", count: 100)
        let wide = try address(many, [.name: String(repeating: "ä", count: 256)])
        #expect(wide.utf8.count <= ScreenPop.longestAddress)
        #expect(wide.utf8.count > ScreenPop.longestAddress - 256 * 6)
        #expect(wide.hasSuffix("----"))
    }

    @Test(
        "G6 what is no template is refused with the reason",
        arguments: [
            ("", ScreenPopError.scheme), ("crm.example/{number}", .scheme), ("javascript:alert({name})", .scheme),
            ("file:///etc/passwd", .scheme), ("tel:{number}", .scheme), ("{name}://crm", .scheme),
            ("https:/crm.example", .scheme), (" https://crm.example", .scheme),
            ("https://", .host), ("https:///x", .host), ("https://{name}/x", .host), ("https://crm.{queue}.x/", .host),
            ("https://me:secret@crm.example/", .host), ("https://a\\b/", .host), ("https://?{name}", .host),
            ("https://a/ b", .character(" ", at: 11)), ("https://a/ä", .character("ä", at: 11)),
            ("https://a/\u{7}", .character("\u{7}", at: 11)), ("https://a/<x>", .character("<", at: 11)),
            ("https://a/{name", .brace(at: 11)), ("https://a/{na{me}}", .brace(at: 11)),
            ("https://a/name}", .brace(at: 15)), ("https://a/{}", .unknownField("")),
            ("https://a/{Number}", .unknownField("Number")), ("https://a/{var:}", .unknownField("var:")),
            ("https://a/{var:a-b}", .unknownField("var:a-b")), ("https://a/{number }", .unknownField("number ")),
        ])
    func wrong(_ template: String, _ error: ScreenPopError) {
        #expect(throws: error) { try ScreenPop(template) }
        #expect(!"\(error)".isEmpty)
    }

    @Test("G6 a template that is too long is refused")
    func tooLong() {
        let template = "https://a/" + String(repeating: "x", count: ScreenPop.longestTemplate - 10)
        #expect(throws: Never.self) { try ScreenPop(template) }
        #expect(throws: ScreenPopError.tooLong) { try ScreenPop(template + "x") }
    }

    @Test("G6 the template is kept with the queue's settings")
    func coding() throws {
        var queue = QueueSettings(id: Scene.sales, name: "Sales")
        queue.screenPop = try ScreenPop("https://crm.example/?n={number}")
        let fact = Fact.settingsChanged(Settings(queues: [queue], agents: []))
        let read = try FactCoding.fact(kind: "settings_changed", version: 1, body: FactCoding.body(of: fact))
        #expect(read == fact)
    }
}
