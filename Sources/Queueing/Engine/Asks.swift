import Telephony

/// What was asked of the rim and has not been answered. Each ask belongs to something alive, and is repeated when no
/// answer comes: effects may be repeated as often as one likes.
///
/// Lives as long as the process; after a restart or a gap the reconcile asks anew for everything.
struct Asks: Sendable {
    enum Owner: Hashable, Comparable, Sendable {
        /// A waiting caller: the welcome.
        case entry(EntryID)
        /// A running offer: the dial, then the bridge.
        case offer(OfferID)
        /// A caller who talks: the end of what the wait gave them.
        case talk(EntryID)
        /// An agent's leg: the end of the ring that it heard before a callback's connection.
        case ring(LegKey)
        /// A headset that is not connected yet: the dial, then its bridge.
        case headset(AgentID)
        /// A leg on the way out.
        case leg(LegKey)
        /// A bridge on the way out.
        case bridge(LegKey)
    }

    struct Ask: Hashable, Sendable {
        var owner: Owner
        var effect: Effect
        /// The effect's earlier number, if it was repeated: the answer to that one counts as well.
        var earlier: EffectID?
        /// When it was first asked for.
        var begunAt: Instant
        var attempts = 1
        var remindAt: Instant?
    }

    private struct Reminder: Comparable, Sendable {
        var at: Instant
        var owner: Owner
        static func < (left: Reminder, right: Reminder) -> Bool {
            left.at != right.at ? left.at < right.at : left.owner < right.owner
        }
    }

    private var asks: [Owner: Ask] = [:]
    private var owners: [UInt64: Owner] = [:]
    private var reminders = OrderedIndex<Reminder>()
    /// Bridges that were asked for before a gap, by their offers: the answer may still come.
    private var overtaken: [Owner: EffectID] = [:]

    var nextReminder: Instant? { reminders.first?.at }
    var all: [Ask] { asks.values.sorted { $0.owner < $1.owner } }

    subscript(owner: Owner) -> Ask? { asks[owner] }

    /// Remembers a new ask; what the owner had asked for before is forgotten.
    mutating func begin(_ effect: Effect, for owner: Owner, at now: Instant, remindAt: Instant?) {
        drop(owner)
        var earlier: EffectID?
        if case .connect = effect.action { earlier = overtaken.removeValue(forKey: owner) }
        store(Ask(owner: owner, effect: effect, earlier: earlier, begunAt: now, remindAt: remindAt))
    }

    /// Remembers that the owner's effect was asked for once more under a new number.
    mutating func again(_ owner: Owner, as id: EffectID, remindAt: Instant) {
        guard var ask = drop(owner) else { return }
        ask.earlier = ask.effect.id
        ask.effect.id = id
        ask.attempts += 1
        ask.remindAt = remindAt
        store(ask)
    }

    /// Goes on waiting for the answer to the same effect, one attempt later.
    mutating func wait(_ owner: Owner, until: Instant) {
        guard var ask = drop(owner) else { return }
        ask.attempts += 1
        ask.remindAt = until
        store(ask)
    }

    /// Sets the reminder of an ask that goes on.
    mutating func remind(_ owner: Owner, at: Instant) {
        guard var ask = drop(owner) else { return }
        ask.remindAt = at
        store(ask)
    }

    /// The answer to an ask is awaited for another owner, and if none comes something else is asked for.
    mutating func handOver(_ owner: Owner, to heir: Owner, as action: Effect.Action, remindAt: Instant) {
        guard var ask = drop(owner) else { return }
        drop(heir)
        ask.owner = heir
        ask.effect.action = action
        ask.remindAt = remindAt
        store(ask)
    }

    /// The ask that an answer belongs to; nil for one that came before or is of no interest any more.
    func find(_ id: EffectID) -> Ask? { owners[id.number].flatMap { asks[$0] } }

    @discardableResult
    mutating func drop(_ owner: Owner) -> Ask? {
        guard let ask = asks.removeValue(forKey: owner) else { return nil }
        owners[ask.effect.id.number] = nil
        if let earlier = ask.earlier { owners[earlier.number] = nil }
        if let at = ask.remindAt { reminders.remove(Reminder(at: at, owner: owner)) }
        return ask
    }

    /// Forgets what was asked of a server; what was asked for after a moment is left alone, where one is given.
    mutating func drop(server: ServerID, begunBy moment: Instant?) {
        overtaken = [:]
        for ask in all where ask.effect.server == server && moment.map({ ask.begunAt <= $0 }) ?? true {
            if case .offer = ask.owner, case .connect = ask.effect.action { overtaken[ask.owner] = ask.effect.id }
            drop(ask.owner)
        }
    }

    /// The first owner whose reminder is due.
    func due(at now: Instant) -> Owner? {
        guard let first = reminders.first, first.at <= now else { return nil }
        return first.owner
    }

    private mutating func store(_ ask: Ask) {
        asks[ask.owner] = ask
        owners[ask.effect.id.number] = ask.owner
        if let earlier = ask.earlier { owners[earlier.number] = ask.owner }
        if let at = ask.remindAt { reminders.insert(Reminder(at: at, owner: ask.owner)) }
    }
}
