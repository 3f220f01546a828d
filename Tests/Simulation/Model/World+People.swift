import Queueing
import SeededValues
import Telephony

extension World {
    // MARK: Callers

    mutating func callerArrives() {
        let server = random.below(asterisks.count)
        // Without a socket half of them fall out of the application at once and are not ours.
        guard asterisks[server].isConnected || random.chance(perMille: 500) else { return }
        let index = callers.count
        let channel = "17000.\(index)"
        let queue = random.chance(perMille: 650) ? QueueID("q0") : QueueID("q1")
        let needs = plan.hasDemands ? Demands.needs(among: people, &random) : .none
        callers.append(
            Caller(
                server: server, channel: channel, queue: queue, needs: needs, enteredAt: now, stay: 0, number: index,
                arrival: chosen.last?.number ?? 0))
        asterisks[server].channels[channel] = Channel(owner: .caller(index))
        enter(index)
        if random.chance(perMille: 250) { plan(.callerPresses(caller: index), in: 100...20_000) }
        mayWantCallback(index)
        let patience = random.chance(perMille: 100) ? random.within(0...500) : random.within(3000...70_000)
        schedule.plan(.callerGivesUp(caller: index), at: now + patience)
    }

    /// The caller's channel is in the application from now on.
    mutating func enter(_ caller: Int, wasLetIn: Bool = false) {
        let server = callers[caller].server
        callers[caller].stay = stays.count
        stays.append(
            Stay(
                caller: caller, enteredAt: callers[caller].enteredAt,
                isTouched: !asterisks[server].isConnected || !service.isAlive))
        asterisks[server].channels[callers[caller].channel]?.isInApplication = true
        asterisks[server].channels[callers[caller].channel]?.silentSince = now
        emit(server, callers[caller].channel, arrival(of: caller, wasLetIn: wasLetIn))
    }

    /// How the rim tells of a caller: with an entry id of its own every time.
    mutating func arrival(of index: Int, wasLetIn: Bool) -> Input {
        let caller = callers[index]
        entryNumber += 1
        let entry = EntryID("e\(entryNumber)")
        stayOf[entry] = caller.stay
        return .callerArrived(
            Arrival(
                entry: entry, call: CallID("k\(index)"), server: asterisks[caller.server].id,
                channel: ChannelID(caller.channel), queue: caller.queue, caller: CallerToken("t\(index)"),
                enteredAt: Instant(milliseconds: caller.enteredAt + clockOffset), priority: index % 7 == 0 ? 1 : 0,
                needs: caller.needs, wasLetIn: wasLetIn,
                position: index % 11 == 0 && caller.number == index ? 1 + index % 4 : nil,
                regains: whoRingsBack(index), callsAgain: request(of: index, in: caller.queue)))
    }

    mutating func callerGivesUp(_ index: Int) {
        let caller = callers[index]
        guard caller.isAlive, let channel = asterisks[caller.server].channels[caller.channel] else { return }
        // Who talks goes on talking; at the end everybody has patience.
        guard !isTalking(caller.server, channel), !isDraining || !channel.isInApplication else { return }
        endChannel(caller.server, caller.channel, cause: 16, how: .hungUp)
    }

    mutating func callerReturns(_ index: Int) {
        let caller = callers[index]
        guard caller.isAlive, let channel = asterisks[caller.server].channels[caller.channel], !channel.isInApplication
        else { return }
        if isDraining {
            endChannel(caller.server, caller.channel, cause: 16, how: .hungUp)
        } else if asterisks[caller.server].isConnected, service.isAlive {
            enter(index, wasLetIn: true)
            plan(.callerGivesUp(caller: index), in: 2000...40_000)
        } else {
            plan(.callerReturns(caller: index), in: 1000...5000)
        }
    }

    /// Whether a living caller and a living agent are in the channel's bridge.
    func isTalking(_ server: Int, _ channel: Channel) -> Bool {
        guard let bridge = channel.bridge else { return false }
        return isHealthy(server, bridge)
    }

    func isHealthy(_ server: Int, _ bridge: String) -> Bool {
        var hasCaller = false
        var hasAgent = false
        for id in asterisks[server].members(of: bridge) {
            guard let member = asterisks[server].channels[id], !member.isDead, !member.isDismissed else { continue }
            if case .caller = member.owner { hasCaller = true } else { hasAgent = true }
        }
        return hasCaller && hasAgent
    }

    mutating func talkEnds(_ server: Int, _ bridge: String) {
        for id in asterisks[server].members(of: bridge) { asterisks[server].channels[id]?.isDismissed = false }
        guard isHealthy(server, bridge) else { return }
        let members = asterisks[server].members(of: bridge)
        for id in members { checkMusic(of: id, on: server) }
        for id in members { checkHold(of: id, on: server) }
        var callersLeg = ""
        var agentsLeg = ""
        var agent = 0
        for id in members {
            switch asterisks[server].channels[id]?.owner {
            case .caller: callersLeg = id
            case .agent(let index):
                agentsLeg = id
                agent = index
            case nil: break
            }
        }
        if case .caller(let index) = asterisks[server].channels[callersLeg]?.owner,
            let since = stays[callers[index].stay].bridgedAt
        {
            checkRing(of: agentsLeg, on: server, talksSince: since)
        }
        switch isDraining ? random.below(90) : random.below(100) {
        case ..<42: endChannel(server, callersLeg, cause: 16, how: .hungUp)
        case ..<84:
            if isHeadset(server, agentsLeg), random.chance(perMille: 500) {
                pressesEnd(server, bridge, agentsLeg, callersLeg)
            } else {
                endChannel(server, agentsLeg, cause: 16, how: .hungUp)
            }
        case ..<90:
            endChannel(server, callersLeg, cause: 16, how: .hungUp)
            endChannel(server, agentsLeg, cause: 16, how: .hungUp)
        default:
            count("phone crashes in a call without BYE")
            asterisks[server].channels[agentsLeg]?.isDead = true
            otherCallsDie(of: agent)
            setRegistered(agent, false)
            plan(.phoneReturns(agent: agent), in: 3000...20_000)
            plan(.hangsUp(server: server, channel: callersLeg), in: 500...8000)
        }
    }

    // MARK: Agents

    mutating func agentCommands() {
        guard !isDraining else { return }
        plan(.agentCommands, in: 200...3000)
        guard service.isAlive else { return }
        let person = random.pick(people)
        if random.chance(perMille: 200) { return disposes(person) }
        let agent = person.settings.id
        let command: AgentCommand =
            switch random.below(115) {
            case 100..<104: .logInAt(endpoint: colleague(of: person).settings.endpoint)
            case 104..<106: .logInTo(anyQueue(of: person), endpoint: nil)
            case 106..<108: .logOutOf(anyQueue(of: person))
            case 108..<111: .pauseIn(anyQueue(of: person), reason: "mail")
            case 111..<114: .resumeIn(anyQueue(of: person))
            case 114 where isStuck(agent): .complete
            case ..<30: .logIn
            case ..<38: .logOut
            case ..<65: .ready
            case ..<85: .notReady(reason: random.chance(perMille: 500) ? "lunch" : "tea")
            case ..<90: .extendWrapUp(by: .seconds(random.within(1...20)))
            default: .endWrapUp
            }
        // Only phones that the configuration knows may be logged in at.
        if case .logInAt(let endpoint) = command, !settings.agents.contains(where: { $0.endpoint == endpoint }) {
            return
        }
        count("agent commands")
        if case .complete = command, let endpoint = service.engine.state.agents[agent]?.endpoint {
            // The supervisor knows better than what was told.
            toldAway.remove(endpoint)
            toldBusy.remove(endpoint)
        }
        if command == .logIn || command == .ready, !person.isRegistered { count("agent logs in with the phone off") }
        feed(.agentCommanded(agent, command))
    }

    /// A call is ended by those who talk.
    private func isStuck(_ agent: AgentID) -> Bool {
        guard let agent = service.engine.state.agents[agent] else { return false }
        return agent.work.isEmpty
    }

    /// Somebody whose phone is on the same server, now and then the same one.
    private mutating func colleague(of person: Person) -> Person {
        random.pick(people.filter { $0.server == person.server })
    }

    private mutating func anyQueue(of person: Person) -> QueueID {
        person.settings.queues.isEmpty ? QueueID("q0") : random.pick(person.settings.queues)
    }

    mutating func registrationChanges() {
        guard !isDraining else { return }
        plan(.registrationChanges, in: 4000...20_000)
        let agent = random.below(people.count)
        count("registration changes")
        setRegistered(agent, !people[agent].isRegistered)
    }

    /// An agent's phone is in a call of its own, now and then beside ours.
    mutating func otherCallBegins() {
        guard !isDraining else { return }
        plan(.otherCallBegins, in: 4000...20_000)
        let agent = random.below(people.count)
        guard people[agent].isRegistered, !people[agent].isOnOtherCall else { return }
        count("agent is in another call")
        people[agent].isOnOtherCall = true
        tellDevice(of: agent)
        plan(.otherCallEnds(agent: agent), in: 500...20_000)
    }

    mutating func otherCallEnds(_ agent: Int) {
        guard people[agent].isOnOtherCall else { return }
        people[agent].isOnOtherCall = false
        tellDevice(of: agent)
    }

    /// Whether a leg of ours is at the agent's phone.
    func isEngaged(_ agent: Int) -> Bool {
        asterisks.contains { $0.channels.values.contains { $0.owner == .agent(agent) && !$0.isDead } }
    }

    /// Tells whether the phone is in a call, whoever brought it. Asterisk tells what has changed, and nothing else; it
    /// finds that out in a thread of its own, now and then late.
    mutating func tellDevice(of agent: Int) {
        let person = people[agent]
        let isBusy = person.isOnOtherCall || isEngaged(agent)
        guard isBusy != person.isBusy else { return }
        people[agent].isBusy = isBusy
        emit(
            person.server, person.settings.endpoint,
            .endpointBusy(asterisks[person.server].id, endpoint: person.settings.endpoint, isBusy),
            late: random.chance(perMille: 250) ? random.within(50...2500) : 0)
    }

    mutating func setRegistered(_ agent: Int, _ isRegistered: Bool) {
        guard people[agent].isRegistered != isRegistered else { return }
        people[agent].isRegistered = isRegistered
        let person = people[agent]
        // A phone that goes without a word is missed only when its registration ends.
        let late = !isRegistered && random.chance(perMille: 400) ? random.within(500...5000) : 0
        emit(
            person.server, person.settings.endpoint,
            .endpointReachable(asterisks[person.server].id, endpoint: person.settings.endpoint, isRegistered),
            late: late)
    }
}
