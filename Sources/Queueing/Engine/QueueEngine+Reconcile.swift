import Telephony

extension QueueEngine {
    /// Drops what was under way on a server: after a gap everything is asked for anew.
    /// - Parameter taken: when its picture was taken, if there is one. What began after that is not in it, and goes on.
    private mutating func forget(_ server: ServerID, begunBy taken: Instant? = nil) {
        asks.drop(server: server, begunBy: taken)
        closing.drop(server: server, begunBy: taken)
        for entry in announcer.entries where state.entries[entry]?.server == server { announcer[entry] = nil }
    }

    mutating func lose(_ server: ServerID) {
        forget(server)
        phones.drop(server: server)
        guard state.servers[server]?.isUp != false else { return }
        record(.serverLost(server))
    }

    /// Compares what is known with what the server has. Asterisk's picture wins; nobody who is there is dropped.
    mutating func reconcile(_ server: ServerID, _ picture: ServerPicture) {
        let seen = Picture(picture, ahead: clockAhead)
        forget(server, begunBy: seen.taken)
        record(
            .serverReconciled(
                server, blindFrom: picture.blindFrom + clockAhead, blindUntil: picture.blindUntil + clockAhead))
        let known = entries(on: server)
        isComparing = true
        for entry in known { compare(entry, seen) }
        for entry in known { adopt(entry.id, seen) }
        isComparing = false
        compareHeadsets(server, seen)
        compareHolds(server, seen)
        clear(server, seen)
        for entry in entries(on: server) { restore(entry, seen) }
        dismiss(server)
        freeOthers(on: server)
        callHeadsets(on: server)
    }

    private func entries(on server: ServerID) -> [QueueState.Entry] {
        state.entries.values.filter { $0.server == server }.sorted { $0.arrival < $1.arrival }
    }

    // MARK: What happened meanwhile

    private mutating func compare(_ entry: QueueState.Entry, _ seen: Picture) {
        guard !entry.hasLeg || seen.has(entry.channel) else {
            // Who came after the picture was taken cannot be in it.
            guard entry.hereSince <= seen.taken else { return }
            callerGone(entry, seen.departure(of: entry), inferred: true)
            return
        }
        if entry.isBeingCalledBack, entry.callback?.isAnswered == false, seen[entry.channel]?.isUp == true {
            record(.callbackAnswered(entry.id))
        }
        // Of several who picked up, the one to whom the caller talks.
        let offers = entry.running.compactMap { state.offers[$0] }
        let joined = offers.first { seen.joins(entry.channel, $0) }
        for offer in [joined].compactMap({ $0 }) + offers where state.offers[offer.id]?.stage == offer.stage {
            compare(offer, of: entry, seen)
        }
    }

    private mutating func compare(_ offer: QueueState.Offer, of entry: QueueState.Entry, _ seen: Picture) {
        guard let leg = seen[offer.channel] else {
            guard offer.madeAt <= seen.taken else { return }
            if offer.stage == .connected {
                endTalk(entry, by: .agent, agentIsGone: true, inferred: true)
            } else {
                // A dial still on its way is caught up with by the hang-up.
                lose(offer, .failed, agentIsGone: offer.stage != .dialling)
            }
            return
        }
        switch offer.stage {
        case .dialling, .ringing:
            if leg.isUp {
                pickedUp(offer)
                if seen.joins(entry.channel, offer) { connected(offer) }
            } else if let next = state.agents[offer.agent]?.afterCall {
                lose(offer, .agentLeft, next: next)
            }
        case .answered:
            if seen.joins(entry.channel, offer) { connected(offer) } else { reseat(offer, seen) }
        case .connected:
            // Both are there, but not together. Who was put together after the picture was taken is left alone.
            guard entry.connectedAt.map({ $0 <= seen.taken }) ?? true else { return }
            guard !seen.joins(entry.channel, offer) else { return }
            reseat(offer, seen)
            connect(offer, isAnew: true)
        }
    }

    /// A caller who waits by our books and talks in truth: their facts were lost with a full disk. They talk on.
    private mutating func adopt(_ id: EntryID, _ seen: Picture) {
        guard let entry = state.entries[id], entry.winner == nil, entry.hasLeg,
            let bridge = seen[entry.channel]?.bridge,
            OwnID.isBridge(bridge),
            let leg = seen.legs.first(where: { $0.bridge == bridge && $0.isUp && OwnID.isLeg($0.channel) }),
            let (offer, agent) = talk(on: leg, server: entry.server)
        else { return }
        for other in entry.running {
            if let other = state.offers[other] { lose(other, .answeredElsewhere, callerStays: false) }
        }
        // A word that they owed for the call before is missing for good.
        missDisposition(before: AgentChanged(agent: agent, state: .dialling))
        record(
            .offerMade(
                OfferMade(
                    offer: offer, entry: id, queue: entry.queue, agent: agent, channel: leg.channel, bridge: bridge,
                    deadline: now)))
        record(.offerAnswered(offer))
        guard let made = state.offers[offer] else { return }
        adoptHold(of: made)
        connected(made)
        // That they were put through to a headset may have been lost as well, and then so may what was to be done beside it.
        ask(.free(entry.channel), on: entry.server, call: entry.call, for: .talk(id))
    }

    /// Whose leg it is that a caller was found to talk to, and what their offer is called.
    private mutating func talk(on leg: ServerPicture.Leg, server: ServerID) -> (OfferID, AgentID)? {
        if case .headset(let agent) = state.legs[LegKey(server, leg.channel)] {
            return (OwnID.offer(boot, nextAttempt()), agent)
        }
        guard let endpoint = leg.endpoint, let offer = OwnID.offer(ofLeg: leg.channel), state.offers[offer] == nil
        else {
            return nil
        }
        let here = state.agentsAtEndpoint[EndpointKey(server: server, endpoint: endpoint)] ?? []
        // That they went back to their own phone may have been lost as well.
        let own = state.settings.agents.lazy.filter { $0.endpoint == endpoint && $0.server == server }.map(\.id)
        let agent = (here + own).filter { state.agents[$0].map { $0.work.isEmpty } ?? false }
            .max { state.agents[$0]?.state == .offline && state.agents[$1]?.state != .offline }
        // Beside their other calls, whatever they can have: they talk.
        let talking = here.first { isTalking($0) }
        return (agent ?? talking).map { (offer, $0) }
    }

    // MARK: Putting things right

    /// Ends what is there and should not be.
    private mutating func clear(_ server: ServerID, _ seen: Picture) {
        for (leg, way) in state.leaving.sorted(by: { $0.key < $1.key }) where leg.server == server {
            if seen.has(leg.channel) { sendOut(leg, way) } else { left(leg) }
        }
        for leg in seen.legs where OwnID.isLeg(leg.channel) {
            let key = LegKey(server, leg.channel)
            guard state.legs[key] == nil, asks[.leg(key)] == nil else { continue }
            settle(key, at: leg.endpoint)
            end(key)
        }
        let wanted = Set(state.offers.values.lazy.filter { $0.server == server }.map(\.bridge))
            .union(state.agents.values.lazy.compactMap(\.headset).filter { $0.server == server }.map(\.bridge))
        for bridge in seen.bridges where OwnID.isBridge(bridge) && !wanted.contains(bridge) {
            guard asks[.bridge(LegKey(server, ChannelID(bridge.raw)))] == nil else { continue }
            dissolve(bridge, on: server, call: CallID(bridge.raw))
        }
    }

    /// The phone of a strange leg is busy until that leg has ended, also for an agent who is made ready meanwhile.
    private mutating func settle(_ leg: LegKey, at endpoint: String?) {
        guard let endpoint else { return }
        let phone = EndpointKey(server: leg.server, endpoint: endpoint)
        let agents = state.agentsAtEndpoint[phone] ?? []
        if let agent = agents.first(where: { state.agents[$0]?.state == .ready }) {
            closing.begin(leg, agent: agent, endpoint: phone, at: now)
            makeReady(agent, restUntil: state.agents[agent]?.restUntil)
        } else if let agent = agents.first(where: { isTalking($0) }) {
            // Also one who is at rest: that may be over before the leg is.
            closing.begin(leg, agent: agent, endpoint: phone, at: now, besideOthers: true)
            makeRoom(agent, restUntil: state.agents[agent]?.restUntil)
        } else if let agent = agents.first(where: { state.agents[$0]?.work.isEmpty == true }) {
            closing.begin(leg, agent: agent, endpoint: phone, at: now)
        }
    }

    /// Lets go of the agents whom new settings removed while the server was silent.
    private mutating func dismiss(_ server: ServerID) {
        let gone = state.agents.values.filter {
            // Busy without an offer: one whose call the comparison has just ended.
            $0.isRetired && $0.work.isEmpty
                && ($0.settings.server == server || $0.state.isOffered || $0.state.isInCalls)
        }
        for agent in gone.sorted(by: { $0.id < $1.id }) { become(agent.id, .offline) }
    }

    /// Makes those ready whose other call is over, also where the server has their phone no more.
    private mutating func freeOthers(on server: ServerID) {
        let free = state.agents.values.filter {
            $0.state == .otherCall && $0.settings.server == server && !phones.isBusy($0.endpointKey) && !isOccupied($0)
        }
        for agent in free.sorted(by: { $0.id < $1.id }) { makeReady(agent.id) }
        makeRoom(on: server)
    }

    /// Whoever was put through to a headset shortly before the gap may hear music yet: nobody knows what was carried out
    /// beside the bridging. Whoever was before is left alone, as their music may be that of an agent who holds them.
    private mutating func free(_ entry: QueueState.Entry, since blindFrom: Instant) {
        guard let offer = entry.winner.flatMap({ state.offers[$0] }), state.isNailedUp(offer),
            asks[.offer(offer.id)] == nil, asks[.talk(entry.id)] == nil,
            wasConnected(entry, shortlyBefore: blindFrom)
        else { return }
        ask(.free(entry.channel), on: entry.server, call: entry.call, for: .talk(entry.id))
    }

    /// Whether something that was asked for with the connection may not have been carried out yet as a gap began.
    func wasConnected(_ entry: QueueState.Entry, shortlyBefore blindFrom: Instant) -> Bool {
        entry.connectedAt.map { $0 + .seconds(60) > blindFrom } ?? false
    }

    /// Asks anew for everything that should be there: music and guard for the waiting, bridges for the picked up.
    private mutating func restore(_ entry: QueueState.Entry, _ seen: Picture) {
        if entry.stage == .waiting, state.queues[entry.queue]?.isRetired != false {
            close(entry, .withdrawn, by: .system)
            return
        }
        guard entry.stage != .connected else {
            free(entry, since: seen.blindFrom)
            endRing(of: entry, since: seen.blindFrom)
            return
        }
        if let winner = entry.winner.flatMap({ state.offers[$0] }) {
            if !isBeingBridged(winner) { connect(winner, isAnew: true) }
        } else if asks[.entry(entry.id)] == nil {
            welcome(entry)
        } else {
            attend(entry)
        }
    }

    /// Whether a picked up offer's briefing or bridge was asked for after the picture was taken.
    private func isBeingBridged(_ offer: QueueState.Offer) -> Bool {
        guard let ask = asks[.offer(offer.id)] else { return false }
        if case .dial = ask.effect.action { return false }
        return true
    }
}

/// A server's picture, quick to ask.
struct Picture {
    /// When the gap before it began and when it was taken, on the engine's clock.
    let blindFrom: Instant
    let taken: Instant
    let legs: [ServerPicture.Leg]
    let bridges: [BridgeID]
    private let byChannel: [ChannelID: Int]
    private let elsewhere: Set<ChannelID>
    /// When the server's run began, on the engine's clock.
    private let startedAt: Instant?
    private let deadMenRan: Bool

    /// - Parameter ahead: how far the engine's clock is ahead of the picture's.
    init(_ picture: ServerPicture, ahead: Span) {
        blindFrom = picture.blindFrom + ahead
        taken = picture.takenAt + ahead
        startedAt = picture.startedAt.map { $0 + ahead }
        deadMenRan = picture.deadMenRan
        legs = picture.legs
        bridges = picture.bridges
        byChannel = Dictionary(
            picture.legs.enumerated().map { ($0.element.channel, $0.offset) }, uniquingKeysWith: { first, _ in first })
        elsewhere = Set(picture.elsewhere)
    }

    subscript(channel: ChannelID) -> ServerPicture.Leg? { byChannel[channel].map { legs[$0] } }
    func has(_ channel: ChannelID) -> Bool { byChannel[channel] != nil }
    /// What became of a caller who is not in our application any more.
    func departure(of entry: QueueState.Entry) -> Departure {
        if elsewhere.contains(entry.channel) { return .moved }
        if let startedAt, entry.hereSince <= startedAt { return .lostWithServer }
        // Who was there longer than the dead-man waits was not with us at the end, and hung up in the dialplan.
        return deadMenRan && entry.stage != .connected ? .moved : .hungUp
    }
    func joins(_ caller: ChannelID, _ offer: QueueState.Offer) -> Bool {
        self[caller]?.bridge == offer.bridge && self[offer.channel]?.bridge == offer.bridge
    }
}
