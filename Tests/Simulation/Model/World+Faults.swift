import Queueing
import SeededValues
import Telephony

/// What breaks.
extension World {
    mutating func planFaults() {
        plan(.agentCommands, in: 500...3000)
        plan(.supervisorSpeaks, in: 500...5000)
        plan(.registrationChanges, in: 2000...20_000)
        plan(.otherCallBegins, in: 2000...20_000)
        if plan.hasHeadsets { plan(.headsetHangsUp, in: 2000...20_000) }
        guard !plan.isCalm else { return }
        let span = plan.length - 10_000
        for _ in 0..<random.below(4) { plan(.socketCut(server: random.below(asterisks.count)), in: 1000...span) }
        for _ in 0..<random.below(3) { plan(.eventsOverflow(server: random.below(asterisks.count)), in: 1000...span) }
        for _ in 0..<random.below(4) { plan(.killed, in: 1000...span) }
        for _ in 0..<random.below(2) { plan(.asteriskRestarts(server: random.below(asterisks.count)), in: 1000...span) }
        for _ in 0..<random.below(2) { plan(.diskFills, in: 1000...span) }
        for _ in 0..<random.below(3) { plan(.settingsReload, in: 1000...span) }
        if random.chance(perMille: 300) {
            for _ in 0...random.below(3) { plan(.clockJumps, in: 1000...span) }
        }
    }

    /// From here on the facts of who is on this server may have to be inferred.
    mutating func touch(_ server: Int) {
        // A full disk keeps the facts of up to twenty seconds from the journal.
        let since = now - (service.isDiskFull ? 30_000 : 10_000)
        for index in stays.indices where callers[stays[index].caller].server == server {
            if (stays[index].endedAt ?? now) >= since { stays[index].isTouched = true }
        }
    }

    mutating func silence(_ server: Int) {
        touch(server)
        if asterisks[server].blindSince == nil { asterisks[server].blindSince = now }
        asterisks[server].isConnected = false
        asterisks[server].socket += 1
        asterisks[server].silence += 1
        schedule.plan(.deadMan(server: server, silence: asterisks[server].silence), at: now + 28_000)
    }

    mutating func cut(_ server: Int, reason: String) {
        guard service.isAlive, asterisks[server].isConnected else { return }
        count(reason)
        silence(server)
        plan(.silenceNoticed(server: server, socket: asterisks[server].socket), in: 0...5000)
        let gap: ClosedRange<Int64> =
            isDraining ? 10...1000 : random.chance(perMille: 200) ? 20_000...50_000 : 10...8000
        plan(.connects(server: server, socket: asterisks[server].socket), in: gap)
    }

    /// Events fall out of a buffer; the service knows and asks for the whole picture.
    mutating func overflow(_ server: Int) {
        guard service.isAlive, asterisks[server].isConnected else { return }
        count("events overflow")
        silence(server)
        plan(.connects(server: server, socket: asterisks[server].socket), in: 0...2000)
    }

    mutating func restart(_ server: Int) {
        count("Asterisk restarts")
        for id in asterisks[server].channels.keys.sorted() {
            if case .caller(let caller) = asterisks[server].channels[id]?.owner {
                callers[caller].isAlive = false
                stays[callers[caller].stay].isTouched = true
                end(stay: callers[caller].stay, .lostWithServer)
            }
        }
        asterisks[server].starts.append(now)
        asterisks[server].channels = [:]
        asterisks[server].bridges = []
        for agent in people.indices where people[agent].server == server {
            people[agent].isOnOtherCall = false
            people[agent].isBusy = false
        }
        cut(server, reason: "socket cut")
    }

    /// The socket is there again: the picture, and after it the events.
    mutating func connects(_ server: Int, _ socket: Int) {
        guard service.isAlive, asterisks[server].socket == socket, !asterisks[server].isConnected else { return }
        asterisks[server].isConnected = true
        asterisks[server].silence += 1
        let at = now + random.within(1...40)
        asterisks[server].floor = at
        schedule.plan(.delivered(server: server, socket: socket, picture(of: server)), at: at)
    }

    private mutating func picture(of server: Int) -> [Input] {
        var inputs: [Input] = []
        var legs: [ServerPicture.Leg] = []
        var elsewhere: [ChannelID] = []
        let id = asterisks[server].id
        for channel in asterisks[server].channels.keys.sorted() {
            guard let state = asterisks[server].channels[channel] else { continue }
            guard state.isInApplication else {
                elsewhere.append(ChannelID(channel))
                continue
            }
            var endpoint: String?
            switch state.owner {
            case .caller where isCustomer(state): break
            case .caller(let caller): inputs.append(arrival(of: caller, wasLetIn: true))
            case .agent(let agent): endpoint = people[agent].settings.endpoint
            }
            let isHeld = endpoint == nil || !state.isUp ? nil : state.isHeld
            legs.append(
                ServerPicture.Leg(
                    channel: ChannelID(channel), isUp: state.isUp, bridge: state.bridge.map { BridgeID($0) },
                    endpoint: endpoint, isHeld: isHeld))
        }
        for person in people where person.server == server {
            inputs.append(.endpointReachable(id, endpoint: person.settings.endpoint, person.isRegistered))
            inputs.append(.endpointBusy(id, endpoint: person.settings.endpoint, person.isBusy))
        }
        let bridges = asterisks[server].bridges.sorted().map { BridgeID($0) }
        inputs.append(
            .serverReconciled(
                id,
                ServerPicture(
                    legs: legs, elsewhere: elsewhere, bridges: bridges, blindFrom: wall, blindUntil: wall,
                    startedAt: toldStart(of: server), deadMenRan: deadMenRan(on: server))))
        return inputs
    }

    /// The dialplan takes back who waits for a service that says nothing.
    mutating func deadMan(_ server: Int, _ silence: Int) {
        guard asterisks[server].silence == silence else { return }
        for id in asterisks[server].channels.keys.sorted() {
            guard let channel = asterisks[server].channels[id], channel.isInApplication, channel.bridge == nil,
                case .caller(let caller) = channel.owner, !isCustomer(channel)
            else { continue }
            count("dead-man takes a caller back")
            leave(server, id, caller, how: .moved)
        }
    }

    // MARK: The service

    mutating func kill() {
        guard service.isAlive, !isDraining else { return }
        count("service killed")
        if !service.pending.isEmpty { count("facts lost in a kill") }
        service.isAlive = false
        for server in asterisks.indices { silence(server) }
        let gap: ClosedRange<Int64> = random.chance(perMille: 200) ? 20_000...60_000 : 100...6000
        plan(.starts(boot: service.boot + 1), in: gap)
    }

    mutating func start(_ boot: Int) {
        guard !service.isAlive else { return }
        var state = QueueState()
        do {
            if journal.checkpoint.count > 0 { state = try EngineCheckpoint.state(from: journal.checkpoint.bytes) }
        } catch { violate("the checkpoint cannot be read: \(error)") }
        for fact in journal.facts[journal.checkpoint.count...] { state.apply(fact) }
        if state != journal.model { violate("the replayed state is not the model") }
        service = Service(boot: boot, state: state)
        toldAway = []
        toldBusy = []
        whispers = [:]
        service.isAlive = true
        feed(.settingsLoaded(settings))
        for server in asterisks.indices {
            plan(.connects(server: server, socket: asterisks[server].socket), in: 1...3000)
        }
    }

    mutating func diskFills() {
        guard service.isAlive, !service.isDiskFull else { return }
        count("disk full")
        service.isDiskFull = true
        let held = service.held
        service.held = []
        for effect in held { send(effect) }
        plan(.diskEmpties, in: 1000...20_000)
    }

    mutating func diskEmpties() {
        guard service.isDiskFull else { return }
        service.isDiskFull = false
        if service.isAlive { commit() }
    }

    mutating func clockJumps() {
        guard !isDraining else { return }
        count("clock jumps")
        clockHasJumped = true
        clockOffset += random.chance(perMille: 700) ? -random.within(1...3_600_000) : random.within(1...20_000)
        if service.isAlive { planWake() }
    }

    mutating func reload() {
        guard !isDraining else { return }
        count("settings reloaded")
        settings = base
        if random.chance(perMille: 500) { settings.agents.remove(at: random.below(settings.agents.count)) }
        if random.chance(perMille: 250) {
            settings.queues.removeLast()
            for index in settings.agents.indices {
                settings.agents[index].memberships.removeAll { $0.queue == QueueID("q1") }
            }
        } else if random.chance(perMille: 500) {
            settings.queues[1].maxWait = random.chance(perMille: 500) ? nil : .seconds(random.within(3...30))
            settings.queues[0].wrapUp = .seconds(random.within(0...4))
            settings.queues[0].strategy = anyStrategy(&random)
            limit(&settings.queues, &random)
            var answered = settings.queues
            giveAnswers(&answered)
            settings.queues = answered
            wantWords(&settings.queues, &random)
        }
        if plan.hasDemands, random.chance(perMille: 300) {
            Demands.give(&settings.queues[0], &random)
            settings.agents[random.below(settings.agents.count)].skills = Demands.skills(&random)
        }
        let swapped = random.below(settings.agents.count)
        if random.chance(perMille: 300) { settings.agents[swapped].memberships = [Membership(queue: QueueID("q0"))] }
        if plan.hasHeadsets, random.chance(perMille: 500) {
            let index = random.below(settings.agents.count)
            settings.agents[index].connection = settings.agents[index].connection == .ring ? .nailedUp : .ring
        }
        changeCallbacks()
        changeRooms()
        if service.isAlive { feed(.settingsLoaded(settings)) }
    }
}

/// What a fault can happen to.
package enum Occasion: Hashable, Sendable {
    case request, dialOrConnect, connect, event, timer, dial, pickUp
    /// One whole run.
    case run
}

extension World {
    /// What each fault is counted against: it happens at one of a hundred such occasions at least.
    package static func occasion(of fault: String) -> Occasion {
        switch fault {
        case "request refused": .dialOrConnect
        case "request half done": .connect
        case "agent hangs up at once": .pickUp
        case "phone busy with an old leg", "headset hangs up", "music goes on in a call",
            "phone crashes in a call without BYE":
            .run
        case "events doubled": .event
        case "timer late": .timer
        default: fault.hasPrefix("request ") ? .request : fault.hasPrefix("phone ") ? .dial : .run
        }
    }

    /// Everything that is counted when it happens.
    package static let faultNames = [
        "Asterisk restarts", "agent commands", "agent hangs up at once", "agent holds", "agent is in another call",
        "agent logs in with the phone off", "caller asks to be called back", "caller presses a key",
        "caller rings back", "call is hung up", "clock jumps", "customer calls again",
        "customer calls while being called", "customer cannot be dialled", "customer does not answer",
        "customer is busy", "customer rejects",
        "dead-man takes a caller back", "disk full", "events doubled", "events lost in a gap", "events overflow",
        "facts lost in a kill", "further call refused", "further call rings", "headset hangs up",
        "music goes on in a call", "phone busy",
        "phone busy with an old leg", "phone crashes in a call without BYE", "phone crashes while it rings",
        "phone does not answer", "phone is switched off", "phone rejects", "phone unreachable", "registration changes",
        "request actsLate", "request actsSilently", "request actsTwice", "request actsUnknown", "request fails",
        "request half done", "request refused", "request vanishes", "service killed", "setting changed",
        "settings reloaded", "socket cut", "supervisor speaks", "timer late",
    ]
}
