import Foundation
import MaydayAPI
import SeededValues
import Testing

@Suite("Moments on the wire")
struct APITimeTests {
    @Test(
        "E1 moments are written as RFC 3339 in UTC with milliseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_772_366_400_123, "2026-03-01T12:00:00.123Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (Int64.max, "9999-12-31T23:59:59.999Z"),
            (Int64.min, "0000-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func written(_ milliseconds: Int64, _ text: String) {
        #expect(APITime(milliseconds: milliseconds).description == text)
    }

    @Test("E1 they agree with the platform's calendar")
    func calendar() {
        var generator = SplitMix64(seed: 7)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for _ in 0..<2000 {
            let milliseconds = Int64.random(in: -2_000_000_000_000...4_000_000_000_000, using: &generator) / 1000 * 1000
            let text = APITime(milliseconds: milliseconds).description
            #expect(text == Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(style))
            #expect(APITime(rfc3339: text)?.milliseconds == milliseconds)
        }
    }

    @Test(
        "E1 they are read with any offset and fraction",
        arguments: [
            ("2026-03-01T13:00:00+01:00", 1_772_366_400_000), ("2026-03-01T12:00:00.1Z", 1_772_366_400_100),
            ("2026-03-01t12:00:00.123999z", 1_772_366_400_123), ("2026-02-28 20:30:00-15:30", 1_772_366_400_000),
            ("2026-03-01T12:00:00.00000000000000000001Z", 1_772_366_400_000),
        ] as [(String, Int64)])
    func read(_ text: String, _ milliseconds: Int64) {
        #expect(APITime(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(
        "E1 what is no moment is refused",
        arguments: [
            "", "2026-03-01", "2026-03-01T12:00:00", "2026-02-29T12:00:00Z", "2026-13-01T12:00:00Z",
            "2026-00-10T12:00:00Z", "2026-03-32T12:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z",
            "2026-03-01T12:00:60Z", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00Zx", "26-03-01T12:00:00Z",
            "2026-03-01T12:00:00+1:00", "٢٠٢٦-03-01T12:00:00Z",
        ])
    func refused(_ text: String) {
        #expect(APITime(rfc3339: text) == nil)
    }
}

@Suite("The API's values on the wire")
struct WireTests {
    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test("E1 the contract's state names")
    func states() {
        #expect(EntryState.allCases.map(\.rawValue) == ["waiting", "offered", "connected", "held", "ended"])
        #expect(
            EntryOutcome.allCases.map(\.rawValue) == [
                "answered", "abandoned", "timeout", "full", "join_empty", "leave_empty", "closed", "key", "withdrawn",
                "moved",
                "callback", "overflow", "failed",
            ])
        #expect(
            AgentState.allCases.map(\.rawValue) == [
                "offline", "ready", "reserved", "dialling", "ringing", "talking", "held", "consulting", "other_call",
                "wrap_up", "not_ready", "unreachable",
            ])
        #expect(CallState.allCases.map(\.rawValue) == ["ringing", "up", "held", "parked", "ended"])
    }

    @Test("E1 members are in snake case, times are texts, and the last page says null")
    func names() throws {
        let caller = Caller(
            id: "e", callId: "c", queue: "q", state: .offered, position: 2, enteredAt: APITime(milliseconds: 5),
            waitMs: 7)
        #expect(
            try json(Page(items: [caller])) == """
                {"items":[{"call_id":"c","entered_at":"1970-01-01T00:00:00.005Z","id":"e","offers":0,"position":2,\
                "priority":0,"queue":"q","state":"offered","wait_ms":7}],"next":null}
                """)
    }

    @Test("E2 events come back as they went, and strange ones are still events")
    func events() throws {
        let events = [
            fact(7), level(3), APIEvent(at: APITime(milliseconds: 1), data: .clock),
            APIEvent(at: APITime(milliseconds: 1), data: .lagged(Lagged(missed: 4))),
        ]
        for event in events {
            let back = try JSONDecoder().decode(APIEvent.self, from: Data(json(event).utf8))
            #expect(back == event)
        }
        let strange = #"{"type":"weather","at":"2026-03-01T12:00:00.000Z","data":{"rain":true}}"#
        #expect(try JSONDecoder().decode(APIEvent.self, from: Data(strange.utf8)).data == .unknown(type: "weather"))
        #expect(
            try json(fact(7)) == """
                {"at":"2026-03-01T12:00:00.007Z","data":{"call_id":"call-7","queue":"support"},"id":7,\
                "type":"entry_entered"}
                """)
    }
}
