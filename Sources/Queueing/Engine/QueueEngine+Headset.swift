import Telephony

/// Headsets that stay connected between calls. One is called when its agent becomes ready and there is none; callers are
/// put into its bridge. Whoever hangs up an idle one is not ready; whoever hangs up in a call has ended that call, and is
/// called again when the time after it is over.
extension QueueEngine {
    /// Why an agent is unreachable whose headset is being called, and not ready if that came to nothing.
    static let headset = "headset"
    /// How long it rings.
    static let headsetRings = Span.seconds(30)
    /// When one whose phone could not be reached is called again.
    static let headsetRetry = Span.seconds(30)

    // MARK: Calling it

    mutating func callHeadset(of agent: QueueState.Agent) {
        let server = agent.settings.server
        guard state.isUp(server) else { return awaitHeadset(agent, until: nil) }
        phones.noteHeadset(at: agent.endpointKey)
        let number = nextAttempt()
        let called = HeadsetCalled(
            agent: agent.id, server: server, channel: OwnID.leg(boot, number), bridge: OwnID.bridge(boot, number),
            endpoint: agent.endpoint)
        record(.headsetCalled(called))
        awaitHeadset(agent, until: now + Self.headsetRings)
        ask(
            .callHeadset(called.channel, agent: agent.id, endpoint: called.endpoint, timeout: Self.headsetRings),
            on: server, call: CallID(called.channel.raw), for: .headset(agent.id), reminds: false)
    }

    /// Ready as soon as the headset is there.
    mutating func makeReady(_ agent: QueueState.Agent, withHeadset rest: Instant?) {
        if let headset = agent.headset, headset.isUp, headset.isHeld {
            awaitHeadset(agent, until: nil)
        } else if let headset = agent.headset, headset.isUp {
            let guest = headset.guest.map { _ in now + Self.guestLeaves }
            let words = asks[.headset(agent.id)]?.remindAt
            record(
                .agentChanged(
                    AgentChanged(
                        agent: agent.id, state: .ready, restUntil: [rest, guest, words].compactMap { $0 }.max())))
        } else {
            awaitHeadset(agent, until: now + Self.headsetRings)
        }
    }

    private mutating func awaitHeadset(_ agent: QueueState.Agent, until: Instant?) {
        guard agent.state != .unreachable || agent.reason != Self.headset || agent.until != until else { return }
        record(
            .agentChanged(AgentChanged(agent: agent.id, state: .unreachable, reason: Self.headset, until: until)))
    }

    /// Calls those again that were lost with their server, or could not be called while it was silent.
    mutating func callHeadsets(on server: ServerID) {
        let wanted = state.agents.values.filter {
            $0.settings.server == server && $0.headset == nil && $0.state == .unreachable && $0.reason == Self.headset
        }
        for agent in wanted.sorted(by: { $0.id < $1.id }) { makeReady(agent.id) }
    }

    // MARK: What becomes of it

    mutating func headsetAnswered(_ id: AgentID) {
        guard let agent = state.agents[id], let headset = agent.headset, !headset.isUp else { return }
        if agent.state == .unreachable { awaitHeadset(agent, until: nil) }
        seat(headset, for: .headset(id))
    }

    private mutating func seat(_ headset: QueueState.Headset, for owner: Asks.Owner?) {
        ask(
            .seat(headset.bridge, headset.channel), on: headset.server, call: CallID(headset.channel.raw), for: owner)
    }

    private mutating func headsetIsUp(_ id: AgentID) {
        asks.drop(.headset(id))
        record(.headsetUp(id))
        if let agent = state.agents[id], agent.state == .unreachable { makeReady(id) }
    }

    mutating func headsetResult(_ ask: Asks.Ask, _ id: AgentID, _ result: EffectResult) {
        if case .brief = ask.effect.action {
            asks.drop(ask.owner)
            return leftAlone(id)
        }
        let isSeat = if case .seat = ask.effect.action { true } else { false }
        switch result {
        case .done: if isSeat { headsetIsUp(id) } else { asks.drop(ask.owner) }
        // Its end is about to be told.
        case .gone where isSeat, .legGone where isSeat: asks.remind(ask.owner, at: now + Self.legSettles)
        case .refused where isSeat: failHeadset(of: id, .failed)
        case .gone, .legGone, .refused:
            loseHeadset(of: id, .failed)
            retryHeadset(of: id)
        case .unknown: if !isSeat { asks.remind(ask.owner, at: now + Self.patience) }
        }
    }

    /// The leg of a headset without a call has ended.
    mutating func headsetEnded(_ id: AgentID, _ end: LegEnd) {
        guard let agent = state.agents[id], let headset = agent.headset else { return }
        let why = LostOffer(ringEndedWith: end.cause)
        loseHeadset(of: id, headset.isUp ? .hungUp : why == .timeout ? .noAnswer : .failed)
        if !headset.isUp, why == .unreachable { retryHeadset(of: id) } else { giveUpHeadset(of: id) }
    }

    /// Whether or not it is on the way: it was not picked up, or could not be put into its bridge.
    mutating func failHeadset(of id: AgentID, _ why: HeadsetEnd) {
        releaseHeadset(of: id, why)
        giveUpHeadset(of: id)
    }

    private mutating func giveUpHeadset(of id: AgentID) {
        guard let agent = state.agents[id], agent.state == .ready || agent.state == .unreachable else { return }
        become(id, .notReady(reason: Self.headset))
    }

    private mutating func retryHeadset(of id: AgentID) {
        guard let agent = state.agents[id], agent.state == .ready || agent.state == .unreachable else { return }
        record(
            .agentChanged(
                AgentChanged(agent: id, state: .unreachable, reason: "no_contact", until: now + Self.headsetRetry)))
    }

    /// A time that was set for an agent is over.
    mutating func agentIsDue(_ id: AgentID) {
        if state.agents[id]?.state.isInCalls == true { return makeRoom(id) }
        if let agent = state.agents[id], agent.state == .unreachable, agent.headset?.isUp == false {
            return failHeadset(of: id, .noAnswer)
        }
        if let agent = state.agents[id], agent.state == .ready, agent.headset?.guest != nil {
            releaseHeadset(of: id, .failed)
        }
        makeReady(id, restUntil: state.agents[id].flatMap { lastingRest(of: $0) })
    }

    /// The phone has a headset without a call on hold, or has it no longer: a caller who was put through would hear nothing.
    mutating func headsetHeld(_ id: AgentID, _ isHeld: Bool) {
        guard let agent = state.agents[id] else { return }
        let waits = agent.state == .unreachable && agent.reason == Self.headset
        if isHeld ? agent.state == .ready : waits { makeReady(id, restUntil: lastingRest(of: agent)) }
    }

    // MARK: Letting go of it

    /// Ends a headset that is not the one that its agent should have, unless a call is on it.
    mutating func tendHeadset(of id: AgentID) {
        guard let agent = state.agents[id], let headset = agent.headset, agent.work.isEmpty, !agent.wants(headset)
        else { return }
        releaseHeadset(of: id)
    }

    /// After new settings: an agent may have a headset now, or none any more.
    mutating func settleHeadset(of id: AgentID) {
        let before = state.agents[id]?.headset
        tendHeadset(of: id)
        guard let agent = state.agents[id], agent.work.isEmpty else { return }
        let isNailedUp = agent.settings.connection == .nailedUp
        let waits = agent.state == .unreachable && agent.reason == Self.headset
        guard agent.state == .ready || waits else { return }
        if before != agent.headset || (isNailedUp ? agent.headset == nil : waits) {
            makeReady(id, restUntil: agent.restUntil)
        }
    }

    /// Hangs it up.
    mutating func releaseHeadset(of id: AgentID, _ why: HeadsetEnd = .released) {
        endHeadset(of: id, why, isGone: false)
    }

    /// The leg is gone.
    mutating func loseHeadset(of id: AgentID, _ why: HeadsetEnd) { endHeadset(of: id, why, isGone: true) }

    private mutating func endHeadset(of id: AgentID, _ why: HeadsetEnd, isGone: Bool) {
        guard let agent = state.agents[id], let headset = agent.headset else { return }
        record(.headsetGone(id, why))
        let pending = asks.drop(.headset(id))
        asks.drop(.ring(headset.leg))
        guard state.isUp(headset.server) else { return }
        let phone = EndpointKey(server: headset.server, endpoint: headset.endpoint)
        let call = CallID(headset.channel.raw)
        if !isGone || phones.isBusy(phone) {
            closing.begin(headset.leg, agent: id, endpoint: phone, at: now, hasEnded: isGone)
        }
        if !isGone {
            ask(.hangUp(headset.channel, .normal), on: headset.server, call: call, for: .leg(headset.leg))
        }
        undo(headset.bridge, on: headset.server, pending, call: call)
    }

    // MARK: Callers in its bridge

    /// An agent is not ready before the caller of their last call is out of the bridge: the next one would hear them. One
    /// who is still there after that time stays alone: the headset is called anew, and has another bridge.
    static let guestLeaves = Span.seconds(5)

    /// What is being said to an agent about a caller who is gone is ended; until then nobody else is put through.
    mutating func hush(_ offer: QueueState.Offer, _ pending: Asks.Ask?, call: CallID) {
        guard let pending, case .brief(let channel, let playback, _) = pending.effect.action else { return }
        asks.begin(
            pending.effect, for: .headset(offer.agent), at: now, remindAt: now + Self.longestBriefing)
        ask(.hush(channel, playback), on: offer.server, call: call)
    }

    /// The caller of an agent's last call has left, or what was said about them is over.
    mutating func leftAlone(_ id: AgentID) {
        guard let agent = state.agents[id], agent.state == .ready, agent.restUntil != nil else { return }
        makeReady(id)
    }

    // MARK: After a gap

    mutating func compareHeadsets(_ server: ServerID, _ seen: Picture) {
        let agents = state.agents.values.filter { $0.headset?.server == server && $0.work.isEmpty }
        for agent in agents.sorted(by: { $0.id < $1.id }) {
            guard let headset = agent.headset else { continue }
            guard let leg = seen[headset.channel] else {
                guard headset.calledAt <= seen.taken else { continue }
                // A dial still on its way is caught up with by the hang-up.
                if headset.isUp { loseHeadset(of: agent.id, .failed) } else { releaseHeadset(of: agent.id, .failed) }
                if let agent = state.agents[agent.id], agent.state == .ready || agent.state == .unreachable {
                    awaitHeadset(agent, until: nil)
                }
                continue
            }
            guard leg.isUp else { continue }
            if headset.isUp { endRing(of: headset, of: agent) }
            if leg.bridge != headset.bridge {
                seat(headset, for: headset.isUp ? nil : .headset(agent.id))
            } else if !headset.isUp {
                headsetIsUp(agent.id)
            }
        }
    }

    /// Puts a headset back into its bridge, where a gap left it outside.
    mutating func reseat(_ offer: QueueState.Offer, _ seen: Picture) {
        guard state.isNailedUp(offer), seen[offer.channel]?.bridge != offer.bridge,
            let headset = state.agents[offer.agent]?.headset
        else { return }
        seat(headset, for: nil)
    }
}

extension QueueState {
    /// Whether a key on this leg ends its call: an agent with a headset has no other way but to hang it up.
    package func endsCall(_ leg: LegKey, key: String) -> Bool {
        guard key == "*", case .agent(let id) = legs[leg], let offer = offers[id] else { return false }
        return offer.stage == .connected && isNailedUp(offer)
    }
}
