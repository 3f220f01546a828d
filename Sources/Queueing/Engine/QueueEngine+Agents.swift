import Telephony

extension QueueEngine {
    /// Why an agent is unreachable whose phone has no registration, as reports show it.
    static let unregistered = "unregistered"

    /// How long a wrap-up can be made, from the moment of the command.
    private static let longestWrapUp = Span.seconds(3600)

    mutating func commanded(_ id: AgentID, _ command: AgentCommand) {
        guard let agent = state.agents[id], !agent.isRetired else { return }
        switch command {
        case .logIn:
            logIn(id)
        case .logInAt(let endpoint): logIn(id, at: endpoint)
        case .logInTo(let queue, let endpoint): logIn(id, at: endpoint, for: queue)
        case .logOutOf(let queue): logOut(agent, of: queue)
        case .pauseIn(let queue, let reason): pause(agent, in: queue, reason: reason)
        case .resumeIn(let queue): resume(agent, in: queue)
        case .complete: complete(agent)
        case .logOut:
            if agent.state != .offline { leave(agent, .offline) }
        case .ready:
            if agent.state == .offline { return logIn(id) }
            resumeEverywhere(id)
            switch agent.state {
            case .wrapUp where agent.whenDisposed != nil: break
            case .notReady, .unreachable, .wrapUp: makeReady(id)
            case .ready:
                if agent.restUntil != nil, closing.leg(of: id) == nil, closing.leg(at: agent.endpointKey) == nil {
                    makeReady(id)
                }
            default:
                if agent.afterCall == .offline { vacate(for: id) }
                if let agent = state.agents[id], agent.afterCall != nil { follow(agent, nil) }
            }
        case .notReady(let reason):
            if agent.state != .offline, agent.state != .notReady || agent.reason != reason {
                // Who was to leave for another at their phone stays after all.
                if agent.afterCall == .offline { vacate(for: id) }
                leave(agent, .notReady(reason: reason))
            }
        case .endWrapUp:
            if agent.state == .wrapUp, agent.whenDisposed == nil { makeReady(id, restUntil: lastingRest(of: agent)) }
        case .extendWrapUp(let by):
            guard agent.state == .wrapUp, let until = agent.until else { return }
            let latest = now + Self.longestWrapUp
            let end = agent.whenDisposed.map { max($0, min($0 + by, latest)) }
            record(
                .agentChanged(
                    AgentChanged(
                        agent: id, state: .wrapUp, until: max(until, min(until + by, latest), end ?? until),
                        restUntil: agent.restUntil, whenDisposed: end)))
        }
    }

    /// Takes an agent out of service: from a ringing offer at once, from a call when it ends.
    mutating func leave(_ agent: QueueState.Agent, _ next: AfterCall) {
        guard !agent.work.isEmpty else {
            become(agent.id, next)
            return
        }
        // On a silent server they may be talking by now: the reconcile decides.
        if let offer = state.ringingOffer(of: agent), offer.stage != .answered, state.isUp(offer.server) {
            lose(offer, .agentLeft, next: next)
        } else if agent.afterCall != next {
            follow(agent, next)
        }
    }

    /// Notes what an agent becomes after the running call.
    mutating func follow(_ agent: QueueState.Agent, _ next: AfterCall?) {
        // Should they stay after all, a leg on its way out keeps them from further calls as ever.
        let rests = agent.isTalking && agent.settings.capacity > 1
        let rest = rests ? rest(of: agent, until: agent.restUntil) : agent.restUntil
        record(
            .agentChanged(
                AgentChanged(
                    agent: agent.id, state: agent.state, reason: agent.reason, restUntil: rest, afterCall: next)))
    }

    mutating func become(_ agent: AgentID, _ next: AfterCall) {
        switch next {
        case .offline where isComparing && state.agents[agent]?.isRetired == true:
            break  // They may turn out to talk all the same; those who do not are let go at the end.
        case .offline:
            let endpoint = state.agents[agent]?.endpointKey
            releaseHeadset(of: agent)
            record(.agentChanged(AgentChanged(agent: agent, state: .offline)))
            if let endpoint { freed(endpoint) }
        case .notReady(let reason):
            record(.agentChanged(AgentChanged(agent: agent, state: .notReady, reason: reason)))
        }
    }

    /// A call of the agent's is over. The time after it begins when the last one is.
    mutating func release(_ id: AgentID) {
        tendHeadset(of: id)
        guard let agent = state.agents[id] else { return }
        if !agent.work.isEmpty {
            carryOn(agent)
        } else if let next = agent.isRetired ? .offline : agent.afterCall {
            missDispositions(id)
            become(id, next)
        } else if !wrapUp(agent, restUntil: lastingRest(of: agent)) {
            makeReady(id, restUntil: lastingRest(of: agent))
        }
    }

    /// Begins the time after an agent's calls; false where there is none.
    /// - Parameter restUntil: a rest that goes on meanwhile. Whichever lasts longer has the last word.
    mutating func wrapUp(_ agent: QueueState.Agent, restUntil: Instant? = nil) -> Bool {
        guard let after = agent.aftermath else { return false }
        if awaitDispositions(agent.id, after, restUntil: restUntil) { return true }
        guard after.wrapUp > .zero else { return false }
        record(
            .agentChanged(
                AgentChanged(agent: agent.id, state: .wrapUp, until: now + after.wrapUp, restUntil: restUntil)))
        return true
    }

    /// How long an agent still rests.
    func lastingRest(of agent: QueueState.Agent) -> Instant? { agent.restUntil.flatMap { $0 > now ? $0 : nil } }

    /// Ready, after a rest if need be: one for a failed offer, or the one until the last leg has ended. Unreachable
    /// instead while their phone is known to be away, and in another call while it is in one that no queue brought; they
    /// are made ready when that is over.
    mutating func makeReady(_ id: AgentID, restUntil: Instant? = nil) {
        tendHeadset(of: id)
        // A phone that is gone without a word would swallow callers, and so would one that came back during their last call:
        // it may have lost that call and does not know of this leg any more.
        if state.agents[id].map({ phones.wasAway($0.endpointKey) }) == true { releaseHeadset(of: id) }
        guard let agent = state.agents[id] else { return }
        if agent.headset != nil { return makeReady(agent, withHeadset: restUntil) }
        if phones.isAway(agent.endpointKey) {
            let unreachable = AgentChanged(agent: id, state: .unreachable, reason: Self.unregistered)
            let isKnown = agent.state == .unreachable && agent.reason == unreachable.reason && agent.until == nil
            if !isKnown { record(.agentChanged(unreachable)) }
            return
        }
        let rest = rest(of: agent, until: restUntil)
        if rest == nil, phones.isBusy(agent.endpointKey) || isOccupied(agent) {
            if agent.state != .otherCall { record(.agentChanged(AgentChanged(agent: id, state: .otherCall))) }
            return
        }
        if rest == nil, agent.settings.connection == .nailedUp { return callHeadset(of: agent) }
        record(.agentChanged(AgentChanged(agent: id, state: .ready, restUntil: rest)))
    }

    /// How long an agent is left alone: as long as somebody said, and until their last leg has ended.
    mutating func rest(of agent: QueueState.Agent, until restUntil: Instant?) -> Instant? {
        guard let leg = closing.leg(of: agent.id) ?? closing.leg(at: agent.endpointKey), let since = closing[leg]?.since
        else { return restUntil }
        let settles = since + Self.legSettles
        if settles <= now {
            closing.end(leg)
        } else if restUntil.map({ $0 < settles }) ?? true {
            closing.setRest(of: leg, until: settles, after: restUntil)
            return settles
        }
        return restUntil
    }

    /// An agent's leg that was on its way out has ended: nothing of ours keeps the phone busy any more. That it is idle
    /// may be told a moment later.
    mutating func settled(_ leg: LegKey) {
        // A phone with other calls of theirs is busy with those.
        if let closing = closing[leg], phones.isBusy(closing.endpoint), !isTalking(closing.agent) {
            self.closing.noteEnd(of: leg)
            return
        }
        guard let ended = closing.end(leg) else { return }
        // Who sits there now, should that be another one, rests for the same reason.
        let others = (state.agentsAtEndpoint[ended.endpoint] ?? []).filter { $0 != ended.agent }
        for id in [ended.agent] + others {
            guard let agent = state.agents[id], let rest = agent.restUntil, rest == ended.restUntil else { continue }
            let after = ended.restAfter.flatMap { $0 > now ? $0 : nil }
            if agent.state == .ready { makeReady(id, restUntil: after) } else { makeRoom(id, restUntil: after) }
        }
    }

    /// Whether or not an agent uses the endpoint now: one may log in there later.
    mutating func reached(_ endpoint: EndpointKey, _ isReachable: Bool) {
        phones.note(endpoint, isReachable: isReachable)
        for id in state.agentsAtEndpoint[endpoint] ?? [] {
            guard let agent = state.agents[id], !isReachable || agent.headset == nil else { continue }
            // One on hold would never be taken off hold by a phone that has lost it.
            let waits = agent.state == .unreachable && agent.headset?.isHeld == true
            if agent.state == (isReachable ? .unreachable : .ready) || waits { makeReady(id) }
            makeRoom(id, restUntil: agent.restUntil)
        }
    }

    /// A phone rings or is in a call, whoever brought it, or is idle. While a leg of ours is there or has only just gone
    /// that is nothing new: an agent with an offer has no other call, and one who rests is looked at afterwards.
    mutating func engaged(_ endpoint: EndpointKey, _ isBusy: Bool) {
        phones.note(endpoint, isBusy: isBusy)
        for id in state.agentsAtEndpoint[endpoint] ?? [] {
            if !isBusy { for leg in closing.ended(of: id, or: endpoint) { settled(leg) } }
            guard let agent = state.agents[id], agent.restUntil == nil, agent.headset == nil else { continue }
            if agent.state == (isBusy ? .ready : .otherCall) { makeReady(id) }
        }
    }
}
