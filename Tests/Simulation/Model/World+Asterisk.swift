import Queueing
import SeededValues
import Telephony

/// What Asterisk does.
extension World {
    /// Tells the service of something, if a socket is there. Events of one channel keep their order; those of different
    /// channels may overtake one another.
    /// - Parameter late: how long Asterisk itself takes to notice, in milliseconds.
    mutating func emit(_ server: Int, _ channel: String, _ input: Input, late: Int64 = 0) {
        guard asterisks[server].isConnected else {
            count("events lost in a gap")
            return
        }
        let slow: ClosedRange<Int64> = plan.isCalm || !random.chance(perMille: 20) ? 0...4 : 5...80
        var at = max(now + late + random.within(slow), asterisks[server].floor)
        at = max(at, asterisks[server].lastEvent[channel] ?? 0)
        asterisks[server].lastEvent[channel] = at
        var inputs = [input]
        if !isDraining, !plan.isCalm { tried(.event) }
        if !isDraining, random.chance(perMille: plan.doubled) {
            count("events doubled")
            inputs.append(input)
        }
        schedule.plan(.delivered(server: server, socket: asterisks[server].socket, inputs), at: at)
    }

    mutating func endChannel(_ server: Int, _ id: String, cause: Int, how: Stay.End) {
        guard let channel = asterisks[server].channels[id] else { return }
        if let bridge = channel.bridge {
            noteShortTalk(server, bridge)
            noteHoldEnd(server, bridge)
        }
        checkSilence(of: channel)
        asterisks[server].channels[id] = nil
        if case .caller(let caller) = channel.owner {
            callers[caller].isAlive = false
            end(stay: callers[caller].stay, how, if: channel.isInApplication)
        }
        if channel.isInApplication {
            emit(server, id, .legEnded(asterisks[server].id, ChannelID(id), LegEnd(cause: cause)))
        }
        if case .agent(let agent) = channel.owner { tellDevice(of: agent) }
    }

    /// A talk that ends as it begins may be told in either order: events of two legs overtake one another.
    private mutating func noteShortTalk(_ server: Int, _ bridge: String) {
        for member in asterisks[server].members(of: bridge) {
            guard case .caller(let caller) = asterisks[server].channels[member]?.owner else { continue }
            let stay = callers[caller].stay
            if let at = stays[stay].bridgedAt, now - at < 150 { stays[stay].isTouched = true }
        }
    }

    mutating func silence(_ server: Int, _ id: String) {
        guard let channel = asterisks[server].channels[id], channel.silentSince == nil, case .caller = channel.owner
        else { return }
        asterisks[server].channels[id]?.silentSince = now
    }

    /// A waiting caller hears nothing only for as long as lost requests take to be repeated.
    private mutating func checkSilence(of channel: Channel) {
        guard let since = channel.silentSince, channel.isInApplication, case .caller(let caller) = channel.owner,
            !stays[callers[caller].stay].isTouched, now - since > 60_000
        else { return }
        violate("caller \(caller) heard nothing for \(now - since) ms")
    }

    mutating func end(stay: Int, _ how: Stay.End, if isHere: Bool = true) {
        guard isHere, stays[stay].end == nil else { return }
        stays[stay].end = how
        stays[stay].endedAt = now
    }

    /// A caller's channel leaves the application and lives on in the dialplan.
    mutating func leave(_ server: Int, _ id: String, _ caller: Int, how: Stay.End) {
        if let channel = asterisks[server].channels[id] { checkSilence(of: channel) }
        asterisks[server].channels[id]?.isInApplication = false
        asterisks[server].channels[id]?.bridge = nil
        end(stay: callers[caller].stay, how)
        emit(server, id, .legEnded(asterisks[server].id, ChannelID(id), LegEnd(cause: 0, livesOn: true)))
        if how == .moved, !isDraining, random.chance(perMille: 500) {
            plan(.callerReturns(caller: caller), in: 1000...20_000)
        } else {
            plan(.hangsUp(server: server, channel: id), in: 100...20_000)
        }
    }

    // MARK: Requests

    func server(of effect: Effect) -> Int { asterisks.firstIndex { $0.id == effect.server } ?? 0 }

    mutating func act(_ effect: Effect) -> EffectResult {
        let server = server(of: effect)
        switch effect.action {
        case .callBack(let channel, let agent, _, let customer, let timeout):
            asterisks[server].channels[agent.raw]?.hearsRing = true
            return callBack(server, channel.raw, customer: customer, timeout: timeout.milliseconds)
        case .quiet(let agent): return endRing(server, agent.raw)
        case .welcome(let channel, _, let policy): return welcome(server, channel.raw, policy)
        case .dial(let channel, let agent, let endpoint, _, let timeout):
            return dial(server, channel.raw, agent: agent, at: endpoint, timeout: timeout.milliseconds)
        case .connect(let bridge, let caller, let agent, let answers):
            return connect(server, bridge.raw, caller: caller.raw, agent: agent.raw, answers: answers)
        case .join(let bridge, let caller, let answers):
            return join(server, bridge.raw, caller: caller.raw, answers: answers)
        case .free(let caller): return free(server, caller.raw)
        case .callHeadset(let channel, let agent, let endpoint, let timeout):
            return dial(server, channel.raw, agent: agent, at: endpoint, timeout: timeout.milliseconds)
        case .seat(let bridge, let channel): return seat(server, bridge.raw, channel.raw)
        case .announce(let channel, let playback, _, _): return announce(server, channel.raw, playback)
        case .silence, .hush: return .done
        case .brief(let channel, _, _): return brief(server, channel.raw)
        case .hangUp(let channel, _): return hangUp(server, channel.raw)
        case .dissolve(let bridge): return dissolve(server, bridge.raw)
        case .release(let channel, let target): return release(server, channel.raw, to: target)
        }
    }

    private mutating func welcome(_ server: Int, _ id: String, _ policy: AnswerPolicy) -> EffectResult {
        guard let channel = asterisks[server].channels[id], channel.isInApplication else {
            return random.chance(perMille: 500) ? .gone : .legGone(ChannelID(id))
        }
        if isTalking(server, channel) {
            violate("\(id) is sent back to the music out of a call")
        }
        if policy == .answer { asterisks[server].channels[id]?.isUp = true }
        asterisks[server].channels[id]?.isOnMusic = true
        asterisks[server].channels[id]?.rings = policy == .ring
        asterisks[server].channels[id]?.bridge = nil
        checkSilence(of: channel)
        asterisks[server].channels[id]?.silentSince = nil
        return .done
    }

    /// Something is said to a caller, who must not be in a call.
    private mutating func announce(_ server: Int, _ id: String, _ playback: PlaybackID) -> EffectResult {
        guard let channel = asterisks[server].channels[id], channel.isInApplication else {
            return .legGone(ChannelID(id))
        }
        if isTalking(server, channel) { violate("\(id) is spoken to in a call") }
        if plan.isCalm, channel.rings { violate("\(id) is spoken to and rings") }
        count("announcements")
        let lasts = random.chance(perMille: 100) ? random.within(15_000...40_000) : random.within(1000...8000)
        emit(server, playback.raw, .playbackEnded(asterisks[server].id, playback), late: lasts)
        return .done
    }

    private mutating func brief(_ server: Int, _ id: String) -> EffectResult {
        guard let leg = asterisks[server].channels[id], leg.isUp else {
            return random.chance(perMille: 500) ? .gone : .legGone(ChannelID(id))
        }
        if isTalking(server, leg), !isOrphan { violate("\(id) is spoken to in a call") }
        count("briefings")
        return .done
    }

    private mutating func connect(
        _ server: Int, _ bridge: String, caller: String, agent: String, answers: Bool
    ) -> EffectResult {
        asterisks[server].bridges.insert(bridge)
        guard let leg = asterisks[server].channels[agent], leg.isUp else {
            return random.chance(perMille: 500) ? .gone : .legGone(ChannelID(agent))
        }
        asterisks[server].channels[agent]?.bridge = bridge
        // Half done: the agent is in, then something breaks.
        if !isDraining, !plan.isCalm { tried(.connect) }
        if !isDraining, random.chance(perMille: plan.requestFault) {
            count("request half done")
            silence(server, caller)
            return random.chance(perMille: 500) ? .unknown : .refused("500")
        }
        guard let channel = asterisks[server].channels[caller], channel.isInApplication,
            case .caller(let index) = channel.owner
        else { return random.chance(perMille: 500) ? .gone : .legGone(ChannelID(caller)) }
        if let old = channel.bridge, old != bridge, isHealthy(server, old) {
            violate("\(caller) is taken out of the call in \(old)")
        }
        let wasThere = channel.bridge == bridge
        if answers { asterisks[server].channels[caller]?.isUp = true }
        if asterisks[server].channels[caller]?.isUp != true { violate("\(caller) is connected and not answered") }
        asterisks[server].channels[caller]?.bridge = bridge
        asterisks[server].channels[caller]?.silentSince = nil
        asterisks[server].channels[caller]?.isOnMusic = false
        let members = asterisks[server].members(of: bridge)
        if members != [caller, agent].sorted() { violate("\(bridge) holds \(members)") }
        if !wasThere { beginTalk(server, bridge, caller, index) }
        return .done
    }

    mutating func beginTalk(_ server: Int, _ bridge: String, _ caller: String, _ index: Int) {
        if stays[callers[index].stay].bridgedAt == nil { stays[callers[index].stay].bridgedAt = now }
        emit(server, caller, .legBridged(asterisks[server].id, ChannelID(caller), BridgeID(bridge)))
        plan(.talkEnds(server: server, bridge: bridge), in: 100...40_000)
        mayHold(server, bridge)
        // A phone that has died says nothing.
        if !isHealthy(server, bridge) { plan(.hangsUp(server: server, channel: caller), in: 500...8000) }
    }

    private mutating func hangUp(_ server: Int, _ id: String) -> EffectResult {
        guard let channel = asterisks[server].channels[id], channel.isInApplication else {
            return random.chance(perMille: 500) ? .gone : .legGone(ChannelID(id))
        }
        if isTalking(server, channel) {
            violate("\(id) is hung up in the middle of a call")
        }
        if case .caller(let caller) = channel.owner, stays[callers[caller].stay].bridgedAt == nil, !isCustomer(channel)
        {
            violate("\(id) is hung up while waiting")
        }
        endChannel(server, id, cause: 16, how: .hungUpByService)
        return .done
    }

    private mutating func dissolve(_ server: Int, _ bridge: String) -> EffectResult {
        if isHealthy(server, bridge) {
            violate("\(bridge) is dissolved in the middle of a call")
        }
        guard asterisks[server].bridges.remove(bridge) != nil else { return .gone }
        for member in asterisks[server].members(of: bridge) {
            asterisks[server].channels[member]?.bridge = nil
            silence(server, member)
        }
        return .done
    }

    private mutating func release(_ server: Int, _ id: String, to target: Target) -> EffectResult {
        guard let channel = asterisks[server].channels[id], channel.isInApplication,
            case .caller(let caller) = channel.owner
        else { return .gone }
        if isTalking(server, channel) { violate("\(id) is released in the middle of a call") }
        switch target {
        case .hangUp: endChannel(server, id, cause: 16, how: .released)
        case .dialplan: leave(server, id, caller, how: .released)
        case .queue: violate("\(id) is released into a queue")
        }
        return .done
    }
}
