import ARI
import SeededValues
import Testing

@Suite struct TimestampTests {
    @Test(
        "A2 Asterisk's timestamps are read to the millisecond",
        arguments: [
            ("1970-01-01T00:00:00.000+0000", 0), ("2026-11-20T10:00:00.123+0000", 1_795_168_800_123),
            ("2026-11-20T11:30:00.123+0130", 1_795_168_800_123), ("2026-11-20T05:00:00.123-0500", 1_795_168_800_123),
            ("2026-11-20T10:00:00.123456Z", 1_795_168_800_123), ("2026-11-20T10:00:00Z", 1_795_168_800_000),
            ("2026-11-20T10:00:00.1+00:00", 1_795_168_800_100), ("2024-02-29T23:59:60.999+0000", 1_709_251_200_999),
            ("1969-12-31T23:59:59.999+0000", -1), ("0000-01-01T00:00:00.000+0000", -62_167_219_200_000),
            ("9999-12-31T23:59:59.999+0000", 253_402_300_799_999),
        ] as [(String, Int64)])
    func reads(_ text: String, _ milliseconds: Int64) throws {
        #expect(ARITimestamp(text) == ARITimestamp(milliseconds: milliseconds))
    }

    @Test(
        "A2 what is no timestamp is refused",
        arguments: [
            "", "2026-11-20", "2026-11-20T10:00:00", "2026-11-20T10:00:00.123", "2026-11-20T10:00:00.+0000",
            "2026-13-20T10:00:00.123+0000", "2026-00-20T10:00:00.123+0000", "2026-11-32T10:00:00.123+0000",
            "2026-11-00T10:00:00.123+0000", "2026-11-20T24:00:00.123+0000", "2026-11-20T10:60:00.123+0000",
            "2026-11-20T10:00:61.123+0000", "2026-11-20T10:00:00.123+000", "2026-11-20T10:00:00.123+00000",
            "2026-11-20T10:00:00.12x+0000", "202x-11-20T10:00:00.123+0000", "2026-11-20T10:00:00.123Zulu",
            "2026/11/20T10:00:00.123+0000", "2026-11-20T10:00:00.123*0000",
        ])
    func refuses(_ text: String) { #expect(ARITimestamp(text) == nil) }

    @Test("A2 a timestamp is written so that it reads back as itself")
    func roundTrip() {
        var random = SplitMix64(seed: 37)
        for _ in 0..<5_000 {
            let moment = ARITimestamp(
                milliseconds: Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &random))
            #expect(ARITimestamp(moment.description) == moment)
        }
        #expect(ARITimestamp(milliseconds: 1_795_168_800_123).description == "2026-11-20T10:00:00.123+0000")
        #expect(ARITimestamp(milliseconds: .min).description.isEmpty == false)
        #expect(ARITimestamp(milliseconds: .max).description.isEmpty == false)
    }
}
