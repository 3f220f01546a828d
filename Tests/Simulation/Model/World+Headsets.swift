import Queueing
import SeededValues
import Telephony

/// Headsets that stay connected between calls.
extension World {
    mutating func seat(_ server: Int, _ bridge: String, _ id: String) -> EffectResult {
        asterisks[server].bridges.insert(bridge)
        guard let leg = asterisks[server].channels[id], leg.isUp else {
            return random.chance(perMille: 500) ? .gone : .legGone(ChannelID(id))
        }
        if leg.bridge != nil, leg.bridge != bridge { violate("\(id) is taken out of \(leg.bridge as Any)") }
        asterisks[server].channels[id]?.bridge = bridge
        for member in asterisks[server].members(of: bridge) { asterisks[server].channels[member]?.silentSince = nil }
        return .done
    }

    mutating func join(_ server: Int, _ bridge: String, caller: String, answers: Bool) -> EffectResult {
        if !isDraining, !plan.isCalm { tried(.connect) }
        if !isDraining, random.chance(perMille: plan.requestFault) {
            count("request half done")
            silence(server, caller)
            return random.chance(perMille: 500) ? .unknown : .refused("500")
        }
        guard let channel = asterisks[server].channels[caller], channel.isInApplication,
            case .caller(let index) = channel.owner
        else { return random.chance(perMille: 500) ? .gone : .legGone(ChannelID(caller)) }
        guard asterisks[server].bridges.contains(bridge) else { return .refused("no such bridge") }
        if let old = channel.bridge, old != bridge, isHealthy(server, old) {
            violate("\(caller) is taken out of the call in \(old)")
        }
        let wasThere = channel.bridge == bridge
        if channel.rings, !channel.isUp, !answers, ringsNow(caller, server) {
            violate("\(caller) is put through and not answered")
        }
        if answers { asterisks[server].channels[caller]?.isUp = true }
        asterisks[server].channels[caller]?.bridge = bridge
        let callersThere = asterisks[server].members(of: bridge).filter {
            if case .caller = asterisks[server].channels[$0]?.owner { true } else { false }
        }
        if callersThere != [caller] { violate("\(bridge) holds \(callersThere)") }
        guard asterisks[server].members(of: bridge).count > 1 else {
            // The headset was hung up this very moment.
            silence(server, caller)
            return .done
        }
        asterisks[server].channels[caller]?.silentSince = nil
        // By their number, not by lot: what goes on beside the bridging fails for one in five of those who can fail.
        let isDisturbed = !plan.isCalm && !isDraining && index % 5 == 0 && channel.isOnMusic
        asterisks[server].channels[caller]?.isOnMusic = isDisturbed
        // Whose welcome was lost is answered beside the bridging.
        if !isDisturbed { asterisks[server].channels[caller]?.isUp = true }
        asterisks[server].channels[caller]?.disturbedSince = isDisturbed ? now : nil
        if !wasThere {
            beginTalk(server, bridge, caller, index)
        } else {
            // Asterisk takes them out and puts them back.
            emit(server, caller, .legBridged(asterisks[server].id, ChannelID(caller), BridgeID(bridge)))
        }
        if isDisturbed { count("music goes on in a call") }
        return isDisturbed ? .unknown : .done
    }

    mutating func free(_ server: Int, _ id: String) -> EffectResult {
        guard asterisks[server].channels[id]?.isInApplication == true else { return .legGone(ChannelID(id)) }
        asterisks[server].channels[id]?.isOnMusic = false
        asterisks[server].channels[id]?.isUp = true
        return .done
    }

    /// Whether a caller's queue answers with the connection, by what the service knows.
    private func ringsNow(_ caller: String, _ server: Int) -> Bool {
        let leg = LegKey(asterisks[server].id, ChannelID(caller))
        guard case .caller(let id) = service.engine.state.legs[leg], let entry = service.engine.state.entries[id],
            let queue = service.engine.state.queues[entry.queue]
        else { return false }
        return queue.settings.answer.isLate
    }

    /// Whoever is to be freed of music and guard is so within 20 s in which the service knew the server: it is asked for,
    /// whatever becomes of the request.
    mutating func checkMusic(of id: String, on server: Int) {
        guard let channel = asterisks[server].channels[id], channel.isOnMusic, let since = channel.disturbedSince,
            service.isAlive, asterisks[server].isConnected, asterisks[server].blindSince == nil,
            now - max(since, asterisks[server].blindTimes.last?.until ?? 0) > 20_000
        else { return }
        violate("\(id) talks and hears music, and nobody ends it")
    }

    /// An agent who talks hears no ring of a phone any more; should its end fail, somebody is asked again within 20 s in
    /// which the service knew the server.
    mutating func checkRing(of id: String, on server: Int, talksSince: Int64) {
        guard let channel = asterisks[server].channels[id], channel.hearsRing,
            service.isAlive, asterisks[server].isConnected, asterisks[server].blindSince == nil,
            let since = [talksSince, channel.ringEndAskedAt, asterisks[server].blindTimes.last?.until].compactMap({ $0 }
            ).max(),
            now - since > 20_000
        else { return }
        violate("\(id) hears a ring tone in a talk, and nobody ends it")
    }

    mutating func endRing(_ server: Int, _ id: String) -> EffectResult {
        guard asterisks[server].channels[id]?.isUp == true else { return .legGone(ChannelID(id)) }
        asterisks[server].channels[id]?.hearsRing = false
        return .done
    }

    /// An agent without a call hangs up their headset.
    mutating func headsetHangsUp() {
        guard !isDraining else { return }
        plan(.headsetHangsUp, in: 3000...20_000)
        let server = random.below(asterisks.count)
        let idle = asterisks[server].channels.keys.sorted().filter { id in
            guard let channel = asterisks[server].channels[id], channel.isUp, case .agent = channel.owner,
                let bridge = channel.bridge
            else { return false }
            return !isHealthy(server, bridge)
        }
        guard !idle.isEmpty else { return }
        count("headset hangs up")
        endChannel(server, random.pick(idle), cause: 16, how: .hungUp)
    }

    static func moments(seed: UInt64) -> SplitMix64 { SplitMix64(seed: seed ^ 0x6d6f_6d65_6e74_0000) }

    /// Now and then a headset is hung up in the very moment in which somebody is put through to it.
    mutating func mayHangUp(_ server: Int, _ bridge: String, before moment: Int64) {
        guard !isDraining, !plan.isCalm, moments.chance(perMille: 50) else { return }
        for id in asterisks[server].members(of: bridge) {
            guard case .agent = asterisks[server].channels[id]?.owner else { continue }
            count("headset hangs up")
            schedule.plan(
                .phoneEnds(server: server, channel: id, cause: -16), at: max(now, moment - moments.within(0...1)))
        }
    }

    /// An agent with a headset may end a call by a key; whether it is heard, time tells.
    mutating func pressesEnd(_ server: Int, _ bridge: String, _ agentsLeg: String, _ callersLeg: String) {
        noteHoldEnd(server, bridge)
        asterisks[server].channels[callersLeg]?.isDismissed = true
        emit(server, agentsLeg, .keyPressed(asterisks[server].id, ChannelID(agentsLeg), "*"))
        plan(.talkEnds(server: server, bridge: bridge), in: 5000...10_000)
    }

    /// Whether a leg is a headset, by what the service knows.
    func isHeadset(_ server: Int, _ id: String) -> Bool {
        let leg = LegKey(asterisks[server].id, ChannelID(id))
        return service.engine.state.agents.values.contains { $0.headset?.leg == leg }
    }

    /// The channels and bridges of headsets that are to stay.
    func headsetsToStay(on server: ServerID) -> (channels: Set<String>, bridges: Set<String>) {
        let headsets = service.engine.state.agents.values.compactMap(\.liveHeadset).filter { $0.server == server }
        return (Set(headsets.map(\.channel.raw)), Set(headsets.map(\.bridge.raw)))
    }
}
