import ARITelephony
import CallCenter
import Locking
import Queueing
import Telephony

/// A journal in memory: everything is committed at once, or when the test says so.
final class FakeJournal: FactJournal {
    private struct State {
        var held: [@Sendable (Bool) -> Void] = []
        var isHolding = false
        var last: Int64 = 0
    }

    private let state = Locked(State())
    let facts = Told<DatedFact>()
    let callers = Told<CallerIdentity>()
    let notes = Told<String>()

    func append(_ facts: [DatedFact], released: @escaping @Sendable (Bool) -> Void) -> Int64 {
        for fact in facts { self.facts.add(fact) }
        let (last, isHeld) = state.withLock { state in
            state.last += Int64(facts.count)
            if state.isHolding { state.held.append(released) }
            return (state.last, state.isHolding)
        }
        if !isHeld { released(true) }
        return last
    }

    func remember(_ caller: CallerToken, _ identity: CallerIdentity, agent: AgentID?, at: Instant) {
        callers.add(identity)
    }

    func keep(_ note: String, as id: String, call: CallID, agent: AgentID, at: Instant) {
        notes.add("\(id) \(call) \(agent): \(note)")
    }

    func hold() { state.withLock { $0.isHolding = true } }

    /// The disk has caught up.
    func release() {
        let held = state.withLock { state in
            state.isHolding = false
            defer { state.held = [] }
            return state.held
        }
        for released in held { released(true) }
    }
}

/// What the core asks of the rim.
final class FakeEffects: EffectSink {
    enum Order: Hashable, Sendable {
        case act(Effect.Action)
        case said(PlaybackID)
        case suspect([ChannelID])
        case probe(ChannelID)
        case discard(ChannelID)
        case giveBack(ChannelID, DialplanPlace?)
        case entered(LegKey)
        case forget(CallerToken)
    }

    let orders = Told<Order>()
    let effects = Told<Effect>()
    let identities = Told<CallerIdentity>()
    /// The call that each probe and each discard was told to be about.
    let calls = Told<CallID?>()

    func follow(_ rules: DialRules) {}
    func carryOut(_ effects: [Effect], areKept: Bool) {
        for effect in effects {
            self.effects.add(effect)
            orders.add(.act(effect.action))
        }
    }
    func remember(_ caller: CallerToken, _ identity: CallerIdentity) { identities.add(identity) }
    func forget(_ caller: CallerToken) { orders.add(.forget(caller)) }
    func entered(_ leg: LegKey) { orders.add(.entered(leg)) }
    func said(_ playback: PlaybackID, on server: ServerID) { orders.add(.said(playback)) }
    func suspect(_ legs: [ChannelID], on server: ServerID) { orders.add(.suspect(legs)) }
    func probe(_ channel: ChannelID, on server: ServerID, call: CallID?) {
        calls.add(call)
        orders.add(.probe(channel))
    }
    func discard(_ channel: ChannelID, on server: ServerID, reason: HangupReason, call: CallID?) {
        calls.add(call)
        orders.add(.discard(channel))
    }
    func giveBack(_ channel: ChannelID, on server: ServerID, to place: DialplanPlace?) {
        orders.add(.giveBack(channel, place))
    }
}

/// A picture that nobody looks at, before one that somebody may.
struct FakePicture: PictureSink {
    var next: (any PictureSink)?
    let identities = Told<CallerIdentity>()
    let lasts = Told<Int64>()

    func facts(_ facts: [DatedFact], last: Int64) {
        lasts.add(last)
        next?.facts(facts, last: last)
    }
    func events(_ server: ServerID, _ events: [TelephonyEvent]) { next?.events(server, events) }
    func caller(_ token: CallerToken, _ identity: CallerIdentity) {
        identities.add(identity)
        next?.caller(token, identity)
    }
    func link(_ server: ServerID, _ status: LinkStatus) {}
}
