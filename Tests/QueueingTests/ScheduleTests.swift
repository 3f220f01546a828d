import Queueing
import Telephony
import Testing

@Suite("When a queue is open")
struct ScheduleTests {
    private static func utc(_ text: String) -> Int64 {
        let parts = text.split(separator: " ")
        let time = parts[1].split(separator: ":").compactMap { Int64($0) }
        return (CivilDay(String(parts[0]))?.number ?? 0) * 86_400 + time[0] * 3600 + time[1] * 60
            + (time.count > 2 ? time[2] : 0)
    }

    private static func instant(_ text: String) -> Instant { Instant(milliseconds: utc(text) * 1000) }

    private static let zones: [String: ZoneOffsets] = [
        "Berlin": ZoneOffsets(
            name: "Europe/Berlin", first: 3600,
            changes: [
                .init(at: utc("2026-03-29 01:00"), offset: 7200), .init(at: utc("2026-10-25 01:00"), offset: 3600),
            ]),
        "New York": ZoneOffsets(
            name: "America/New_York", first: -18_000,
            changes: [
                .init(at: utc("2026-03-08 07:00"), offset: -14_400),
                .init(at: utc("2026-11-01 06:00"), offset: -18_000),
            ]),
        "Kathmandu": ZoneOffsets(name: "Asia/Kathmandu", first: 20_700),
        "Marquesas": ZoneOffsets(name: "Pacific/Marquesas", first: -34_200),
        // Half an hour of daylight saving.
        "Lord Howe": ZoneOffsets(
            name: "Australia/Lord_Howe", first: 39_600,
            changes: [
                .init(at: utc("2026-04-04 15:00"), offset: 37_800), .init(at: utc("2026-10-03 15:30"), offset: 39_600),
            ]),
        // Clocks are changed at midnight: one day has none, another begins twice.
        "Havana": ZoneOffsets(
            name: "America/Havana", first: -18_000,
            changes: [
                .init(at: utc("2026-03-08 05:00"), offset: -14_400),
                .init(at: utc("2026-11-01 05:00"), offset: -18_000),
            ]),
    ]

    private static func seconds(_ text: Substring) -> Int64 {
        let parts = text.split(separator: ":").compactMap { Int64($0) }
        return parts[0] * 3600 + parts[1] * 60
    }

    private static func openings(_ text: String) -> [Schedule.Opening] {
        text.split(separator: " ").map { part in
            let ends = part.split(separator: "-")
            return Schedule.Opening(from: seconds(ends[0]), to: seconds(ends[1]))
        }
    }

    private static func schedule(
        _ zone: String, daily: String, holidays: [(String, String, String)] = []
    ) throws -> Schedule {
        Schedule(
            id: "s", zone: try #require(zones[zone]), week: Array(repeating: openings(daily), count: 7),
            holidays: try holidays.map {
                Schedule.Holiday(day: try #require(CivilDay($0.0)), name: $0.1, openings: openings($0.2))
            })
    }

    struct Case: Sendable {
        var zone: String
        var daily: String
        /// Moments in UTC, in order, at which it opens and closes in turn.
        var from: String
        var changes: [String]
    }

    @Test(
        "Q13 a schedule opens and closes by its zone's clocks",
        arguments: [
            // Winter and summer time.
            Case(
                zone: "Berlin", daily: "08:00-18:00", from: "2026-03-27 20:00",
                changes: ["2026-03-28 07:00", "2026-03-28 17:00", "2026-03-29 06:00", "2026-03-29 16:00"]),
            // The day of 23 hours: 22:00-06:00 lasts seven hours.
            Case(
                zone: "Berlin", daily: "22:00-06:00", from: "2026-03-28 12:00",
                changes: ["2026-03-28 21:00", "2026-03-29 04:00", "2026-03-29 20:00", "2026-03-30 04:00"]),
            // The day of 25 hours: nine.
            Case(
                zone: "Berlin", daily: "22:00-06:00", from: "2026-10-24 12:00",
                changes: ["2026-10-24 20:00", "2026-10-25 05:00", "2026-10-25 21:00", "2026-10-26 05:00"]),
            // What the clocks skip is not there; what begins in it begins when they have skipped.
            Case(
                zone: "Berlin", daily: "02:15-02:45", from: "2026-03-28 12:00",
                changes: ["2026-03-30 00:15", "2026-03-30 00:45"]),
            Case(
                zone: "Berlin", daily: "02:30-04:00", from: "2026-03-28 12:00",
                changes: ["2026-03-29 01:00", "2026-03-29 02:00"]),
            // What they show twice opens once: from the first to the last time.
            Case(
                zone: "Berlin", daily: "02:15-02:45", from: "2026-10-24 12:00",
                changes: ["2026-10-25 00:15", "2026-10-25 01:45", "2026-10-26 01:15", "2026-10-26 01:45"]),
            Case(
                zone: "New York", daily: "01:30-09:00", from: "2026-10-31 20:00",
                changes: ["2026-11-01 05:30", "2026-11-01 14:00"]),
            Case(
                zone: "New York", daily: "09:00-17:00", from: "2026-03-07 23:00",
                changes: ["2026-03-08 13:00", "2026-03-08 21:00"]),
            Case(
                zone: "Kathmandu", daily: "09:00-17:30", from: "2026-06-01 00:00",
                changes: ["2026-06-01 03:15", "2026-06-01 11:45"]),
            Case(
                zone: "Marquesas", daily: "08:00-16:00", from: "2026-06-01 12:00",
                changes: ["2026-06-01 17:30", "2026-06-02 01:30"]),
            Case(
                zone: "Lord Howe", daily: "01:45-03:00", from: "2026-04-04 00:00",
                changes: ["2026-04-04 14:45", "2026-04-04 16:30"]),
            // A midnight that is not there, and one that is there twice.
            Case(
                zone: "Havana", daily: "00:00-02:00", from: "2026-03-08 00:00",
                changes: ["2026-03-08 05:00", "2026-03-08 06:00"]),
            Case(
                zone: "Havana", daily: "22:00-24:00", from: "2026-11-01 00:00",
                changes: ["2026-11-01 02:00", "2026-11-01 04:00", "2026-11-02 03:00", "2026-11-02 05:00"]),
            // The year's end, the leap day.
            Case(
                zone: "Berlin", daily: "20:00-04:00", from: "2026-12-31 12:00",
                changes: ["2026-12-31 19:00", "2027-01-01 03:00"]),
            Case(
                zone: "Kathmandu", daily: "08:00-12:00 13:00-24:00", from: "2028-02-28 19:00",
                changes: ["2028-02-29 02:15", "2028-02-29 06:15", "2028-02-29 07:15", "2028-02-29 18:15"]),
            // Until midnight and from midnight on is one opening.
            Case(
                zone: "Berlin", daily: "00:00-06:00 18:00-24:00", from: "2026-06-01 10:00",
                changes: ["2026-06-01 16:00", "2026-06-02 04:00"]),
        ])
    func changes(_ example: Case) throws {
        let schedule = try Self.schedule(example.zone, daily: example.daily)
        var at = Self.instant(example.from)
        #expect(schedule.state(at: at).isOpen == false)
        for (index, change) in example.changes.enumerated() {
            let next = try #require(schedule.nextChange(after: at))
            #expect(next == Self.instant(change), "change \(index + 1)")
            #expect(schedule.state(at: next).isOpen == (index % 2 == 0))
            #expect(schedule.state(at: next + Span(milliseconds: -1)).isOpen == (index % 2 == 1))
            at = next
        }
    }

    @Test("Q13 the next change is where going quarter by quarter finds it", arguments: zones.keys.sorted())
    func walk(_ zone: String) throws {
        let schedule = try Self.schedule(
            zone, daily: "00:30-02:30 09:00-12:00 22:00-00:15", holidays: [("2026-03-29", "Sunday", "10:00-11:00")])
        for start in [
            "2026-03-07 00:00", "2026-03-28 00:00", "2026-10-03 00:00", "2026-10-31 00:00",
        ] {
            var at = Self.instant(start)
            for _ in 0..<10 {
                let next = try #require(schedule.nextChange(after: at))
                let isOpen = schedule.state(at: at).isOpen
                var walked = at
                while schedule.state(at: walked).isOpen == isOpen { walked = walked + .seconds(900) }
                #expect(next == walked, "after \(at)")
                at = next
            }
        }
    }

    @Test("Q13 a holiday's own hours stand in the weekday's place, and the evening before ends at its midnight")
    func holidays() throws {
        let schedule = try Self.schedule(
            "Berlin", daily: "20:00-04:00",
            holidays: [("2026-12-25", "Christmas", ""), ("2026-12-31", "New Year's Eve", "09:00-12:00 22:00-02:00")])
        var changes: [String] = []
        var at = Self.instant("2026-12-24 12:00")
        for _ in 0..<4 {
            at = try #require(schedule.nextChange(after: at))
            changes.append("\(at.milliseconds / 1000)")
        }
        let expected = ["2026-12-24 19:00", "2026-12-24 23:00", "2026-12-26 19:00", "2026-12-27 03:00"]
        #expect(changes == expected.map { "\(Self.utc($0))" })
        #expect(schedule.state(at: Self.instant("2026-12-25 10:00")) == (false, "Christmas"))
        #expect(schedule.state(at: Self.instant("2026-12-24 12:00")) == (false, nil))
        // Opened by its own hours, and over midnight into an ordinary day.
        #expect(schedule.state(at: Self.instant("2026-12-31 09:00")) == (true, nil))
        #expect(schedule.state(at: Self.instant("2026-12-31 15:00")) == (false, "New Year's Eve"))
        #expect(schedule.state(at: Self.instant("2027-01-01 00:59")).isOpen)
        #expect(schedule.state(at: Self.instant("2027-01-01 01:00")).isOpen == false)
        // It is looked at again when the holiday begins, though it is closed before and after.
        #expect(
            schedule.isSteady(until: Self.instant("2026-12-25 12:00")) == Self.instant("2026-12-25 23:00"))
    }

    @Test("Q13 always open and never open: nothing changes")
    func constant() throws {
        let always = try Self.schedule("Berlin", daily: "00:00-24:00")
        let never = try Self.schedule("Berlin", daily: "")
        let at = Self.instant("2026-03-28 12:00")
        #expect(always.state(at: at).isOpen && always.nextChange(after: at) == nil)
        #expect(!never.state(at: at).isOpen && never.nextChange(after: at) == nil)
        #expect(always.isSteady(until: at) == Self.instant("2026-03-28 23:00"))
    }

    @Test("Q13 dates", arguments: [("1970-01-01", 3), ("2000-02-29", 1), ("2026-11-21", 5), ("2028-02-29", 1)])
    func dates(_ text: String, _ weekday: Int) throws {
        let day = try #require(CivilDay(text))
        #expect(day.description == text && day.weekday == weekday)
    }

    @Test(
        "Q13 dates that do not exist",
        arguments: ["2026-02-29", "2026-13-01", "2026-04-31", "26-01-01", "2026-1-1", "x"])
    func noDates(_ text: String) { #expect(CivilDay(text) == nil) }
}
