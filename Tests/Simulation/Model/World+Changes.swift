import Queueing
import SeededValues
import Telephony

/// Single settings that somebody changes while calls run, drawn from a stream of their own: runs without them are as
/// they were. A change holds across restarts, until a reload takes it back.
extension World {
    static func changes(seed: UInt64) -> SplitMix64 { SplitMix64(seed: seed ^ 0x6368_616e_6765_0000) }

    /// In three tenths of the runs, calm ones among them.
    mutating func planChanges() {
        guard changes.chance(perMille: 300) else { return }
        schedule.plan(.settingChanges, at: now + changes.within(1000...10_000))
    }

    mutating func settingChanges() {
        guard !isDraining else { return }
        schedule.plan(.settingChanges, at: now + changes.within(500...6000))
        guard service.isAlive else { return }
        count("setting changed")
        let queue = changes.below(settings.queues.count)
        let agent = changes.below(settings.agents.count)
        switch changes.below(100) {
        case ..<25: changeHours(of: queue)
        case ..<30: settings.queues[queue].hours.sendsWaiting.toggle()
        case ..<50: settings.queues[queue].wrapUp = .seconds(changes.within(0...6))
        case ..<75:
            settings.agents[agent].wrapUp = changes.chance(perMille: 300) ? nil : .seconds(changes.within(0...8))
        case ..<85 where plan.hasRooms && settings.agents[agent].connection == .ring:
            settings.agents[agent].capacity = 1 + changes.below(3)
        case ..<95 where plan.hasDemands: settings.agents[agent].skills = Demands.skills(&changes)
        default:
            let longest = Span.seconds(changes.within(60...3600))
            settings.reasons = [NotReadyReason(id: "lunch", name: "Lunch", longest: longest)]
        }
        let before = service.engine.state
        feed(.settingsLoaded(settings))
        checkWrapUps(since: before)
    }

    /// The queue goes by other hours from now on, which may be those of both queues, or by none.
    private mutating func changeHours(of queue: Int) {
        guard changes.chance(perMille: 750) else {
            settings.queues[queue].hours.schedule = nil
            return
        }
        let id = changes.pick(["hours", "other"])
        if changes.chance(perMille: 600) || !settings.schedules.contains(where: { $0.id == id }) {
            let hours = Self.anyHours(id, from: wall.milliseconds / 1000, &changes)
            settings.schedules = (settings.schedules.filter { $0.id != id } + [hours]).sorted { $0.id < $1.id }
        }
        settings.queues[queue].hours.schedule = id
    }

    /// A wrap-up that has begun lasts as long as was said when it began; how long the next ones are, the ledger knows.
    private mutating func checkWrapUps(since before: QueueState) {
        let after = service.engine.state
        for agent in before.agents.values.sorted(by: { $0.id < $1.id })
        where agent.state == .wrapUp && !agent.isRetired && agent.seat == nil {
            // What was due at the same moment ends all the same.
            guard let until = agent.until, until > after.latest else { continue }
            let now = after.agents[agent.id]
            if now?.state != .wrapUp || now?.until != until || now?.whenDisposed != agent.whenDisposed {
                violate("\(agent.id) wraps up until \(now?.until as Any) after a change, not \(until)")
            }
        }
    }
}
