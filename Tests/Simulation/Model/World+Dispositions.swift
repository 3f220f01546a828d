import Queueing
import SeededValues
import Telephony

/// Queues that want to know how their calls went, and agents who say so or do not.
extension World {
    /// An agent says how their call went, now and then for a call that is none of theirs.
    mutating func disposes(_ person: Person) {
        let agent = person.settings.id
        var talk = talkToDispose(of: agent)
        if random.chance(perMille: 100) {
            talk = service.engine.state.talk(of: random.pick(people).settings.id)
        }
        guard let talk else { return }
        count("agent says how a call went")
        feed(
            .disposed(
                DispositionGiven(
                    agent: agent, entry: talk.entry, call: talk.call, queue: talk.queue,
                    disposition: random.chance(perMille: 500) ? "solved" : "callback", by: "desk")))
    }

    /// A word that was owed ends the waiting for it, and no command of the agent's own does.
    mutating func checkDisposition(_ input: Input, _ output: Output) {
        let before = service.shadow
        var after = before
        for fact in output.facts { after.apply(fact) }
        switch input {
        case .disposed(let given):
            if !output.facts.contains(where: { $0.fact == .dispositionGiven(given) }) { violate("a word is not kept") }
            guard let agent = before.agents[given.agent], let end = agent.whenDisposed,
                agent.aftermath?.owed.map(\.entry) == [given.entry]
            else { return }
            guard let now = after.agents[given.agent] else { return violate("\(given.agent) is gone with their word") }
            let isOver = end <= service.engine.state.latest
            if now.whenDisposed != nil || now.state == .wrapUp && (isOver || now.until != end) {
                violate("\(given.agent) has said how it went and wraps up until \(now.until as Any), not \(end)")
            }
            if now.state != .wrapUp, !isOver { violate("\(given.agent) has lost the rest of their wrap-up") }
        case .agentCommanded(let id, .ready), .agentCommanded(let id, .endWrapUp):
            guard let agent = before.agents[id], agent.whenDisposed != nil, let until = agent.until else { return }
            for fact in output.facts where fact.at < until {
                if case .dispositionMissed(let missed) = fact.fact, missed.agent == id {
                    violate("\(id) gets round the word that they owe")
                }
            }
        default: break
        }
    }
}

/// Half of the queues want to know how their calls went, and have more or less patience.
func wantWords(_ queues: inout [QueueSettings], _ random: inout SplitMix64) {
    for index in queues.indices {
        queues[index].disposition =
            random.chance(perMille: 500)
            ? DispositionRule(isRequired: true, longest: .seconds(random.within(1...15))) : .none
    }
}
