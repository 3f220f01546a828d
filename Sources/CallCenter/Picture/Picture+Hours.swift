import MaydayAPI
import Queueing
import Telephony

/// Queues' hours as the API shows them.
extension Picture {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// All business hours, as they are in force.
    var businessHours: [BusinessHours] {
        let now = clock.now()
        return state.settings.schedules.map { schedule in
            let today = Self.localDay(now, schedule)
            return BusinessHours(
                id: schedule.id, zone: schedule.zone.name,
                week: zip(Self.weekdays, schedule.week).map {
                    BusinessDay(day: $0.lowercased(), open: $1.map(Self.words))
                },
                holidays: schedule.holidays.filter { (today.number..<today.number + 366).contains($0.day.number) }.map {
                    BusinessHoliday(date: "\($0.day)", name: $0.name, open: $0.openings.map(Self.words))
                },
                queues: state.settings.queues.filter { $0.hours.schedule == schedule.id }.map(\.id.raw))
        }
    }

    func apiDoor(_ queue: QueueState.Queue, now: Instant) -> QueueDoor {
        let door = queue.door
        return QueueDoor(
            open: door.isOpen, cause: door.cause.rawValue, reason: door.reason,
            changesAt: (door.cause == .order ? door.until : state.schedule(of: queue)?.nextChange(after: now))
                .map(time))
    }

    /// Nil for a queue that is not there.
    package func hours(of id: QueueID) -> QueueHoursReport? {
        guard let queue = state.queues[id], !queue.isRetired else { return nil }
        let now = clock.now()
        let schedule = state.schedule(of: queue)
        var changes: [DoorChange] = []
        var at = now
        while changes.count < 10, let schedule, let next = schedule.nextChange(after: at) {
            changes.append(
                DoorChange(at: time(next), local: Self.local(next, schedule), open: schedule.state(at: next).isOpen))
            at = next
        }
        var shut = queue.door
        shut.isOpen = false
        return QueueHoursReport(
            queue: id.raw, door: apiDoor(queue, now: now), schedule: schedule?.id, zone: schedule?.zone.name,
            target: queue.settings.hours.target(of: shut).description, waiting: Int64(state.lineLength(of: id)),
            changes: changes)
    }

    private static func localDay(_ moment: Instant, _ schedule: Schedule) -> CivilDay {
        CivilDay(number: schedule.zone.local(moment.milliseconds / 1000) / Schedule.day)
    }

    private static func local(_ moment: Instant, _ schedule: Schedule) -> String {
        let local = schedule.zone.local(moment.milliseconds / 1000)
        let day = localDay(moment, schedule)
        return "\(weekdays[day.weekday]) \(day) \(time(ofDay: local % Schedule.day))"
    }

    /// `08:00-12:00`.
    private static func words(_ opening: Schedule.Opening) -> String {
        "\(time(ofDay: opening.from))-\(time(ofDay: opening.to))"
    }

    /// `08:00`, of seconds after midnight.
    private static func time(ofDay seconds: Int64) -> String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(seconds / 3600)):\(two(seconds / 60 % 60))"
    }
}
