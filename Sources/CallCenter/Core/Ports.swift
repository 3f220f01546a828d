import Queueing
import Telephony

/// Keeps facts, in the order in which they were handed over.
package protocol FactJournal: Sendable {
    /// Appends facts and calls `released` once, on any thread: when they are committed (then with true), or when they will
    /// not be soon and the world must not wait. Returns the sequence of the last fact.
    func append(_ facts: [DatedFact], released: @escaping @Sendable (Bool) -> Void) -> Int64
    /// Remembers who a token stands for, and to whom they talked, in the erasable table.
    func remember(_ caller: CallerToken, _ identity: CallerIdentity, agent: AgentID?, at: Instant)
    /// Keeps what was written about a call, in the erasable table.
    func keep(_ note: String, as id: String, call: CallID, agent: AgentID, at: Instant)
}

/// A caller's number and name, as the network told them. Never in a fact.
package struct CallerIdentity: Hashable, Sendable {
    package var number: String?
    package var name: String?

    package init(number: String?, name: String?) {
        self.number = number
        self.name = name
    }
}

/// Carries effects out and answers each with one call of `Core.effectFinished`.
package protocol EffectSink: Sendable {
    /// - Parameter areKept: whether the facts that they follow from are committed.
    func carryOut(_ effects: [Effect], areKept: Bool)
    /// Which numbers may be dialled, from now on.
    func follow(_ rules: DialRules)
    /// Who a token stands for, for the display of the agent's phone.
    func remember(_ caller: CallerToken, _ identity: CallerIdentity)
    func forget(_ caller: CallerToken)
    /// What was said under this id is over.
    func said(_ playback: PlaybackID, on server: ServerID)
    /// An earlier process had these legs, and may be saying something to them.
    func suspect(_ legs: [ChannelID], on server: ServerID)
    /// A leg is in our application, for those who wait for it.
    func entered(_ leg: LegKey)
    /// Asks whether a channel lives on outside our application; answered with `Core.probed`.
    func probe(_ channel: ChannelID, on server: ServerID, call: CallID?)
    /// Ends a leg that no entry owns. The call is the one that it was made for, where it says so.
    func discard(_ channel: ChannelID, on server: ServerID, reason: HangupReason, call: CallID?)
    /// Gives a leg back to the dialplan.
    func giveBack(_ channel: ChannelID, on server: ServerID, to place: DialplanPlace?)
}

extension DialplanPlace {
    /// Where nobody gets silence: the native queue of asterisk-conf/extensions.conf.
    static let fallback = DialplanPlace(context: "mayday-fb", extension: "s")
}

/// The readers' side: told everything, asked nothing.
package protocol PictureSink: Sendable {
    /// - Parameter last: the sequence of the last of them.
    func facts(_ facts: [DatedFact], last: Int64)
    func events(_ server: ServerID, _ events: [TelephonyEvent])
    func caller(_ token: CallerToken, _ identity: CallerIdentity)
    func link(_ server: ServerID, _ status: LinkStatus)
}

/// What a link tells of itself.
package struct LinkStatus: Hashable, Sendable {
    package enum Phase: String, Hashable, Sendable {
        case connecting, reconciling, up, down, replaced
    }
    package var phase: Phase
    package var since: Instant
    /// Why it is down; nil while it is up.
    package var reason: String?
    package var version: String?
    package var asteriskID: String?
    package var missing: [String]

    package init(
        phase: Phase, since: Instant, reason: String? = nil, version: String? = nil, asteriskID: String? = nil,
        missing: [String] = []
    ) {
        self.phase = phase
        self.since = since
        self.reason = reason
        self.version = version
        self.asteriskID = asteriskID
        self.missing = missing
    }
}
