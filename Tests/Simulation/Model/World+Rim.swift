import Queueing
import SeededValues
import Telephony

/// The service: its engine and what a kill takes with it.
struct Service: Sendable {
    var boot: Int
    var engine: QueueEngine
    var isAlive = false
    /// Facts that are not on disk yet, one element for each input.
    var pending: [[DatedFact]] = []
    /// Effects that wait for them.
    var held: [Effect] = []
    var isCommitPlanned = false
    var isDiskFull = false
    var wake = 0
    /// How many starts of each server it knows of, by its pictures.
    var starts: [ServerID: Int] = [:]
    /// The engine's state, folded once more from its facts.
    var shadow: QueueState

    init(boot: Int, state: QueueState) {
        self.boot = boot
        engine = QueueEngine(state: state, boot: "b\(boot)")
        shadow = state
    }
}

/// What is on disk.
struct Journal: Sendable {
    var facts: [DatedFact] = []
    var ledger = FactLedger()
    /// The read model: folded from the facts alone.
    var model = QueueState()
    var checkpoint: (bytes: [UInt8], count: Int) = ([], 0)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    /// The legs to customers of which it knows.
    var dialled: Set<String> = []

    mutating func append(_ fact: DatedFact) {
        if case .callbackDialled(let dial) = fact.fact { dialled.insert(dial.channel.raw) }
        facts.append(fact)
        ledger.add(fact)
        model.apply(fact)
        mix(UInt64(bitPattern: fact.at.milliseconds))
        for byte in FactCoding.body(of: fact.fact) { mix(UInt64(byte)) }
    }

    mutating func mix(_ value: UInt64) { hash = (hash ^ value) &* 0x100_0000_01b3 }
}

extension World {
    // MARK: Into the engine

    mutating func feed(_ input: Input) {
        var output = Output()
        service.engine.handle(input, at: wall, into: &output)
        follow(input)
        checkLimits(input, output)
        checkDisposition(input, output)
        check(output, after: input)
        for violation in Invariants.violations(of: service.engine) { violate("\(violation), after \(input)") }
        if isTold {
            for fact in output.facts { print("    fact", fact.at, fact.fact) }
            for effect in output.effects { print("    effect", effect.id.number, effect.action) }
        }
        if !output.facts.isEmpty { service.pending.append(output.facts) }
        if !output.facts.isEmpty, !plan.isCalm, !isDraining, random.chance(perMille: 1) { plan(.killed, in: 0...1) }
        if service.isDiskFull {
            for effect in output.effects { send(effect) }
        } else {
            service.held.append(contentsOf: output.effects)
            if !service.isCommitPlanned, !service.pending.isEmpty || !service.held.isEmpty {
                service.isCommitPlanned = true
                plan(.committed(boot: service.boot), in: 0...3)
            }
        }
        planWake()
    }

    /// What the service knows of phones, found out beside it.
    private mutating func follow(_ input: Input) {
        switch input {
        case .effectFinished(let effect, _): whispers = whispers.filter { $0.value.effect != effect }
        case .endpointReachable(_, let endpoint, true): toldAway.remove(endpoint)
        case .endpointReachable(_, let endpoint, false): toldAway.insert(endpoint)
        case .endpointBusy(_, let endpoint, true): toldBusy.insert(endpoint)
        case .endpointBusy(_, let endpoint, false): toldBusy.remove(endpoint)
        case .legHeld(_, let leg, true): toldHeld.insert(leg.raw)
        case .legHeld(_, let leg, false): toldHeld.remove(leg.raw)
        case .serverLost(let server):
            whispers = [:]
            for person in people where person.settings.server == server {
                toldAway.remove(person.settings.endpoint)
                toldBusy.remove(person.settings.endpoint)
            }
        case .serverReconciled(let server, let picture):
            whispers = [:]
            seen(server, picture)
            for leg in picture.legs {
                if let isHeld = leg.isHeld { note(leg.channel.raw, isHeld: isHeld) }
            }
        default: break
        }
    }

    private mutating func check(_ output: Output, after input: Input) {
        var torn: [EntryID] = []
        for fact in output.facts {
            let before = service.shadow
            service.shadow.apply(fact)
            checkRest(fact, before: before, after: input)
            if case .offerMade(let made) = fact.fact, let words = whispers[made.channel.raw], now < words.until,
                !clockHasJumped
            {
                violate("\(made.agent) is offered a call while something is said about the last one")
            }
            if case .offerMade(let made) = fact.fact, toldHeld.contains(made.channel.raw), made.deadline > fact.at {
                violate("\(made.agent) is offered a call with their headset on hold")
            }
            if case .offerLost(let lost) = fact.fact, before.offers[lost.offer]?.stage == .answered {
                torn.append(lost.entry)
            }
            for violation in Invariants.violations(of: fact, before: before, after: service.shadow) {
                violate("\(violation), \(fact)")
            }
        }
        for id in torn {
            guard let entry = service.shadow.entries[id], entry.stage == .waiting, entry.callback == nil else {
                continue
            }
            let isWelcomed = output.effects.contains {
                if case .welcome(entry.channel, _, _) = $0.action { true } else { false }
            }
            if !isWelcomed { violate("\(id) is out of the bridge and not back on the music") }
        }
        for effect in output.effects {
            noteHoldEnd(with: effect)
            if case .dial(let channel, _, _, _, _) = effect.action { askedIn[channel.raw] = steps }
            switch effect.action {
            case .brief(let channel, _, _): whispers[channel.raw] = (effect.id, now + 19_000)
            case .free(let channel):
                asterisks[server(of: effect)].channels[channel.raw]?.disturbedSince = nil
            case .quiet(let channel):
                asterisks[server(of: effect)].channels[channel.raw]?.ringEndAskedAt = now
            case .hangUp(let channel, _) where droppedAt[channel.raw] == nil: droppedAt[channel.raw] = (now, steps)
            case .callHeadset(_, let agent, let endpoint, _) where toldAway.union(toldBusy).contains(endpoint):
                violate("the headset of \(agent) is called and known to be away or in a call")
            case .dial(_, let agent, let endpoint, _, _) where toldAway.contains(endpoint):
                violate("\(agent) is dialled and known to be away")
            // A phone on which they talk with callers is busy with those.
            case .dial(_, let agent, let endpoint, _, _)
            where toldBusy.contains(endpoint) && service.shadow.agents[agent]?.isTalking != true:
                violate("\(agent) is dialled and known to be in a call")
            default: break
            }
        }
    }

    mutating func planWake() {
        service.wake += 1
        guard let deadline = service.engine.nextDeadline else { return }
        var at = max(deadline.milliseconds - clockOffset, now)
        if !plan.isCalm, !isDraining { tried(.timer) }
        if !plan.isCalm, !isDraining, random.chance(perMille: 20) {
            count("timer late")
            at += random.within(1...3000)
        }
        schedule.plan(.woken(boot: service.boot, number: service.wake), at: at)
    }

    mutating func commit() {
        service.isCommitPlanned = false
        guard !service.isDiskFull else { return }
        for batch in service.pending { for fact in batch { journal.append(fact) } }
        service.pending = []
        if journal.model != service.engine.state { violate("the read model is not the state") }
        if random.chance(perMille: 50) {
            journal.checkpoint = (EngineCheckpoint.bytes(of: journal.model), journal.facts.count)
        }
        let held = service.held
        service.held = []
        for effect in held { send(effect) }
    }

    // MARK: Out to Asterisk

    /// Requests that concern one channel are performed in their order.
    mutating func send(_ effect: Effect) {
        let server = server(of: effect)
        if case .callBack = effect.action, service.isDiskFull {
            // Nobody is called back of whom a start would not know.
            plan(.answered(boot: service.boot, effect.id, .refused("not in the journal")), in: 1...10)
            return
        }
        var at = now + (random.chance(perMille: 15) ? random.within(50...1500) : random.within(1...12))
        if case .hangUp = effect.action, !plan.isCalm, !isDraining, random.chance(perMille: 40) {
            // A phone that does not answer the CANCEL is let go of only after a while.
            at += random.within(2000...6000)
        }
        for channel in Self.channels(of: effect) { at = max(at, asterisks[server].lastRequest[channel] ?? 0) }
        for channel in Self.channels(of: effect) { asterisks[server].lastRequest[channel] = at }
        schedule.plan(.performed(boot: service.boot, effect, fate(of: effect)), at: at)
        if case .join(let bridge, _, _) = effect.action { mayHangUp(server, bridge.raw, before: at) }
    }

    private static func channels(of effect: Effect) -> [String] {
        switch effect.action {
        case .welcome(let channel, _, _), .dial(let channel, _, _, _, _), .hangUp(let channel, _),
            .release(let channel, _):
            [channel.raw]
        case .announce(let channel, _, _, _), .silence(let channel, _), .brief(let channel, _, _): [channel.raw]
        case .callBack(let channel, let agent, _, _, _): [channel.raw, agent.raw]
        case .quiet(let channel): [channel.raw]
        case .connect(let bridge, let caller, let agent, _): [bridge.raw, caller.raw, agent.raw]
        case .join(let bridge, let caller, _): [bridge.raw, caller.raw]
        case .callHeadset(let channel, _, _, _), .free(let channel): [channel.raw]
        case .seat(let bridge, let channel): [bridge.raw, channel.raw]
        case .hush: []
        case .dissolve(let bridge): [bridge.raw]
        }
    }

    private mutating func fate(of effect: Effect) -> Fate {
        guard !isDraining, plan.requestFault > 0 else { return .acts }
        tried(.request)
        switch effect.action {
        case .dial, .connect, .join, .callHeadset, .seat, .callBack: tried(.dialOrConnect)
        default: break
        }
        let draw = random.below(1000) / plan.requestFault
        let fate: Fate =
            switch draw {
            case 0: .fails
            case 1: .actsUnknown
            case 2: .actsSilently
            case 3: .vanishes
            case 4: .actsTwice
            case 5: .actsLate
            case 6:
                switch effect.action {
                case .dial, .connect, .join, .callHeadset, .seat, .callBack: .refused
                default: .fails
                }
            default: .acts
            }
        if case .acts = fate { return fate }
        count("request \(fate)")
        return fate
    }

    mutating func perform(_ effect: Effect, _ fate: Fate, boot: Int) {
        isOrphan = !service.isAlive || service.boot != boot
        // The process is gone; half of what it had in hand was on the wire already.
        if isOrphan, random.chance(perMille: 500) { return }
        var result: EffectResult
        switch fate {
        case .fails: result = .unknown
        case .vanishes: return
        case .refused: result = .refused("500")
        case .actsUnknown:
            _ = act(effect)
            result = .unknown
        case .actsSilently:
            _ = act(effect)
            return
        case .acts, .actsTwice, .actsLate: result = act(effect)
        }
        if isOrphan { return }
        // An agent is spoken to for a while.
        if case .brief = effect.action, result == .done {
            plan(.answered(boot: boot, effect.id, result), in: 200...6000)
            return
        }
        switch fate {
        case .actsLate: plan(.answered(boot: boot, effect.id, result), in: 2000...20_000)
        case .actsTwice:
            plan(.answered(boot: boot, effect.id, result), in: 1...10)
            plan(.answered(boot: boot, effect.id, result), in: 1...6000)
        default: plan(.answered(boot: boot, effect.id, result), in: 1...10)
        }
    }
}
