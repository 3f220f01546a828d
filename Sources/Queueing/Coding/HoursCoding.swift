import Telephony
import WireJSON

/// Schedules, a queue's hours, and its door.
enum HoursCoding {
    // MARK: Writing

    static func write(_ schedules: [Schedule], _ json: inout JSONWriter) {
        guard !schedules.isEmpty else { return }
        json.array("schedules") { json in
            for schedule in schedules { SettingsCoding.object(&json) { write(schedule, &$0) } }
        }
    }

    private static func write(_ schedule: Schedule, _ json: inout JSONWriter) {
        json.member("id", schedule.id)
        json.member("zone", schedule.zone.name)
        json.member("offset", schedule.zone.first)
        // From `at` on so far ahead: `at:offset`.
        json.member("changes", schedule.zone.changes.map { "\($0.at):\($0.offset)" }.joined(separator: " "))
        // Seven days with `;` between them.
        json.member("week", schedule.week.map(text).joined(separator: ";"))
        guard !schedule.holidays.isEmpty else { return }
        json.array("holidays") { json in
            for holiday in schedule.holidays {
                SettingsCoding.object(&json) { json in
                    json.member("day", holiday.day.description)
                    json.member("name", holiday.name)
                    if !holiday.openings.isEmpty { json.member("open", text(holiday.openings)) }
                }
            }
        }
    }

    private static func text(_ openings: [Schedule.Opening]) -> String {
        openings.map { "\($0.from)-\($0.to)" }.joined(separator: " ")
    }

    static func write(_ hours: QueueHours, _ json: inout JSONWriter) {
        json.member("hours", hours.schedule)
        if hours.whenClosed != .hangUp { json.member("when_closed", hours.whenClosed.description) }
        json.member("when_holiday", hours.whenHoliday?.description)
        json.member("when_emergency", hours.whenEmergency?.description)
        if hours.sendsWaiting { json.member("sends_waiting", true) }
    }

    static func write(_ door: Door, _ json: inout JSONWriter) {
        json.member("open", door.isOpen)
        json.member("cause", door.cause.rawValue)
        json.member("reason", door.reason)
        json.member("target", door.target?.description)
        json.member("until", door.until?.milliseconds)
        json.member("sends_waiting", door.sendsWaiting)
    }

    // MARK: Reading

    static func schedule(_ json: inout JSONReader) throws(CodingError) -> Schedule {
        var schedule = Schedule(id: "", zone: .utc, week: [])
        var week = ""
        var changes = ""
        try SettingsCoding.eachMember(&json) { (key, json) throws(CodingError) in
            if key == "holidays" {
                try SettingsCoding.eachElement(&json) { (json) throws(CodingError) in
                    let fields = try Fields(&json)
                    let day = try fields.require("day")
                    guard let date = CivilDay(day) else { throw .unknownValue(field: "day", value: day) }
                    schedule.holidays.append(
                        Schedule.Holiday(
                            day: date, name: try fields.require("name"),
                            openings: try openings(fields.text("open") ?? "")))
                }
                return
            }
            do throws(JSONError) {
                switch key {
                case "id": schedule.id = try json.readString()
                case "zone": schedule.zone.name = try json.readString()
                case "offset": schedule.zone.first = try json.readInt64()
                case "changes": changes = try json.readString()
                case "week": week = try json.readString()
                default: try json.skipValue()
                }
            } catch { throw .malformed(error) }
        }
        guard !schedule.id.isEmpty else { throw .missing(field: "id") }
        for text in changes.split(separator: " ") {
            let numbers = text.split(separator: ":").compactMap { Int64($0) }
            guard numbers.count == 2 else { throw .unknownValue(field: "changes", value: String(text)) }
            schedule.zone.changes.append(ZoneOffsets.Change(at: numbers[0], offset: numbers[1]))
        }
        for (index, day) in week.split(separator: ";", omittingEmptySubsequences: false).enumerated().prefix(7) {
            schedule.week[index] = try openings(String(day))
        }
        return schedule
    }

    private static func openings(_ text: String) throws(CodingError) -> [Schedule.Opening] {
        var openings: [Schedule.Opening] = []
        for part in text.split(separator: " ") {
            let numbers = part.split(separator: "-").compactMap { Int64($0) }
            guard numbers.count == 2 else { throw .unknownValue(field: "openings", value: String(part)) }
            openings.append(Schedule.Opening(from: numbers[0], to: numbers[1]))
        }
        return openings
    }

    static func hours(_ fields: Fields) throws(CodingError) -> QueueHours {
        QueueHours(
            schedule: fields.text("hours"), whenClosed: try fields.target("when_closed") ?? .hangUp,
            whenHoliday: try fields.target("when_holiday"), whenEmergency: try fields.target("when_emergency"),
            sendsWaiting: fields.flag("sends_waiting"))
    }

    static func door(_ fields: Fields) throws(CodingError) -> Door {
        Door(
            isOpen: fields.flag("open"), cause: try fields.choice("cause"), reason: fields.text("reason"),
            target: try fields.target("target"), until: fields.number("until").map { Instant(milliseconds: $0) },
            sendsWaiting: fields.has("sends_waiting") ? fields.flag("sends_waiting") : nil)
    }
}

extension FactCoding {
    static func write(_ fact: QueueTurned, _ json: inout JSONWriter) {
        json.member("queue", fact.queue.raw)
        HoursCoding.write(fact.door, &json)
    }

    static func queueTurned(_ body: [UInt8]) throws(CodingError) -> QueueTurned {
        let fields = try Fields(body)
        return QueueTurned(queue: QueueID(try fields.require("queue")), door: try HoursCoding.door(fields))
    }
}
