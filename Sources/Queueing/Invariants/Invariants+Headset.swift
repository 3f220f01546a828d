import Telephony

extension Invariants {
    /// Who is nailed up is available only with the headset on; nobody else has one; and each that should be there is, or
    /// is being called.
    static func checkHeadsets(_ engine: QueueEngine, _ found: inout [String]) {
        let state = engine.state
        for agent in state.agents.values {
            let isNailedUp = agent.settings.connection == .nailedUp
            if agent.isAvailable, isNailedUp, agent.liveHeadset == nil {
                found.append("\(agent.id) is available without their headset")
            }
            if !agent.work.isEmpty || agent.isAvailable, agent.headset?.guest != nil {
                found.append("\(agent.id) can be offered a call with the last caller still in the bridge")
            }
            if agent.isAvailable, engine.asks[.headset(agent.id)] != nil {
                found.append("\(agent.id) can be offered a call while something is said to them")
            }
            if let guest = agent.headset?.guest, state.leaving[guest] == nil {
                found.append("\(agent.id) waits for \(guest.channel), who is gone")
            }
            if let headset = agent.headset, agent.work.isEmpty, !agent.wants(headset),
                !state.isSilent(headset.server)
            {
                found.append("\(agent.id) has a headset that they should not have")
            }
            if agent.state == .offline, agent.headset != nil { found.append("\(agent.id) is offline with a headset") }
            let waits = agent.state == .unreachable && agent.reason == QueueEngine.headset
            if agent.isAvailable, agent.headset?.isHeld == true {
                found.append("\(agent.id) is available with their headset on hold")
            }
            if waits, state.isUp(agent.settings.server), agent.until == nil, engine.asks[.headset(agent.id)] == nil,
                agent.headset?.isHeld != true
            {
                found.append("nobody calls the headset of \(agent.id)")
            }
        }
    }

    /// A caller who was offered to a headset is put through at once, and rings nowhere.
    static func check(_ fact: HeadsetCalled, before: QueueState) -> [String] {
        guard let agent = before.agents[fact.agent] else { return ["\(fact.agent) is unknown"] }
        var found: [String] = []
        if agent.settings.connection != .nailedUp { found.append("\(agent.id) has no headset to be called") }
        if agent.headset != nil { found.append("\(agent.id) has a headset already") }
        if !agent.work.isEmpty { found.append("\(agent.id) is called beside an offer") }
        return found
    }
}
