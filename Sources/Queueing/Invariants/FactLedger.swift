import Telephony

/// What must hold of any sequence of facts, whoever made it: a fold that counts as docs/figures.md says and notes what
/// cannot be.
package struct FactLedger: Hashable, Sendable {
    package private(set) var offered = 0
    package private(set) var answered = 0
    package private(set) var abandoned = 0
    /// Every other outcome.
    package private(set) var others = 0
    package private(set) var connected = 0
    package private(set) var waiting: Set<EntryID> = []
    package private(set) var talking: [EntryID: AgentID] = [:]
    package private(set) var violations: [String] = []

    /// To be called back and not dialled yet: they count as ended.
    package private(set) var requests: Set<EntryID> = []
    private var dialled: Set<EntryID> = []
    private var asked: [OfferID: OfferMade] = [:]
    private var offersOf: [EntryID: Set<OfferID>] = [:]
    /// Who has picked up.
    private var winnerOf: [EntryID: OfferID] = [:]
    private var desks = DeskLedger()
    private var known: Set<EntryID> = []
    private var rests: [AgentID: Instant] = [:]
    /// What agents asked to become after the call, and what they must become now that it is over.
    private var promised: [AgentID: AfterCall] = [:]
    private var owed: [AgentID: AfterCall] = [:]
    /// Who is on the way to another queue: the next fact opens their entry there.
    private var moving: EntryClosed?
    private var callers: [EntryID: EntryOpened] = [:]
    private var latest: Instant?
    private var dispositions = DispositionLedger()

    package init() {}

    /// O = A + Ab + X + waiting; who talks counts as answered from the connection on.
    package var balances: Bool {
        offered == answered + abandoned + others + waiting.count + talking.count
            && connected == answered + talking.count
    }

    package mutating func add(_ dated: DatedFact) {
        if let latest, dated.at < latest { note("time runs backwards", dated) }
        latest = dated.at
        follow(dated)
        if let wrong = dispositions.add(dated.fact) { note(wrong, dated) }
        switch dated.fact {
        case .entryOpened(let fact):
            offered += 1
            if !known.insert(fact.entry).inserted { note("entry opened twice", dated) }
            if fact.enteredAt > dated.at { note("entered in the future", dated) }
            waiting.insert(fact.entry)
        case .offerMade(let fact):
            if !stands(fact.entry) { note("offered without waiting", dated) }
            if winnerOf[fact.entry] != nil { note("offered although somebody picked up", dated) }
            offersOf[fact.entry, default: []].insert(fact.offer)
            // An offer without time to ring is a talking pair that was found.
            if let wrong = desks.offer(fact, isFound: fact.deadline <= dated.at) { note(wrong, dated) }
            if let rest = rests[fact.agent], dated.at < rest, fact.deadline > dated.at { note("no rest", dated) }
            asked[fact.offer] = fact
        case .offerRinging(let offer):
            if asked[offer] == nil { note("not offered", dated) }
        case .offerAnswered(let offer):
            guard let entry = asked[offer]?.entry else { return note("not offered", dated) }
            if winnerOf.updateValue(offer, forKey: entry) != nil { note("two agents for one caller", dated) }
        case .offerLost(let fact):
            guard let made = asked.removeValue(forKey: fact.offer), made.entry == fact.entry, made.agent == fact.agent
            else { return note("lost what was not offered", dated) }
            offersOf[fact.entry]?.remove(fact.offer)
            if winnerOf[fact.entry] == fact.offer { winnerOf[fact.entry] = nil }
            desks.end(fact.offer, of: fact.agent)
            if !desks.isBusy(fact.agent) {
                owed[fact.agent] = fact.why == .agentLeft ? nil : promised.removeValue(forKey: fact.agent)
            }
        case .entryConnected(let fact):
            connected += 1
            if asked[fact.offer]?.agent != fact.agent { note("connected without offer", dated) }
            if winnerOf[fact.entry] != fact.offer { note("connected before anybody picked up", dated) }
            if offersOf[fact.entry] != [fact.offer] { note("connected while other phones ring", dated) }
            if waiting.remove(fact.entry) == nil { note("connected without waiting", dated) }
            talking[fact.entry] = fact.agent
            desks.connect(fact.offer, of: fact.agent)
        case .holdBegun(let hold): if let wrong = holdBegins(hold) { note(wrong, dated) }
        case .holdEnded(let hold): if let wrong = desks.hold(hold, begins: false) { note(wrong, dated) }
        case .entryClosed(let fact): close(fact, dated)
        case .agentChanged(let fact):
            if let wrong = desks.change(fact, at: dated.at) { note(wrong, dated) }
            rests[fact.agent] = fact.restUntil
            promised[fact.agent] = fact.afterCall
            switch owed.removeValue(forKey: fact.agent) {
            case .offline: if fact.state != .offline { note("did not log out after the call", dated) }
            case .notReady(let reason):
                if fact.state != .notReady || fact.reason != reason { note("did not pause after the call", dated) }
            case nil: break
            }
        case .entryPlaced(let fact):
            if !stands(fact.entry) { note("placed without waiting", dated) }
        case .entryWidened(let entry, _), .entryOverdue(let entry):
            if offersOf[entry]?.isEmpty != false { note("no phone rings", dated) }
        case .demandRelaxed(let entry, _):
            if !stands(entry) { note("relaxed without waiting", dated) }
        case .callbackTaken(let fact):
            others += 1
            if waiting.remove(fact.entry) == nil { note("to be called back without waiting", dated) }
            if offersOf[fact.entry]?.isEmpty == false { note("to be called back while a phone rings", dated) }
            requests.insert(fact.entry)
        case .callbackDialled(let fact):
            others -= 1
            if requests.remove(fact.entry) == nil { note("called back without a request", dated) }
            if !dialled.insert(fact.entry).inserted { note("called back twice", dated) }
            if winnerOf[fact.entry] != fact.offer { note("called back before anybody picked up", dated) }
            waiting.insert(fact.entry)
        case .callbackAnswered(let entry):
            if !waiting.contains(entry) || !dialled.contains(entry) { note("picked up without being called", dated) }
        case .callbackEnded(let fact):
            if requests.remove(fact.entry) == nil { note("a request ends that nobody made", dated) }
            if offersOf.removeValue(forKey: fact.entry)?.isEmpty == false { note("closed in an offer", dated) }
            callers[fact.entry] = nil
        case .settingsChanged(let settings): desks.settings(settings)
        case .partChanged, .agentSeated, .queueTurned, .headsetCalled, .headsetUp, .headsetGone, .orderGiven,
            .dispositionGiven,
            .dispositionMissed, .callerLeft, .serverLost, .serverReconciled:
            break
        }
        if !balances { note("the figures do not balance", dated) }
    }

    /// Who is sent on to another queue arrives there at once, the same caller with all that they have waited.
    private mutating func follow(_ dated: DatedFact) {
        if let moving {
            self.moving = nil
            let before = callers.removeValue(forKey: moving.entry)
            guard case .entryOpened(let opened) = dated.fact, opened.from == moving.entry, let before,
                opened.queue == moving.to?.queue, opened.enteredAt == before.enteredAt,
                opened.channel == before.channel, opened.caller == before.caller, opened.call == before.call
            else { return note("lost between two queues", dated) }
            callers[opened.entry] = opened
            return
        }
        switch dated.fact {
        case .entryOpened(let opened):
            if opened.from != nil { note("comes from nowhere", dated) }
            callers[opened.entry] = opened
        case .entryClosed(let closed):
            if closed.to?.queue != nil { moving = closed } else { callers[closed.entry] = nil }
        default: break
        }
    }

    private mutating func close(_ fact: EntryClosed, _ dated: DatedFact) {
        switch fact.outcome {
        case .answered:
            answered += 1
            guard let agent = talking.removeValue(forKey: fact.entry) else { return note("answered by nobody", dated) }
            for offer in offersOf[fact.entry] ?? [] {
                asked[offer] = nil
                desks.end(offer, of: agent)
            }
            if !desks.isBusy(agent) { owed[agent] = promised.removeValue(forKey: agent) }
        case .abandoned:
            abandoned += 1
            if fact.by != .caller { note("abandoned by somebody else", dated) }
        default: others += 1
        }
        let offers = offersOf.removeValue(forKey: fact.entry) ?? []
        winnerOf[fact.entry] = nil
        guard fact.outcome != .answered else { return }
        if waiting.remove(fact.entry) == nil { note("closed without waiting", dated) }
        if !offers.isEmpty { note("closed in an offer", dated) }
    }

    /// Only who was picked up for can be on hold.
    private mutating func holdBegins(_ hold: Hold) -> String? {
        if let call = hold.call, winnerOf[call.entry] != call.offer { return "on hold before anybody picked up" }
        return desks.hold(hold, begins: true)
    }

    /// In line, on the telephone or not.
    private func stands(_ entry: EntryID) -> Bool { waiting.contains(entry) || requests.contains(entry) }

    private mutating func note(_ what: String, _ dated: DatedFact) {
        violations.append("\(what): \(dated)")
    }
}
