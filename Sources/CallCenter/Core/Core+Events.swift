import Logging
import MaydayAPI
import Queueing
import Telephony

extension Core {
    /// Turns what a server told into what the engine decides on. What the engine has no use for ends here.
    func hear(_ event: TelephonyEvent, from server: ServerID) {
        guard servers[server]?.goingSince == nil else { return }
        switch event.kind {
        case .legEnteredApplication(let leg, let entry, _):
            let now = clock.now()
            let isBack = entry.arguments.contains(AgentLeg.returned)
            greet(
                leg, arguments: entry.arguments, on: server,
                since: isBack ? leg.firstArrival(notAfter: now) ?? now : now, wasLetIn: isBack)
        case .legStateChanged(let leg):
            switch leg.state {
            case .ringing: tell(.legRinging(server, leg.id), server, leg.id, "rings")
            case .up: tell(.legAnswered(server, leg.id), server, leg.id, "is up")
            default: break
            }
        case .dialProgressed(let dial):
            switch dial.status {
            case .ringing: tell(.legRinging(server, dial.peer.id), server, dial.peer.id, "rings")
            case .answered: tell(.legAnswered(server, dial.peer.id), server, dial.peer.id, "answered")
            default: break
            }
        case .digitReceived(let leg, let digit, _):
            // What is typed in a call is nobody's business: it may be a card's number.
            let key = LegKey(server, leg.id)
            guard engine.state.waits(key) || engine.state.endsCall(key, key: digit) else { return }
            guard !asksForCallback(key, key: digit) else { return }
            tell(.keyPressed(server, leg.id, digit), server, leg.id, "pressed a key")
        case .legEnteredBridge(let leg, let bridge):
            // The other one is there first.
            guard bridge.members.contains(where: { $0 != leg.id }) else { return }
            tell(.legBridged(server, leg.id, bridge.id), server, leg.id, "entered bridge \(bridge.id)")
        case .legHeld(let leg, _): tell(.legHeld(server, leg.id, true), server, leg.id, "is put on hold")
        case .legResumed(let leg): tell(.legHeld(server, leg.id, false), server, leg.id, "is off hold")
        case .endpointChanged(let endpoint):
            reach(endpoint.id, on: server, endpoint.isRegistered)
        case .contactChanged(let endpoint, let contact):
            if let reachable = contact.reachability { reach(endpoint.id, on: server, reachable) }
        case .deviceStateChanged(let device):
            guard let reachable = device.reachability else { return }
            decide(.endpointReachable(server, endpoint: device.name, reachable))
            decide(.endpointBusy(server, endpoint: device.name, device.isBusy))
        case .playbackContinued(let playback) where playback.nextMedia == Rest.media:
            ports.effects.said(playback.id, on: server)
        case .playbackFinished(let playback):
            ports.effects.said(playback.id, on: server)
            decide(.playbackEnded(server, playback.id))
        case .legHangupRequested(_, let cause, soft: true) where cause?.code == Self.goes:
            servers[server]?.goingSince = clock.now()
        case .legHangupRequested(let leg, let cause, _):
            guard engine.state.legs[LegKey(server, leg.id)] != nil else { return }
            servers[server]?.goodbyes[leg.id] = Int(cause?.code ?? 0)
        case .legLeftApplication(let leg, _):
            left(leg.id, on: server)
        case .legEnded(let leg, let cause):
            servers[server]?.goodbyes[leg.id] = nil
            servers[server]?.departing.remove(leg.id)
            tell(
                .legEnded(server, leg.id, LegEnd(cause: Int(cause.code), inferred: event.inferred)), server, leg.id,
                "ended, cause \(cause.code)")
        default: break
        }
    }

    /// What Asterisk says as the cause when it hangs up by itself is why it does so: 4 is that it stops or restarts.
    private static let goes: Int16 = 4

    func reach(_ endpoint: EndpointID, on server: ServerID, _ isReachable: Bool?) {
        guard let isReachable else { return }
        decide(.endpointReachable(server, endpoint: "\(endpoint.technology)/\(endpoint.resource)", isReachable))
    }

    /// A leg left our application. A caller who asked to hang up is gone; one who did not may live on in the dialplan,
    /// so Asterisk is asked. An agent's leg that was never answered ends with a cause of its own, which is yet to come.
    private func left(_ channel: ChannelID, on server: ServerID) {
        guard let role = engine.state.legs[LegKey(server, channel)] else { return }
        if let cause = servers[server]?.goodbyes.removeValue(forKey: channel) {
            if case .agent(let offer) = role, !engine.state.isPickedUp(offer) { return }
            if case .headset(let agent) = role, engine.state.agents[agent]?.headset?.isUp != true { return }
            if engine.state.isUnanswered(LegKey(server, channel)) { return }
            tell(.legEnded(server, channel, LegEnd(cause: cause)), server, channel, "left, cause \(cause)")
            return
        }
        switch role {
        case .agent, .headset: return
        case .caller where engine.state.isUnanswered(LegKey(server, channel)): return
        case .caller, .leaving:
            servers[server]?.departing.insert(channel)
            ports.effects.probe(channel, on: server, call: engine.state.call(of: role))
        }
    }

    /// Asks what became of a caller whose leg was found missing by a request. False where there is nothing to ask: they
    /// have said good-bye, or it is no caller of ours.
    func ask(about channel: ChannelID, on server: ServerID) -> Bool {
        guard case .caller = engine.state.legs[LegKey(server, channel)], let state = servers[server],
            state.phase != .down, state.goodbyes[channel] == nil, !engine.state.isUnanswered(LegKey(server, channel))
        else { return false }
        // Also where it was asked before: that answer may be lost.
        left(channel, on: server)
        return true
    }

    /// The answer to a probe: whether a channel that left our application lives on. Of no use any more if the channel
    /// has come back meanwhile, or its end was told. Who left without a good-bye while this process was stopped for longer
    /// than the dead-man waits was moved by it, and has hung up in the dialplan since.
    package func probed(_ channel: ChannelID, on server: ServerID, lives: Bool) {
        // Who is gone from a server that goes was thrown out by it: the next picture tells.
        guard servers[server]?.goingSince == nil, servers[server]?.departing.remove(channel) != nil else { return }
        let wasMoved = !lives && wasStopped(server, at: clock.now())
        tell(
            .legEnded(server, channel, LegEnd(cause: 0, inferred: wasMoved, livesOn: lives || wasMoved)), server,
            channel,
            lives ? "left for the dialplan" : "left")
        flush()
    }

    /// A leg is in our application: a caller who wants a queue, an agent's leg that we made, or a stranger.
    /// - Parameters:
    ///   - since: when a caller's wait began.
    ///   - wasLetIn: the caller was with us before this was told.
    func greet(
        _ leg: LegSnapshot, arguments: [String], on server: ServerID, since: Instant, wasLetIn: Bool = true
    ) {
        ports.effects.entered(LegKey(server, leg.id))
        if servers[server]?.departing.remove(leg.id) != nil {
            // Who comes back was in the dialplan meanwhile, whatever the probe that is on its way will say.
            tell(
                .legEnded(server, leg.id, LegEnd(cause: 0, livesOn: true)), server, leg.id, "left and came back")
        }
        guard engine.state.legs[LegKey(server, leg.id)] == nil else { return }
        if arguments.first == Self.featureArgument {
            return feature(leg, dialled: arguments.count > 1 ? arguments[1] : "", on: server)
        }
        if arguments.first == AgentLeg.argument {
            // Made by an earlier life of this service, or its offer ended before it came: nobody waits for it.
            let call = arguments.count > 1 ? CallID(arguments[1]) : nil
            var metadata: Logger.Metadata = ["channel": "\(leg.id)"]
            metadata["call"] = call.map { "\($0)" }
            log.notice("hanging up a leg that no offer owns", metadata: metadata)
            ports.effects.discard(leg.id, on: server, reason: .normal, call: call)
            return
        }
        let number = arguments.first ?? ""
        guard !isDraining else {
            log.notice("draining: a caller goes to the fall-back", metadata: ["channel": "\(leg.id)"])
            ports.effects.giveBack(leg.id, on: server, to: .fallback)
            return
        }
        guard let queue = numbers.queue(forDialled: number) else {
            log.warning(
                "no queue has this number; the caller goes back to the dialplan",
                metadata: ["number": "\(number)", "channel": "\(leg.id)"])
            ports.effects.giveBack(leg.id, on: server, to: nil)
            return
        }
        let now = clock.now()
        let token = ids.caller()
        let identity = CallerIdentity(number: leg.caller.presentedNumber, name: leg.caller.presentedName)
        var wishes = Wishes(arguments.dropFirst())
        if !wishes.unread.isEmpty {
            log.warning(
                "the dialplan says of a caller what cannot be understood",
                metadata: ["arguments": "\(wishes.unread)", "channel": "\(leg.id)"])
        }
        if wishes.needs.agent == nil {
            wishes.needs.agent = lastAgents.agent(for: identity.number, in: queue, at: now)
        }
        identities[token] = identity
        ports.journal.remember(token, identity, agent: nil, at: now)
        ports.effects.remember(token, identity)
        ports.picture.caller(token, identity)
        let call = ids.call()
        ports.trace.note(
            .init(call: call, at: now, kind: .input, text: "\(leg.id) entered, dialled \(number)"))
        decide(
            .callerArrived(
                Arrival(
                    entry: ids.entry(), call: call, server: server, channel: leg.id, queue: queue, caller: token,
                    enteredAt: since, priority: wishes.priority, needs: wishes.needs, wasLetIn: wasLetIn,
                    position: wishes.position, regains: whoGaveUp(at: identity.number, in: queue, now),
                    callsAgain: request(of: identity.number, in: queue))))
    }

    /// Who gave up at this number in this queue a short while ago. Withheld numbers never match.
    private func whoGaveUp(at number: String?, in queue: QueueID, _ now: Instant) -> CallerToken? {
        guard let number, !engine.state.regains.isEmpty else { return nil }
        let found = engine.state.regains.filter {
            $0.value.queue == queue && $0.value.until >= now && identities[$0.key]?.number == number
        }
        return found.min { ($0.value.since, $0.key) < ($1.value.since, $1.key) }?.key
    }

    /// Passes an input about a leg that the engine knows, and notes it in the call's trace.
    private func tell(_ input: Input, _ server: ServerID, _ channel: ChannelID, _ text: String) {
        guard let role = engine.state.legs[LegKey(server, channel)] else {
            // An agent's leg that nobody talks on any more: its end frees the phone.
            if case .legEnded = input { decide(input) }
            return
        }
        if let call = engine.state.call(of: role) {
            ports.trace.note(.init(call: call, at: clock.now(), kind: .input, text: "\(channel) \(text)"))
        }
        decide(input)
    }
}

/// The words that the dialplan and Mayday share (asterisk-conf/extensions.conf).
enum AgentLeg {
    /// First argument of a leg that Mayday made itself; the second is the call that it was made for.
    static let argument = "agent"
    /// Argument of a caller who comes back from the fall-back queue.
    static let returned = "return"
    /// Where the dialplan keeps callers while the service is away.
    static let fallbackContext = "mayday-fb"
    /// Seconds since the epoch at which the caller first arrived.
    static let enteredVariable = "MAYDAY_ENTERED"
}

extension LegSnapshot {
    /// When the caller first arrived, in whole seconds of the server's clock: the dialplan says so of everybody. Nil
    /// where it says nothing, or a moment that is yet to come.
    func firstArrival(notAfter now: Instant) -> Instant? {
        guard let text = variables.first(where: { $0.name == AgentLeg.enteredVariable })?.value,
            let seconds = Int64(text), seconds > 0, seconds <= now.milliseconds / 1000
        else { return nil }
        return Instant(milliseconds: seconds * 1000)
    }

    /// Since when a caller waits whom nobody told us of: since the first arrival, else since the channel was made. Nil
    /// where neither can be true.
    func waitsSince(notAfter now: Instant) -> Instant? {
        if let arrival = firstArrival(notAfter: now) { return arrival }
        return createdAt.milliseconds > 0 && createdAt <= now ? createdAt : nil
    }
}

extension QueueState {
    func isPickedUp(_ offer: OfferID) -> Bool {
        switch offers[offer]?.stage {
        case .answered, .connected: true
        case .dialling, .ringing, nil: false
        }
    }

    /// Whether a leg is a caller's for whom nobody has picked up yet.
    func waits(_ leg: LegKey) -> Bool {
        guard case .caller(let entry) = legs[leg], let entry = entries[entry] else { return false }
        return entry.winner == nil
    }

    func call(of role: LegRole) -> CallID? {
        switch role {
        case .caller(let entry): entries[entry]?.call
        case .agent(let offer): offers[offer].flatMap { entries[$0.entry]?.call }
        case .headset(let agent): agents[agent]?.headset.map { CallID($0.channel.raw) }
        case .leaving(.hangUp(let call)), .leaving(.release(let call, _)): call
        }
    }
}
