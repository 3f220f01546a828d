import Queueing
import SeededValues
import Telephony

/// Callers who do not want to wait on the line, and their telephones. All that is drawn here comes from a stream of its
/// own, so that runs without it stay as they are.
extension World {
    mutating func giveCallbacks() {
        guard callbackRandom.chance(perMille: 350) else { return }
        hasCallbacks = true
        for index in base.queues.indices where index == 0 || callbackRandom.chance(perMille: 500) {
            base.queues[index].callback = CallbackRules(
                key: "5", endpoint: "PJSIP/{number}@trunk",
                target: callbackRandom.chance(perMille: 500)
                    ? .hangUp : .dialplan(DialplanPlace(context: "bye", extension: "s")),
                ringTimeout: .seconds(callbackRandom.within(2...12)),
                keep: callbackRandom.chance(perMille: 500) ? nil : .seconds(callbackRandom.within(5...90)),
                most: 2 + callbackRandom.below(7))
        }
    }

    /// A reload may take the callbacks from a queue.
    mutating func changeCallbacks() {
        guard hasCallbacks, callbackRandom.chance(perMille: 250) else { return }
        settings.queues[0].callback = nil
    }

    // MARK: Asking for it

    mutating func mayWantCallback(_ caller: Int) {
        guard hasCallbacks, callbackRandom.chance(perMille: 700) else { return }
        schedule.plan(.callerWantsCallback(caller: caller), at: now + callbackRandom.within(100...8000))
    }

    mutating func callerWantsCallback(_ index: Int) {
        let caller = callers[index]
        let leg = LegKey(asterisks[caller.server].id, ChannelID(caller.channel))
        guard !isDraining, service.isAlive, asterisks[caller.server].isConnected, caller.isAlive,
            asterisks[caller.server].channels[caller.channel]?.isInApplication == true,
            let entry = service.engine.state.entries.values.first(where: { $0.leg == leg })
        else { return }
        count("caller asks to be called back")
        let request = CallbackRequest(
            customer: CallerToken("t\(index)"), key: callbackRandom.chance(perMille: 700) ? "5" : nil,
            instead: request(of: index, in: entry.queue))
        feed(.callerCommanded(entry.id, .callBack(request)))
        if callbackRandom.chance(perMille: 350) {
            schedule.plan(.customerCalls(caller: index), at: now + callbackRandom.within(500...40_000))
        }
    }

    /// What the rim knows by the number: another request of the same customer.
    func request(of index: Int, in queue: QueueID) -> CallerToken? {
        guard hasCallbacks, service.isAlive else { return nil }
        return service.engine.state.callbacks(of: queue).first { entry in
            Int(entry.caller.raw.dropFirst()).map { callers[$0].number == callers[index].number } ?? false
        }?.caller
    }

    /// Who is to be called back has lost patience and calls the queue themselves.
    mutating func customerCalls(_ caller: Int) {
        let before = callers[caller]
        guard !isDraining, asterisks[before.server].isConnected else { return }
        count("customer calls again")
        let server = callbackRandom.below(asterisks.count)
        guard asterisks[server].isConnected else { return }
        let index = callers.count
        let channel = "17000.\(index)"
        callers.append(
            Caller(
                server: server, channel: channel, queue: before.queue, enteredAt: now, stay: 0, number: before.number))
        asterisks[server].channels[channel] = Channel(owner: .caller(index))
        enter(index)
        schedule.plan(.callerGivesUp(caller: index), at: now + callbackRandom.within(3000...70_000))
    }

    /// Whether a command to call somebody back was carried out if it could be, and not otherwise.
    mutating func checkCallback(_ id: EntryID, _ request: CallbackRequest, _ output: Output) {
        let before = service.shadow
        guard let entry = before.entries[id] else { return }
        let others = before.entries.values.filter {
            $0.queue == entry.queue && $0.callback != nil && $0.stage != .connected && $0.caller != request.instead
        }
        let rules = before.queues[entry.queue].flatMap { $0.isRetired ? nil : $0.settings.callback }
        let canBe = entry.callback == nil && rules.map { others.count < $0.most } ?? false
        let isTaken = output.facts.contains {
            if case .callbackTaken(let taken) = $0.fact { taken.entry == id } else { false }
        }
        if canBe != isTaken { violate("\(id) is \(isTaken ? "" : "not ")to be called back") }
    }

    /// Who calls again stands where their request stood, and that is over.
    mutating func checkCallsAgain(_ arrival: Arrival, _ before: QueueState, _ output: Output) {
        guard let customer = arrival.callsAgain, before.servers[arrival.server]?.isUp == true,
            let request = before.entries.values.first(where: {
                $0.callback != nil && $0.caller == customer && $0.queue == arrival.queue
            }), request.stage != .connected, request.callback?.isAnswered == false,
            before.servers[request.server]?.isUp == true
        else { return }
        var after = before
        for fact in output.facts { after.apply(fact) }
        let isIn = after.entries[arrival.entry]?.queue == arrival.queue
        if isIn, after.entries[request.id] != nil {
            violate("\(arrival.entry) calls again and \(request.id) stands on")
        }
        if isIn, let place = after.entries[arrival.entry]?.place {
            let isBehind = place.priority < request.priority || place.enteredAt > request.place.enteredAt
            if isBehind { violate("\(arrival.entry) has lost the place of \(request.id)") }
        }
    }

    // MARK: Customers' telephones

    mutating func callBack(_ server: Int, _ id: String, customer: CallerToken, timeout: Int64) -> EffectResult {
        guard asterisks[server].usedIDs.insert(id).inserted else {
            return asterisks[server].channels[id] == nil ? .gone : .done
        }
        guard let asked = Int(customer.raw.dropFirst()), callers.indices.contains(asked) else {
            violate("\(customer) is called back, who is nobody")
            return .refused("nobody")
        }
        if !dialled.insert(customer).inserted { violate("\(customer) is called back twice") }
        if !journal.dialled.contains(id) { violate("\(customer) is called back without a word in the journal") }
        guard isDraining || !callbackRandom.chance(perMille: 100) else {
            count("customer cannot be dialled")
            return .refused("no route")
        }
        let index = callers.count
        callers.append(
            Caller(
                server: server, channel: id, queue: callers[asked].queue, enteredAt: callers[asked].enteredAt,
                stay: stays.count, number: callers[asked].number))
        stays.append(
            Stay(
                caller: index, enteredAt: callers[asked].enteredAt,
                isTouched: !asterisks[server].isConnected || !service.isAlive || isOrphan, isCallback: true))
        asterisks[server].channels[id] = Channel(owner: .caller(index))
        schedule.plan(.phoneEnds(server: server, channel: id, cause: 19), at: now + timeout + 5000)
        let ring = Happening.phoneRings(server: server, channel: id)
        func later(_ what: Happening, _ delay: ClosedRange<Int64>) {
            schedule.plan(what, at: now + callbackRandom.within(delay))
        }
        switch isDraining ? 0 : callbackRandom.below(100) {
        case ..<50:
            later(ring, 5...60)
            later(.phoneAnswers(server: server, channel: id), 20...(isDraining ? 500 : 3500))
        case ..<58:
            later(ring, 5...60)
            later(.phoneAnswers(server: server, channel: id), timeout - 30...timeout + 30)
        case ..<68:
            count("customer is busy")
            later(.phoneEnds(server: server, channel: id, cause: 17), 5...100)
        case ..<76:
            count("customer rejects")
            later(ring, 5...60)
            later(.phoneEnds(server: server, channel: id, cause: 21), 100...2000)
        case ..<88:
            count("customer does not answer")
            later(ring, 5...60)
        default:
            count("customer calls while being called")
            later(ring, 5...60)
            later(.customerCalls(caller: asked), 5...3000)
            later(.phoneAnswers(server: server, channel: id), 2000...9000)
        }
        return .done
    }

    /// Whether a leg is one of a customer who is called back.
    func isCustomer(_ channel: Channel) -> Bool {
        if case .caller(let index) = channel.owner { stays[callers[index].stay].isCallback } else { false }
    }

    // MARK: The verdict

    /// What was to be called back, held against the telephones.
    mutating func compareCallbacks(_ opened: [EntryID: EntryOpened], _ closed: [EntryID: EntryClosed]) {
        var entryOf: [String: EntryID] = [:]
        var taken: Set<EntryID> = []
        var over: Set<EntryID> = []
        var connected: [EntryID: Instant] = [:]
        for dated in journal.facts {
            switch dated.fact {
            case .callbackTaken(let fact): taken.insert(fact.entry)
            case .callbackDialled(let fact): entryOf[fact.channel.raw] = fact.entry
            case .callbackEnded(let fact): over.insert(fact.entry)
            case .entryConnected(let fact): connected[fact.entry] = dated.at
            default: break
            }
        }
        for entry in taken.sorted() where over.contains(entry) == (closed[entry] != nil) {
            violate("\(entry) was to be called back and is \(over.contains(entry) ? "over twice" : "forgotten")")
        }
        for stay in stays where stay.isCallback {
            let channel = callers[stay.caller].channel
            guard let entry = entryOf[channel], let end = closed[entry] else {
                violate("\(channel) rang at a customer's, and no entry knows of it")
                continue
            }
            if end.outcome == .answered, stay.bridgedAt == nil { violate("\(entry) was answered by nobody") }
            guard !stay.isTouched else { continue }
            if end.outcome != (stay.bridgedAt == nil ? .callback : .answered) {
                violate("\(entry) was \(stay.bridgedAt == nil ? "not " : "")reached and ended as \(end.outcome)")
            }
            if let at = connected[entry], let bridgedAt = stay.bridgedAt, let open = opened[entry], !clockHasJumped {
                let told = (at - open.enteredAt).milliseconds
                if abs(told - (bridgedAt - stay.enteredAt)) > 300 {
                    violate("\(entry) waited \(bridgedAt - stay.enteredAt) ms, told \(told)")
                }
            }
        }
    }
}
