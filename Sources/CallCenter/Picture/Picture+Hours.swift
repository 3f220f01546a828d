import MaydayAPI
import Queueing
import Telephony

/// Queues' hours as the API shows them.
extension Picture {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

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

    private static func local(_ moment: Instant, _ schedule: Schedule) -> String {
        let local = schedule.zone.local(moment.milliseconds / 1000)
        let day = CivilDay(number: local / Schedule.day)
        let minutes = local % Schedule.day / 60
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(weekdays[day.weekday]) \(day) \(two(minutes / 60)):\(two(minutes % 60))"
    }
}
