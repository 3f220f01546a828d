import Logging
import Queueing
import Telephony

/// Callers who need not wait on the line. Numbers are the rim's business: whether one may be dialled, and whose request
/// is whose.
extension Core {
    /// Why somebody cannot be called back.
    package enum CallbackRefusal: Error, Hashable, Sendable {
        case caller(CallerRefusal)
        case number(DialRules.Refusal)

        /// As the API names it.
        package var code: String {
            switch self {
            case .caller(let refusal): refusal.rawValue
            case .number(let refusal): refusal.rawValue
            }
        }
    }

    /// Somebody asks that a caller be called back.
    /// - Parameters:
    ///   - number: where; nil for the number that they call from.
    ///   - order: who said so, for the record.
    package func callBack(
        _ entry: EntryID, at number: String?, by order: OrderGiven? = nil
    ) -> CallbackRefusal? {
        defer { flush() }
        return ask(entry, number: number, key: nil, order)
    }

    /// A waiting caller pressed a key.
    /// - Returns: whether it is the one by which they ask to be called back.
    func asksForCallback(_ leg: LegKey, key: String) -> Bool {
        guard case .caller(let id) = engine.state.legs[leg], let entry = engine.state.entries[id],
            entry.winner == nil, let wanted = engine.state.queues[entry.queue]?.settings.callback?.key, wanted == key
        else { return false }
        if let refusal = ask(id, number: nil, key: key) {
            log.warning(
                "a caller cannot be called back and waits on",
                metadata: ["call": "\(entry.call)", "queue": "\(entry.queue)", "why": "\(refusal.code)"])
        }
        return true
    }

    private func ask(
        _ id: EntryID, number: String?, key: String?, _ order: OrderGiven? = nil
    ) -> CallbackRefusal? {
        guard let entry = engine.state.entries[id] else { return .caller(.unknown) }
        let known = identities[entry.caller]
        let dialled: String
        do { dialled = try dialling.check(number ?? known?.number) } catch { return .number(error) }
        let customer = dialled == known?.number ? entry.caller : ids.caller()
        let request = CallbackRequest(
            customer: customer, key: key, instead: request(of: dialled, in: entry.queue, besides: id))
        if let refusal = obey(.callBack(request), about: id, order) { return .caller(refusal) }
        // Before what was decided leaves, and only who is to be called: of anybody else no fact would ever say that they
        // can be forgotten.
        if customer != entry.caller, engine.state.entries[id]?.caller == customer {
            remember(customer, CallerIdentity(number: dialled, name: known?.name))
        }
        return nil
    }

    private func remember(_ customer: CallerToken, _ identity: CallerIdentity) {
        ports.journal.remember(customer, identity, agent: nil, at: clock.now())
        ports.effects.remember(customer, identity)
        ports.picture.caller(customer, identity)
        identities[customer] = identity
    }

    /// The request of whoever calls from a number, in one queue. Withheld numbers never match.
    func request(of number: String?, in queue: QueueID, besides entry: EntryID? = nil) -> CallerToken? {
        guard let number, !number.isEmpty, !engine.state.callbacks.isEmpty else { return nil }
        return engine.state.callbacks(of: queue).first {
            $0.id != entry && identities[$0.caller]?.number == number
        }?.caller
    }

    private func forget(_ caller: CallerToken) {
        ports.effects.forget(caller)
        identities[caller] = nil
    }

    /// Whoever asked may be called back at another number: of the two only the one that will be dialled is needed.
    func followCallback(_ fact: Fact, _ callers: inout [EntryID: CallerToken]) {
        switch fact {
        case .callbackTaken(let taken):
            if let caller = callers[taken.entry], caller != taken.customer { forget(caller) }
            callers[taken.entry] = taken.customer
        case .callbackEnded(let ended):
            if let caller = callers.removeValue(forKey: ended.entry) { forget(caller) }
        default: break
        }
    }

    /// Whether somebody is here who has to be served before this process may end. Who is to be called back can wait for
    /// the next one.
    var hasCallers: Bool { engine.state.entries.values.contains(where: \.hasLeg) }
}

extension QueueState {
    /// Whether a leg is one to a customer who has not picked up.
    func isUnanswered(_ leg: LegKey) -> Bool {
        guard case .caller(let id) = legs[leg], let entry = entries[id] else { return false }
        return entry.isBeingCalledBack && entry.callback?.isAnswered == false
    }
}
