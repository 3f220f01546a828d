import Foundation
import MaydayConfiguration
import Queueing
import Telephony
import Testing

@Suite struct HoursTests {
    private static let office = "hours: [{id: office, zone: Europe/Berlin, week: {mon-fri: 08:00-18:00}}]"

    @Test("Q13 hours with days, holidays and their own hours, and a queue that goes by them")
    func all() throws {
        let text = """
            hours:
              - id: office
                zone: Europe/Berlin
                week:
                  mon-fri: [08:00-12:00, 13:00-18:00]
                  sat: 22:00-06:00
                  sun: closed
                holidays:
                  - {date: 2028-12-24, name: Christmas Eve, open: 09:00-12:00}
                  - {date: 2028-12-25}
            queues:
              - {id: sales, hours: office, when_closed: dialplan, when_holiday: {queue: support},
                 when_emergency: hangup, waiting_at_closing: send, closed_sound: custom/closed}
              - {id: support}
            """
        let configuration = try Sample.load(Sample.shortest + "\n" + text).configuration
        let schedule = try #require(configuration.schedules.first)
        #expect(schedule.id == "office" && schedule.zone.name == "Europe/Berlin")
        let day = [Schedule.Opening(from: 28_800, to: 43_200), Schedule.Opening(from: 46_800, to: 64_800)]
        #expect(schedule.week == [day, day, day, day, day, [Schedule.Opening(from: 79_200, to: 21_600)], []])
        #expect(
            schedule.holidays == [
                Schedule.Holiday(
                    day: try #require(CivilDay("2028-12-24")), name: "Christmas Eve",
                    openings: [Schedule.Opening(from: 32_400, to: 43_200)]),
                Schedule.Holiday(day: try #require(CivilDay("2028-12-25")), name: "holiday"),
            ])
        let hours = configuration.queues[0].hours
        #expect(hours.schedule == "office" && hours.whenClosed == .dialplan(nil) && hours.sendsWaiting)
        #expect(hours.whenHoliday == .queue(QueueID("support")))
        let said = DialplanPlace(context: "mayday-closed", extension: "say-custom/closed")
        #expect(hours.whenEmergency == .dialplan(said))
        #expect(configuration.queues[0].dialplanPlaces == ["mayday-closed,say-custom/closed,1"])
        #expect(configuration.queues[1].hours == QueueHours())
    }

    @Test("Q13 a holiday of every year, a leap day only where it is; a date of its own goes before it")
    func everyYear() throws {
        let text = """
            hours:
              - id: office
                zone: UTC
                week: {daily: 00:00-24:00}
                holidays: [{date: 12-25, name: Christmas}, {date: 02-29, name: Leap day},
                           {date: 2028-12-25, name: Open after all, open: 10:00-11:00}]
            """
        let schedule = try #require(try Sample.load(Sample.shortest + "\n" + text).configuration.schedules.first)
        #expect(schedule.holidays.count { $0.name == "Christmas" } == 11)
        #expect(schedule.holidays.filter { $0.name == "Leap day" }.allSatisfy { $0.day.parts.year % 4 == 0 })
        #expect(schedule.holiday(on: try #require(CivilDay("2028-12-25")))?.name == "Open after all")
    }

    @Test(
        "Q13 what is wrong with hours is told",
        arguments: [
            (
                "hours: [{id: a, zone: Europe/Berln, week: {}}]",
                "5:23: hours[0].zone: 'Europe/Berln' is not a time zone such as Europe/Berlin or UTC; did you mean 'Europe/Berlin'?"
            ),
            ("hours: [{id: a, zone: UTC}]", "5:9: hours[0].week: is missing"),
            (
                "hours: [{id: a, zone: UTC, week: {mo: 08:00-18:00}}]",
                "5:35: hours[0].week.mo: is neither a day (mon … sun), days (mon-fri) nor daily; did you mean 'mon'?"
            ),
            (
                "hours: [{id: a, zone: UTC, week: {mon-fri: 08:00-18:00, fri: 08:00-12:00}}]",
                "5:57: hours[0].week.fri: names a day for the second time"
            ),
            (
                "hours: [{id: a, zone: UTC, week: {mon: 8-18}}]",
                "5:40: hours[0].week.mon[0]: '8-18' is not an opening such as 08:00-18:00 or 22:00-06:00"
            ),
            (
                "hours: [{id: a, zone: UTC, week: {mon: 08:00-24:30}}]",
                "5:40: hours[0].week.mon[0]: '08:00-24:30' is not an opening such as 08:00-18:00 or 22:00-06:00"
            ),
            (
                "hours: [{id: a, zone: UTC, week: {mon: 22:00-00:00}}]",
                "5:40: hours[0].week.mon[0]: '22:00-00:00' begins or ends at the wrong midnight: a day is 00:00-24:00"
            ),
            (
                "hours: [{id: a, zone: UTC, week: {mon: 08:00-08:00}}]",
                "5:40: hours[0].week.mon[0]: '08:00-08:00' is empty; a whole day is 00:00-24:00"
            ),
            (
                "hours: [{id: a, zone: UTC, week: {mon: [08:00-12:00, 11:00-13:00]}}]",
                "5:54: hours[0].week.mon[1]: overlaps another opening of the day"
            ),
            (
                "hours: [{id: a, zone: UTC, week: {}, holidays: [{date: 2027-02-29}]}]",
                "5:56: hours[0].holidays[0].date: '2027-02-29' is not a date such as 2026-12-24, or 12-25 for every year"
            ),
            (
                office + "\nqueues: [{id: sales, hours: offce}]",
                "6:29: queues[0].hours: there are no hours 'offce'; did you mean 'office'?"
            ),
            (
                office
                    + "\nqueues: [{id: a, hours: office, when_closed: {queue: b}}, {id: b, hours: office, when_holiday: {queue: a}}]",
                "6:10: queues[0]: callers would be sent in a circle: a -> b -> a"
            ),
        ])
    func wrong(_ text: String, _ problem: String) {
        #expect(Sample.problems(adding: text) == ["mayday.yaml:" + problem])
    }

    @Test("Q13 a sound that nobody hears, and a holiday's target without hours, are warned of")
    func warnings() throws {
        let text = "queues: [{id: sales, when_closed: dialplan, closed_sound: x, when_holiday: dialplan}]"
        let warnings = try Sample.load(Sample.shortest + "\n" + text).warnings.map(\.description)
        #expect(warnings.filter { $0.contains("no effect") }.count == 2)
    }

    @Test("Q13 the offsets that the machine's zones have")
    func zones() throws {
        let now = Date(timeIntervalSince1970: 1_780_000_000)
        let berlin = try #require(ZoneOffsets.named("Europe/Berlin", at: now))
        #expect(berlin.changes.contains(ZoneOffsets.Change(at: 1_774_746_000, offset: 7200)))
        #expect(berlin.changes.contains(ZoneOffsets.Change(at: 1_792_890_000, offset: 3600)))
        #expect(berlin.changes.count == 22)
        let newYork = try #require(ZoneOffsets.named("America/New_York", at: now))
        #expect(newYork.changes.contains(ZoneOffsets.Change(at: 1_772_953_200, offset: -14_400)))
        #expect(newYork.changes.contains(ZoneOffsets.Change(at: 1_793_512_800, offset: -18_000)))
        #expect(try #require(ZoneOffsets.named("Asia/Kathmandu", at: now)).first == 20_700)
        #expect(try #require(ZoneOffsets.named("Asia/Kathmandu", at: now)).changes == [])
        let lordHowe = try #require(ZoneOffsets.named("Australia/Lord_Howe", at: now))
        #expect(Set(lordHowe.changes.map(\.offset)) == [37_800, 39_600])
        #expect(ZoneOffsets.named("UTC", at: now)?.changes == [])
        #expect(ZoneOffsets.named("Mars/Olympus", at: now) == nil)
        #expect(ZoneOffsets.named("CET-1", at: now) == nil)
    }
}
