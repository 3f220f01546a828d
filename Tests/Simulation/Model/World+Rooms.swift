import Queueing
import SeededValues
import Telephony

/// Agents who can have several calls at a time, drawn from a stream of their own: runs without them are as they were.
extension World {
    static func rooms(seed: UInt64) -> SplitMix64 { SplitMix64(seed: seed ^ 0x6361_7061_6369_7479) }

    /// In three tenths of the runs some agents have room for two or three calls of a queue that shares them.
    mutating func giveRoom() {
        plan.hasRooms = rooms.chance(perMille: 300)
        guard plan.hasRooms else { return }
        let both = rooms.chance(perMille: 400)
        let one = rooms.below(2)
        for index in base.queues.indices where both || index == one { base.queues[index].isExclusive = false }
        for index in people.indices where people[index].settings.connection == .ring && rooms.chance(perMille: 700) {
            people[index].settings.capacity = 2 + rooms.below(2)
        }
        let capacities = Dictionary(uniqueKeysWithValues: people.map { ($0.settings.id, $0.settings.capacity) })
        for index in base.agents.indices { base.agents[index].capacity = capacities[base.agents[index].id] ?? 1 }
    }

    /// New settings may say otherwise while calls go on. A headset has room for one call.
    mutating func changeRooms() {
        guard plan.hasRooms else { return }
        for index in settings.queues.indices where rooms.chance(perMille: 150) {
            settings.queues[index].isExclusive.toggle()
        }
        for index in settings.agents.indices {
            if rooms.chance(perMille: 150) { settings.agents[index].capacity = 1 + rooms.below(3) }
            if settings.agents[index].connection == .nailedUp { settings.agents[index].capacity = 1 }
        }
    }

    /// Whether a phone is busy that is dialled beside what it has already: it has as many lines as its owner has room for
    /// calls, and now and then refuses a further call all the same.
    mutating func isFull(_ agent: Int) -> Bool {
        let lines = people[agent].settings.capacity
        let calls = legs(of: agent).count + (people[agent].isOnOtherCall ? 1 : 0)
        guard calls > 0, calls < lines else { return calls > 0 }
        let refuses = !isDraining && rooms.chance(perMille: 150)
        count(refuses ? "further call refused" : "further call rings")
        return refuses
    }

    /// Our legs at an agent's phone.
    func legs(of agent: Int) -> [String] {
        let server = people[agent].server
        return asterisks[server].channels.keys.sorted().filter {
            asterisks[server].channels[$0].map { $0.owner == .agent(agent) && !$0.isDead } ?? false
        }
    }

    /// A phone that dies takes every call with it; their callers notice by and by.
    mutating func otherCallsDie(of agent: Int) {
        let server = people[agent].server
        for leg in legs(of: agent) {
            guard let channel = asterisks[server].channels[leg], channel.isUp else { continue }
            asterisks[server].channels[leg]?.isDead = true
            for member in channel.bridge.map(asterisks[server].members) ?? [] where member != leg {
                plan(.hangsUp(server: server, channel: member), in: 500...8000)
            }
        }
    }

    /// Who let a further call pass rests for as long as the queue says, over the time after their last talk, too: unless
    /// they are told to be ready, whichever ends later counts.
    mutating func checkRest(_ dated: DatedFact, before: QueueState, after input: Input) {
        guard case .agentChanged(let changed) = dated.fact, let agent = before.agents[changed.agent],
            let rest = agent.restUntil, rest > dated.at
        else { return }
        switch (agent.state, changed.state) {
        case (.talking, .wrapUp), (.held, .wrapUp), (.wrapUp, .wrapUp): break
        case (.wrapUp, .ready):
            guard case .agentCommanded(agent.id, let command) = input else { break }
            if command == .ready || command == .complete { return }
        default: return
        }
        if changed.restUntil.map({ $0 < rest }) ?? true { violate("\(agent.id) rests no longer, after \(input)") }
    }

    /// The call about which an agent says something: the last one, or one of those that ended before it.
    mutating func talkToDispose(of agent: AgentID) -> QueueState.Talk? {
        let talk = service.engine.state.talk(of: agent)
        guard let owed = service.engine.state.agents[agent]?.aftermath?.owed.first, owed.entry != talk?.entry else {
            return talk
        }
        return rooms.chance(perMille: 700) ? owed : talk
    }
}
