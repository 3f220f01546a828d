import Queueing
import SeededValues
import Telephony

/// What queues and callers may ask of agents. Sooner or later everybody takes anybody, so that all are served in the end.
enum Demands {
    private static let languages = ["de", "fr", "en"]

    static func skills(_ random: inout SplitMix64) -> Skills {
        Skills(
            languages.compactMap { name in
                random.chance(perMille: 500)
                    ? Skill(name, random.chance(perMille: 500) ? 50 : 1 + random.below(100)) : nil
            })
    }

    /// Of one queue.
    static func give(_ queue: inout QueueSettings, _ random: inout SplitMix64) {
        if random.chance(perMille: 600) { queue.needs.required = skills(&random) }
        if random.chance(perMille: 300) { queue.needs.preferred = skills(&random) }
        if random.chance(perMille: 400) { queue.tiers = 1 }
        queue.preferredAgentWait = .seconds(random.within(0...20))
        let last = random.within(2...30)
        queue.widening = [Widening(after: .seconds(last), relax: 100)]
        if random.chance(perMille: 500) {
            queue.widening.insert(Widening(after: .seconds(last / 2), relax: 30, tiers: 2), at: 0)
        }
    }

    /// What the queue's callers and agents are told.
    static func announcements(_ random: inout SplitMix64) -> Announcements {
        var announcements = Announcements(
            position: random.pick([.no, .always, .better]), estimate: random.chance(perMille: 500),
            after: .seconds(random.within(0...5)), every: .seconds(random.within(1...15)))
        if random.chance(perMille: 500) {
            announcements.periodic = ["one", "two"]
            announcements.periodicEvery = .seconds(random.within(2...20))
            announcements.order = random.pick([.inTurn, .random])
        }
        if random.chance(perMille: 500) { announcements.agent = [.sound("hello"), .wait] }
        return announcements
    }

    /// Of one caller.
    static func needs(among people: [Person], _ random: inout SplitMix64) -> Needs {
        var needs = Needs()
        if random.chance(perMille: 300) { needs.required = skills(&random) }
        if random.chance(perMille: 200) { needs.preferred = skills(&random) }
        if random.chance(perMille: 300) { needs.agent = random.pick(people).settings.id }
        if random.chance(perMille: 30) { needs.agent = AgentID("nobody") }
        return needs
    }
}
