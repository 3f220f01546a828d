import Queueing
import SeededValues
import Telephony

/// Agents who put callers on hold at their own phones, drawn from a stream of their own: runs without them are as they were.
extension World {
    static func holds(seed: UInt64) -> SplitMix64 { SplitMix64(seed: seed ^ 0x686f_6c64_0000_0000) }

    /// A talk has begun: its agent may hold, now and then before the service knows that the two are together.
    mutating func mayHold(_ server: Int, _ bridge: String) {
        guard plan.hasHolds, !isDraining, holds.chance(perMille: 450) else { return }
        for id in asterisks[server].members(of: bridge) {
            guard case .agent = asterisks[server].channels[id]?.owner else { continue }
            let delay = holds.chance(perMille: 150) ? holds.within(0...60) : holds.within(400...15_000)
            schedule.plan(.phoneHolds(server: server, channel: id), at: now + delay)
        }
    }

    /// Who picks up a further call puts the others on hold: most phones do it by themselves.
    mutating func holdOthers(_ server: Int, _ id: String) {
        guard plan.hasHolds, case .agent(let agent) = asterisks[server].channels[id]?.owner else { return }
        for other in legs(of: agent) where other != id && holds.chance(perMille: 700) { phoneHolds(server, other) }
    }

    mutating func phoneHolds(_ server: Int, _ id: String) {
        guard !isDraining, let channel = asterisks[server].channels[id], channel.isUp, !channel.isDead, !channel.isHeld
        else { return }
        count("agent holds")
        setHeld(server, id, true)
        if let stay = stay(server, with: id), stays[stay].heldSince == nil { stays[stay].heldSince = now }
        // A headset outlives the call, so that its agent thinks of it some day.
        schedule.plan(.phoneResumes(server: server, channel: id), at: now + holds.within(200...20_000))
    }

    mutating func phoneResumes(_ server: Int, _ id: String) {
        guard let channel = asterisks[server].channels[id], !channel.isDead, channel.isHeld else { return }
        setHeld(server, id, false)
        if let bridge = channel.bridge { noteHoldEnd(server, bridge) }
        guard !isDraining, holds.chance(perMille: 300) else { return }
        schedule.plan(.phoneHolds(server: server, channel: id), at: now + holds.within(300...5000))
    }

    private mutating func setHeld(_ server: Int, _ id: String, _ isHeld: Bool) {
        asterisks[server].channels[id]?.isHeld = isHeld
        asterisks[server].channels[id]?.holdChangedAt = now
        swap(&random, &holds)
        emit(server, id, .legHeld(asterisks[server].id, ChannelID(id), isHeld))
        swap(&random, &holds)
    }

    /// Everybody thinks of whom they hold. A phone that lost its power does not: Asterisk notices that it hears nothing.
    mutating func resumeAll() {
        for server in asterisks.indices {
            for (id, channel) in asterisks[server].channels.sorted(by: { $0.key < $1.key }) where channel.isHeld {
                let ends = Happening.phoneEnds(server: server, channel: id, cause: -44)
                let resumes = Happening.phoneResumes(server: server, channel: id)
                schedule.plan(channel.isDead ? ends : resumes, at: now + holds.within(1...2000))
            }
        }
    }

    mutating func note(_ leg: String, isHeld: Bool) {
        if isHeld { toldHeld.insert(leg) } else { toldHeld.remove(leg) }
    }

    // MARK: The truth

    /// The stay of whoever is in a bridge.
    private func stay(in bridge: String, on server: Int) -> Int? {
        for member in asterisks[server].members(of: bridge) {
            if case .caller(let caller) = asterisks[server].channels[member]?.owner { return callers[caller].stay }
        }
        return nil
    }

    /// The stay of whoever talks with a leg; nil where the service has told one of the two to end.
    private func stay(_ server: Int, with leg: String) -> Int? {
        guard let bridge = asterisks[server].channels[leg]?.bridge, isHealthy(server, bridge),
            asterisks[server].members(of: bridge).allSatisfy({ droppedAt[$0] == nil })
        else { return nil }
        return stay(in: bridge, on: server)
    }

    /// A hold ends, or the talk does.
    mutating func noteHoldEnd(_ server: Int, _ bridge: String) {
        guard let stay = stay(in: bridge, on: server), let since = stays[stay].heldSince else { return }
        stays[stay].heldFor += now - since
        stays[stay].heldSince = nil
    }

    /// An order ends a talk, and the hold with it, when it is given, however long Asterisk takes to do what follows.
    mutating func noteHoldEnd(with effect: Effect) {
        let server = server(of: effect)
        switch effect.action {
        case .dissolve(let bridge): noteHoldEnd(server, bridge.raw)
        case .hangUp(let channel, _), .release(let channel, _):
            if let bridge = asterisks[server].channels[channel.raw]?.bridge { noteHoldEnd(server, bridge) }
        default: break
        }
    }

    /// Whoever talks is held by the books if their agent's phone holds, and not otherwise, as far as the service could know.
    mutating func checkHold(of id: String, on server: Int) {
        guard let channel = asterisks[server].channels[id], let changedAt = channel.holdChangedAt, !channel.isDead,
            service.isAlive, asterisks[server].isConnected, asterisks[server].blindSince == nil,
            now - max(changedAt, asterisks[server].blindTimes.last?.until ?? 0) > 1000,
            case .agent(let offer) = service.engine.state.legs[LegKey(asterisks[server].id, ChannelID(id))],
            let offer = service.engine.state.offers[offer], offer.stage == .connected
        else { return }
        if (offer.heldSince != nil) != channel.isHeld { violate("\(id) is on hold: \(channel.isHeld), told otherwise") }
    }

    /// How long each entry was on hold by the facts, in milliseconds.
    func toldHolds() -> [EntryID: Int64] {
        var sums: [EntryID: Int64] = [:]
        var connected: Set<EntryID> = []
        var since: [EntryID: Instant] = [:]
        for dated in journal.facts {
            switch dated.fact {
            case .entryConnected(let fact):
                connected.insert(fact.entry)
                if since[fact.entry] != nil { since[fact.entry] = dated.at }
            case .holdBegun(let hold): if let call = hold.call { since[call.entry] = dated.at }
            case .offerLost(let fact): since[fact.entry] = nil
            case .holdEnded(let hold):
                guard let call = hold.call, let begun = since.removeValue(forKey: call.entry) else { continue }
                if connected.contains(call.entry) { sums[call.entry, default: 0] += (dated.at - begun).milliseconds }
            case .entryClosed(let fact):
                guard let begun = since.removeValue(forKey: fact.entry), connected.contains(fact.entry) else {
                    continue
                }
                sums[fact.entry, default: 0] += (dated.at - begun).milliseconds
            default: break
            }
        }
        return sums
    }

    /// Where nothing broke, the hold that was told is the one that was: an event takes some milliseconds.
    mutating func compareHold(_ stay: Stay, told: Int64?) {
        guard plan.isCalm, abs((told ?? 0) - stay.heldFor) > 100 else { return }
        violate("caller \(stay.caller) was on hold for \(stay.heldFor) ms, told \(told ?? 0)")
    }
}
