import Telephony

extension QueueState {
    /// One stay of one call in one queue, while it lasts.
    package struct Entry: Hashable, Sendable {
        /// `offered` until the bridge is made, also while it is being made.
        package enum Stage: String, Hashable, Sendable {
            case waiting, offered, connected
        }

        package var id: EntryID
        package var call: CallID
        package var server: ServerID
        package var channel: ChannelID
        package var queue: QueueID
        package var group: String
        package var caller: CallerToken
        package var enteredAt: Instant
        /// When it became known here; later than `enteredAt` for a caller who came back.
        package var openedAt: Instant
        package var priority: Int
        /// Grows with every entry of this journal: the last word on who came first.
        package var arrival: UInt64
        package var stage: Stage
        /// The offers that run, the first made first; once connected only the one that led there.
        package var running: [OfferID] = []
        /// The offer that was picked up, whose bridge is being made or is there. No other runs beside it.
        package var winner: OfferID?
        package var connectedAt: Instant?
        /// How many offers were made, the running ones included.
        package var offers: Int
        /// How many may run at a time, where phones ring progressively.
        package var offersAtOnce = 1
        /// Whom this caller was offered to last.
        package var lastAsked: Turn?
        /// The longest wait ended while phones rang: those are the last ones.
        package var isOverdue = false
        /// What this caller asks of the agent, beside what the queue asks.
        package var needs = Needs.none
        /// How far that has been relaxed: -1 waits for the preferred agent alone, 0 asks everything, from 1 on it is the
        /// queue's widening steps that have been reached.
        package var rung = 0
        /// What is asked at this rung; follows from the queue's settings.
        package internal(set) var demand = Demand.none
        /// How often they were sent on without anybody's doing.
        package var passes = 0
        /// Their entry in another queue of ours, from which they came here.
        package var from: EntryID?
        /// What they stand by in line, where that is not when they entered.
        package var standsSince: Instant?
        /// Their order among those who stand by the same moment, where somebody gave them one.
        package var order: Int64?
        /// The offer that somebody asked for: no other is made beside it.
        package var pick: OfferID?
        /// The agent has said how the call goes, while they talk.
        package var isDisposed = false

        /// Their caller is called back instead of waiting on the line.
        package var callback: Callback?

        /// What the longest wait counts from: in a queue to which they were sent on, that moment.
        package var limitedFrom: Instant { from == nil ? enteredAt : openedAt }

        /// Since when their leg is with us: longer than the entry where they came from another queue.
        package var hereSince: Instant { callback?.dialledAt ?? (from == nil ? openedAt : enteredAt) }

        package var place: Place {
            Place(priority: priority, enteredAt: standsSince ?? enteredAt, order: order, arrival: arrival, entry: id)
        }
        package var lane: LaneKey { LaneKey(queue: queue, server: server) }
        package var leg: LegKey { LegKey(server, channel) }
    }

    /// An agent's place in the configured list, as it was when it was their turn.
    package struct Turn: Hashable, Sendable {
        package var position: Int
        package var agent: AgentID
    }

    /// What an agent has done in one queue since they logged in.
    package struct Tally: Hashable, Sendable {
        package var queue: QueueID
        /// Callers they talked to.
        package var calls = 0
        package var talk = Span.zero
    }

    /// One reservation of one agent for one entry, from the dial to the end of the talk.
    package struct Offer: Hashable, Sendable {
        package enum Stage: String, Hashable, Sendable {
            case dialling, ringing, answered, connected
        }

        package var id: OfferID
        package var entry: EntryID
        package var queue: QueueID
        package var agent: AgentID
        package var server: ServerID
        package var channel: ChannelID
        package var bridge: BridgeID
        package var madeAt: Instant
        /// The end of the ring; without meaning once picked up.
        package var deadline: Instant
        package var stage: Stage
        /// The entry's how manieth offer it is, from 1.
        package var number: Int
        /// Somebody asked for it.
        package var isPick = false
        /// Since when the agent's phone has it on hold; from the connection on, where that was before.
        package internal(set) var heldSince: Instant?
        /// How long it was on hold in the talk, without a hold that goes on.
        package internal(set) var heldFor = Span.zero

        package var leg: LegKey { LegKey(server, channel) }
    }

    /// One agent. Kept after their removal from the configuration until their last call is over.
    package struct Agent: Hashable, Sendable {
        package var settings: AgentSettings
        package var state: AgentState
        package var since: Instant
        package var reason: String?
        package var until: Instant?
        package var restUntil: Instant?
        package var afterCall: AfterCall?
        /// What longest idle goes by.
        package var idleSince: Instant
        /// The running offers and calls, see ``Work``.
        package internal(set) var work: [Work] = []
        /// What their calls ask that have ended, until it is done.
        package internal(set) var aftermath: Aftermath?
        /// Their ended calls of which it is not known yet how long what follows them takes.
        package internal(set) var handled: [Handled] = []
        /// Offers in a row that did not reach the phone.
        package var failures: Int
        /// No longer in the configuration.
        package var isRetired: Bool
        /// Only queues in which something was done, in order of their ids.
        package var tallies: [Tally] = []
        /// The queues in which they have no part at present, in order of their ids.
        package var absences: [Absence] = []
        /// Where they sit instead of at the configured endpoint.
        package var seat: String?
        /// While they owe a word about the last call: when the wrap-up ends once they have given it.
        package var whenDisposed: Instant?
        package var lastTalk: Talk?
        /// Their leg that stays connected between calls, or is being called.
        package internal(set) var headset: Headset?

        package var id: AgentID { settings.id }

        package func tally(of queue: QueueID) -> Tally {
            tallies.first { $0.queue == queue } ?? Tally(queue: queue)
        }

        mutating func set(_ tally: Tally) {
            let place = tallies.firstIndex { $0.queue >= tally.queue } ?? tallies.count
            if place < tallies.count, tallies[place].queue == tally.queue {
                tallies[place] = tally
            } else {
                tallies.insert(tally, at: place)
            }
        }

        var endpointKey: EndpointKey { EndpointKey(server: settings.server, endpoint: endpoint) }
        /// Whether an offer can be made to them, who have no call.
        package var isAvailable: Bool { state == .ready && restUntil == nil && work.isEmpty && !isRetired }
        package var deadline: Instant? { until ?? restUntil }
    }

    /// One queue. Kept after its removal from the configuration until its last call is over.
    package struct Queue: Hashable, Sendable {
        package var settings: QueueSettings
        package var isRetired: Bool
        /// Entries that are not over.
        package var entries: Int
        /// Whom it asked last.
        package var lastAsked: Turn?
        /// How long the last calls took, talk and the time after it, the latest last: what the wait is estimated by.
        package var handleTimes: [Span] = []
        /// What the one whom it asked last had done by then: where those who log in begin.
        package var level: Tally?
        /// Whether it takes callers.
        package var door = Door.open

        package var id: QueueID { settings.id }

        /// How many calls the estimate goes by.
        package static let estimatedBy = 20

        mutating func handled(in time: Span) {
            handleTimes.append(time)
            if handleTimes.count > Self.estimatedBy { handleTimes.removeFirst() }
        }
    }

    package struct Server: Hashable, Sendable {
        /// Whether its picture is known. False before the first reconcile.
        package var isUp: Bool
    }

    /// What a leg on a server is to us.
    package enum LegRole: Hashable, Sendable {
        case caller(EntryID)
        case agent(OfferID)
        /// A headset without a call, in its bridge or on the way there.
        case headset(AgentID)
        /// The caller of a closed entry, on the way out.
        case leaving(Leaving)
    }

    /// How a caller is sent away.
    package enum Leaving: Hashable, Sendable {
        case hangUp(CallID)
        case release(CallID, to: Target)
    }
}
