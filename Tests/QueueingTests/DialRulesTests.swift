import Queueing
import Testing

@Suite("Which numbers may be dialled")
struct DialRulesTests {
    private static let rules = DialRules(
        allow: ["+49", "0", "+4930"], deny: ["+49900", "0900", "00", "0037"], emergency: ["110", "112", "911"])

    @Test(
        "Q14 the longest prefix decides, and nothing is dialled that no prefix allows",
        arguments: [
            ("+4930555123", "+4930555123"), ("030555123", "030555123"), ("+49 (30) 555-12.3/4", "+493055512 34"),
            ("+49900123", nil), ("0900123", nil), ("0044123456", nil), ("+33123456", nil), ("1234", nil),
        ] as [(String, String?)])
    func prefixes(number: String, dialled: String?) {
        let expected = dialled?.filter { $0 != " " }
        #expect((try? Self.rules.check(number)) == expected)
    }

    @Test(
        "Q14 why a number is not dialled",
        arguments: [
            (nil, .withheld), ("", .withheld), ("anonymous", .unusable), ("+", .unusable), ("0", .unusable),
            ("0123456789012345", .unusable), ("030*21", .unusable), ("0305@evil", .unusable), ("030&PJSIP", .unusable),
            ("0\u{661}\u{662}34", .unusable), ("++4930", .unusable), ("+33123456", .notAllowed),
            ("+49900123", .notAllowed), ("112", .emergency), ("+112", .emergency), ("1121234", .emergency),
            ("1 1 0", .emergency),
        ] as [(String?, DialRules.Refusal)])
    func refusals(number: String?, refusal: DialRules.Refusal) {
        #expect(throws: refusal) { try Self.rules.check(number) }
    }

    @Test("Q14 without allowed prefixes nothing is dialled; of two equal prefixes the denied one counts")
    func byDefault() {
        #expect(throws: DialRules.Refusal.notAllowed) { try DialRules().check("+4930555123") }
        #expect(throws: DialRules.Refusal.notAllowed) {
            try DialRules(allow: ["+49"], deny: ["+49"]).check("+4930555123")
        }
        // +91 1… is Delhi, and no 911.
        #expect((try? DialRules(allow: ["+91"], emergency: ["911"]).check("+911123456789")) == "+911123456789")
    }

    @Test("Q14 the number goes into its place in the endpoint")
    func endpoint() {
        #expect(DialRules.endpoint("PJSIP/{number}@trunk", "+4930555123") == "PJSIP/+4930555123@trunk")
    }
}
