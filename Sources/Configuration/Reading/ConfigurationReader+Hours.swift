import Foundation
import Queueing
import Telephony

/// Business hours, and which queue goes by which.
extension ConfigurationReader {
    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    func schedules(_ root: Section) -> [Schedule] {
        var schedules: [Schedule] = []
        for section in root.sections("hours") {
            let id = section.required("id", Value.identifier)
            let zone = section.required("zone", Value.zone)
            let week = week(section)
            let holidays = holidays(section)
            section.finish()
            guard let id, let zone else { continue }
            if schedules.contains(where: { $0.id == id }) {
                problems.add(section.origin(of: "id"), section.path(of: "id"), "'\(id)' is there already")
            }
            schedules.append(Schedule(id: id, zone: zone, week: week, holidays: holidays))
        }
        return schedules
    }

    /// `{mon-fri: [08:00-12:00, 13:00-18:00], sat: 09:00-13:00}`; a day that is not there is closed.
    private func week(_ section: Section) -> [[Schedule.Opening]] {
        var week: [[Schedule.Opening]] = Array(repeating: [], count: 7)
        guard let node = section.node("week") else {
            problems.add(section.origin, section.path(of: "week"), "is missing")
            return week
        }
        let path = section.path(of: "week")
        guard case .mapping(let entries) = node.content else {
            problems.add(node.origin, path, "expected days, each with its openings, found \(node.kind)")
            return week
        }
        let days = Section(node, path: path, problems: problems)
        var named: Set<Int> = []
        for entry in entries {
            guard let range = Self.days(entry.key) else {
                problems.add(
                    entry.origin, "\(path).\(entry.key)", "is neither a day (mon … sun), days (mon-fri) nor daily",
                    Spelling.nearest(to: entry.key, among: Self.weekdays + ["daily"]))
                continue
            }
            if range.contains(where: { !named.insert($0).inserted }) {
                problems.add(entry.origin, "\(path).\(entry.key)", "names a day for the second time")
            }
            let openings = openings(days, entry.key)
            for day in range { week[day] = openings }
        }
        return week
    }

    private static func days(_ key: String) -> [Int]? {
        if key == "daily" { return Array(0..<7) }
        let ends = key.split(separator: "-", omittingEmptySubsequences: false).map {
            weekdays.firstIndex(of: String($0))
        }
        switch (ends.count, ends.first ?? nil, ends.last ?? nil) {
        case (1, let day?, _): return [day]
        case (2, let from?, let to?): return from <= to ? Array(from...to) : Array(from..<7) + Array(0...to)
        default: return nil
        }
    }

    private func openings(_ section: Section, _ key: String) -> [Schedule.Opening] {
        if case .scalar("closed")? = section.node(key)?.content { return [] }
        let openings = section.list(key, Value.opening).sorted { $0.value < $1.value }
        for (earlier, later) in zip(openings, openings.dropFirst()) {
            let isOvernight = earlier.value.to <= earlier.value.from
            if isOvernight || later.value.from < earlier.value.to {
                problems.add(later.origin, later.path, "overlaps another opening of the day")
            }
        }
        return openings.map(\.value)
    }

    private func holidays(_ section: Section) -> [Schedule.Holiday] {
        var holidays: [Schedule.Holiday] = []
        let today = CivilDay(number: Int64(Date().timeIntervalSince1970) / Schedule.day)
        for holiday in section.sections("holidays") {
            let date = holiday.required("date", Value.date)
            let name = holiday.value("name", default: "holiday", Value.text)
            let open = holiday.node("open") == nil ? [] : openings(holiday, "open")
            holiday.finish()
            guard let date else { continue }
            let years = date.year.map { $0...$0 } ?? (today.parts.year - 1)...(today.parts.year + 10)
            for year in years {
                guard let day = CivilDay(year: year, month: date.month, day: date.day) else { continue }
                // A date of its own goes before one of every year.
                if let twin = holidays.firstIndex(where: { $0.day == day }) {
                    if date.year == nil { continue }
                    holidays.remove(at: twin)
                }
                holidays.append(Schedule.Holiday(day: day, name: name, openings: open))
            }
        }
        return holidays
    }

    // MARK: Queues

    /// - Parameter schedules: the ids of those that there are.
    func hours(_ section: Section, among schedules: [String]) -> QueueHours {
        var hours = QueueHours(schedule: section.optional("hours", Value.identifier))
        if let id = hours.schedule, !schedules.contains(id) {
            problems.add(
                section.origin(of: "hours"), section.path(of: "hours"), "there are no hours '\(id)'",
                Spelling.nearest(to: id, among: schedules))
        }
        hours.whenClosed = exit(section, "when_closed") ?? .hangUp
        hours.whenHoliday = exit(section, "when_holiday")
        hours.whenEmergency = exit(section, "when_emergency")
        let waiting = section.value("waiting_at_closing", default: .keep, Value.word(WaitingAtClosing.self))
        hours.sendsWaiting = waiting == .send
        if let sound = section.optional("closed_sound", Value.sound) { say(sound, section, &hours) }
        if hours.schedule == nil, section.node("when_holiday") != nil {
            problems.warn(
                section.origin(of: "when_holiday"), section.path(of: "when_holiday"), "has no effect without hours")
        }
        return hours
    }

    /// The shipped dialplan plays the sound and hangs up; a place of one's own dialplan says what it likes.
    private func say(_ sound: String, _ section: Section, _ hours: inout QueueHours) {
        let place = Target.dialplan(DialplanPlace(context: "mayday-closed", extension: "say-\(sound)"))
        let exits = [hours.whenClosed, hours.whenHoliday, hours.whenEmergency].compactMap { $0 }
        if !exits.contains(.hangUp) {
            problems.warn(
                section.origin(of: "closed_sound"), section.path(of: "closed_sound"),
                "has no effect where no closed target is hangup: it is played before the hang-up")
        }
        if hours.whenClosed == .hangUp { hours.whenClosed = place }
        if hours.whenHoliday == .hangUp { hours.whenHoliday = place }
        if hours.whenEmergency == .hangUp { hours.whenEmergency = place }
    }
}

/// What becomes of those who wait as the queue closes.
package enum WaitingAtClosing: String, Sendable, Hashable, CaseIterable {
    /// They stay and are served.
    case keep
    /// They go where those go who come to a closed queue.
    case send
}
