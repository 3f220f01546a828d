import Queueing
import SeededValues
import Telephony

/// Queues that open and close while callers come and wait.
extension World {
    /// Hours that change within the next minutes.
    /// - Parameter begin: by the wall clock, in seconds.
    static func anyHours(_ id: String, from begin: Int64, _ random: inout SplitMix64) -> Queueing.Schedule {
        let offsets: [Int64] = [0, 3600, 20_700, -12_600, -34_200]
        var zone = ZoneOffsets(name: "Nowhere", first: random.pick(offsets))
        if random.chance(perMille: 300) {
            let shift: Int64 = random.chance(perMille: 500) ? 3600 : -3600
            zone.changes = [.init(at: begin + random.within(0...120), offset: zone.first + shift)]
        }
        let day = Queueing.Schedule.day
        let start = (zone.local(begin) % day + day) % day
        var cuts = (0..<4).map { _ in min(day, start + random.within(1...200)) }.sorted()
        cuts = [0] + cuts + [day]
        let openings = stride(from: 0, to: 6, by: 2).compactMap { index in
            cuts[index] < cuts[index + 1] ? Queueing.Schedule.Opening(from: cuts[index], to: cuts[index + 1]) : nil
        }
        var schedule = Queueing.Schedule(id: id, zone: zone, week: Array(repeating: openings, count: 7))
        if random.chance(perMille: 200) {
            let today = CivilDay(number: zone.local(begin) / day)
            schedule.holidays = [.init(day: today, name: "a holiday", openings: Array(openings.dropFirst()))]
        }
        return schedule
    }

    /// Gives some queues hours that change within the run.
    mutating func giveHours() {
        guard random.chance(perMille: 400) else { return }
        let schedule = Self.anyHours("hours", from: now / 1000, &random)
        base.schedules = [schedule]
        for index in base.queues.indices {
            let other = Target.queue(base.queues[1 - index].id)
            let places = [
                Target.hangUp, .dialplan(nil), .dialplan(DialplanPlace(context: "closed", extension: "s")), other,
            ]
            base.queues[index].hours = QueueHours(
                schedule: random.chance(perMille: 600) ? schedule.id : nil, whenClosed: random.pick(places),
                whenHoliday: random.chance(perMille: 300) ? random.pick(places) : nil,
                whenEmergency: random.chance(perMille: 300) ? random.pick(places) : nil,
                sendsWaiting: random.chance(perMille: 300))
        }
        for _ in 0..<random.below(4) { plan(.queueIsOrdered, in: 1...(plan.length - 1)) }
    }

    mutating func queueIsOrdered() {
        guard !isDraining, service.isAlive else { return }
        count("queue opened or closed")
        let until: Instant? = random.chance(perMille: 500) ? wall + Span(milliseconds: random.within(1...60_000)) : nil
        let sends: Bool? = random.chance(perMille: 300) ? random.chance(perMille: 500) : nil
        var command: QueueCommand =
            random.chance(perMille: 500)
            ? .close(
                reason: "alarm", until: until, target: random.chance(perMille: 200) ? .dialplan(nil) : nil,
                sendsWaiting: sends) : .open(until: until)
        let queue = random.pick(base.queues).id
        let other = base.queues.first { $0.id != queue }?.id
        // Every second order that names a target names the other queue.
        if let other, case .close(let reason, let until, .some, let sends) = command, now % 2 == 0 {
            command = .close(reason: reason, until: until, target: .queue(other), sendsWaiting: sends)
        }
        let before = service.engine.state
        feed(.queueCommanded(queue, command))
        // One that is gone obeys no order.
        guard let known = service.engine.state.queues[queue], !known.isRetired else { return }
        let door = known.door
        switch command {
        case .close(_, _, let target, _):
            let isRefused = before.circle(closing: queue, to: target) != nil
            if isRefused { count("order to close in a circle") }
            if door.isOpen, !isRefused { violate("\(queue) is told to close and stays open") }
        case .open: if !door.isOpen { violate("\(queue) is told to open and stays closed") }
        }
    }

    /// At the end every queue is open, for good.
    mutating func openEverything() {
        for queue in settings.queues { feed(.queueCommanded(queue.id, .open(until: nil))) }
    }

    /// The door that a caller found who has just come.
    func door(of queue: QueueID, _ before: QueueState, _ output: Output) -> Door {
        var door = before.queues[queue]?.door ?? .open
        for fact in output.facts {
            if case .queueTurned(let turned) = fact.fact, turned.queue == queue { door = turned.door }
        }
        return door
    }
}
