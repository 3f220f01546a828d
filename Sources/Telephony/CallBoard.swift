/// The live picture of one server: its legs, bridges, playbacks, recordings, endpoints and device states, folded from
/// events.
///
/// Theory of operation:
/// - **A leg's own events carry its truth.** Asterisk publishes them in order. What a bridge or a dial says of a leg may
///   be older than what the leg said itself, so it serves only to adopt a leg that nobody told of.
/// - **A bridge's events are in order among themselves**, and each lists its members; where the list is not ours, a
///   membership event was lost, and theirs is taken. Bridge and channel events are not in order against each other.
/// - **An id that ended stays ended.** The latest ends are remembered (a bounded number), so that a late event makes no
///   ghost. Only an end that was inferred is taken back, by an event stamped after the comparison.
/// - **One event may come twice**, word for word and stamp for stamp, where subscriptions overlap (a channel's own and
///   its endpoint's). That is no anomaly and changes nothing.
/// - **Nothing is kept of what ended.** A playback or recording ends with what it aims at, if not before.
/// - **A comparison sets a horizon** (`TelephonyEvent.Kind.reconciled`): what Asterisk stamped before it began is in the
///   answers already, so such an event changes no state; only ends are still taken from it. The horizon is lifted
///   by the first event stamped a second after it, so that a clock set back later does no harm.
///
/// The same events give the same board, and its views come in an order that depends on nothing else.
package struct CallBoard: Sendable {
    /// What the events come from, which decides how the end of a thing is learned.
    package let watch: Watch
    /// When the server started, as of the latest comparison.
    package internal(set) var serverStartedAt: Instant?

    var legs = Slots(vacant: LegNode.vacant)
    var legSlots = Directory<ChannelID>(capacity: 4096)
    var bridges = Slots(vacant: Bridge.vacant)
    var bridgeSlots = Directory<BridgeID>(capacity: 2048)
    var playbacks: [PlaybackID: Playback] = [:]
    var recordings: [RecordingName: Recording] = [:]
    /// How many playbacks and recordings aim at a thing.
    var mediaCounts: [MediaTarget: Int32] = [:]
    var endpoints: [EndpointID: Dated<Endpoint>] = [:]
    var devices: [String: Dated<DeviceState>] = [:]

    var endedPlaybacks = RecentEnds<PlaybackID>(capacity: 1024)
    var endedRecordings = RecentEnds<RecordingName>(capacity: 512)
    var horizon: Instant?
    /// Counts the connections to the server's event stream.
    var connection: UInt32 = 0

    package init(watch: Watch = .everything) { self.watch = watch }

    /// Folds one event. Never fails: what cannot be is noted in `changes.anomalies`.
    package mutating func apply(_ event: TelephonyEvent, into changes: inout BoardChanges) {
        changes.reset()
        let stamp = Stamp(
            told: Told(at: event.at, on: connection, inferred: event.inferred), isLate: isLate(event))
        changes.isLate = stamp.isLate
        fold(event.kind, stamp, &changes)
    }

    /// Folds one event where speed is not the point.
    @discardableResult
    package mutating func apply(_ event: TelephonyEvent) -> BoardChanges {
        var changes = BoardChanges()
        apply(event, into: &changes)
        return changes
    }

    private mutating func isLate(_ event: TelephonyEvent) -> Bool {
        guard let horizon, !event.inferred else { return false }
        if event.at < horizon { return true }
        if event.at >= horizon + .seconds(1) { self.horizon = nil }
        return false
    }
}

/// What an application is subscribed to.
package enum Watch: Hashable, Sendable {
    /// All events: every end is told.
    case everything
    /// Each leg that enters our application, from then on. What is known from a bridge alone (an announcer) goes out of
    /// sight when it leaves it, and a bridge whose making was not seen when its last member leaves.
    case ownLegs
    /// Nothing by itself. A leg goes out of sight also when the application gives it up, unless it was seen to appear.
    case application
}

/// How an event is to be taken.
struct Stamp {
    var told: Told
    var isLate: Bool

    var at: Instant { told.at }
    var inferred: Bool { told.inferred }
}

/// A leg in its slot, linked to its neighbours in the bridge.
struct LegNode: Sendable {
    var leg: Leg
    var bridgeSlot: Int32 = -1
    var previous: Int32 = -1
    var next: Int32 = -1

    static let vacant = LegNode(
        leg: Leg(
            LegSnapshot(id: ChannelID("")), .never, sight: .told))
}

/// A value with the event that told it.
struct Dated<Value: Sendable>: Sendable {
    var value: Value
    var heard: Told
}
