import Telephony

extension Invariants {
    /// Whether an explanation names every agent of the queue once, and says of each what is so.
    static func checkExplanation(of fact: OfferMade, at: Instant, _ state: QueueState) -> [String] {
        guard let entry = state.entries[fact.entry] else { return [] }
        guard let explanation = Explanation(of: fact, at: at, in: state) else {
            return ["\(fact.offer) is not explained"]
        }
        var found: [String] = []
        if explanation.chosen?.agent != fact.agent { found.append("\(fact.offer) explains another agent") }
        let roster = Roster(state.settings)
        let bytes = ExplanationCoding.bytes(of: explanation, at: at, roster)
        if (try? ExplanationCoding.explanation(from: bytes, at: at, roster)) != explanation {
            found.append("\(fact.offer)'s explanation is read otherwise than it was written")
        }
        guard fact.deadline > at, !fact.isPick else { return found }
        let members = state.settings.agents.filter { $0.serves(entry.queue) }.map(\.id)
        if explanation.besides == nil {
            let named = explanation.skipped.flatMap(\.agents) + [fact.agent]
            if named.sorted() != members { found.append("\(fact.offer) explains \(named), should \(members)") }
        }
        for group in explanation.skipped {
            for id in group.agents {
                guard let agent = state.agents[id] else { continue }
                let canBeAsked = couldServe(agent, entry, state)
                if canBeAsked != [.later, .talksMore, .higherTier, .lacksMore, .notPreferred].contains(group.reason) {
                    found.append("\(id), \(agent.state), is said to be passed over as \(group.reason)")
                }
            }
            let best = explanation.chosen?.value ?? 0
            if group.reason == .later, [.idleSince, .calls, .talk, .position].contains(explanation.criterion),
                group.values.contains(where: { $0 < best })
            {
                found.append("\(fact.offer): somebody comes before the one who was asked")
            }
        }
        return found
    }
}
