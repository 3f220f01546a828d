import Foundation
import Telephony
import Testing

@testable import CallCenter

@Suite("Where a day begins")
struct MidnightTests {
    private func moment(_ text: String) throws -> Instant {
        let date = try Date(text, strategy: .iso8601)
        return Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }

    @Test(
        "K2 the local midnight before a moment, also on days of 23 and 25 hours",
        arguments: [
            ("2026-01-15T12:00:00Z", "2026-01-14T23:00:00Z"), ("2026-01-14T23:00:00Z", "2026-01-14T23:00:00Z"),
            ("2026-01-14T22:59:59Z", "2026-01-13T23:00:00Z"), ("2026-03-29T21:59:59Z", "2026-03-28T23:00:00Z"),
            ("2026-03-29T22:00:00Z", "2026-03-29T22:00:00Z"), ("2026-10-25T22:59:59Z", "2026-10-24T22:00:00Z"),
            ("2026-10-25T23:00:00Z", "2026-10-25T23:00:00Z"),
        ])
    func berlin(_ now: String, _ midnight: String) throws {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        #expect(Midnight.before(try moment(now), in: zone) == (try moment(midnight)))
    }

    @Test("K2 the service goes by the machine's zone")
    func local() throws {
        let now = try moment("2026-07-01T12:34:56Z")
        #expect(Midnight.local(now) == Midnight.before(now, in: .current))
    }

    @Test("K2 a new day begins with the first look after midnight, once")
    func turn() async {
        let clock = ManualClock(Instant(milliseconds: 86_400_000 * 20_000 + 3_600_000))
        let day = { @Sendable (now: Instant) in
            Instant(milliseconds: now.milliseconds / 86_400_000 * 86_400_000)
        }
        let picture = Picture.empty(clock, midnight: day)
        await picture.turnDay()
        let first = await picture.figures.dayStart
        #expect(first == day(clock.now))
        clock.pass(.seconds(22 * 3600))
        await picture.turnDay()
        #expect(await picture.figures.dayStart == first)
        clock.pass(.seconds(3600))
        await picture.turnDay()
        #expect(await picture.figures.dayStart == first + .seconds(86_400))
    }
}
