import Telephony

/// Compares the live picture with what the server answered, and says the differences as events marked `inferred`.
///
/// While the questions are asked, events go on coming. The rule for what raced:
///
/// 1. Events are folded as they arrive, also while the answers are awaited; the comparison is made when all answers
///    are there, and its events are folded at once.
/// 2. What was told on the present connection since the questions began (`begunAt`, Asterisk's clock) is left alone:
///    events know better than the answers. Which bridge and which application a leg is in, and whether it is on hold, are
///    matters of their own, because the leg's other events do not say it.
/// 3. Everything else is as the answers say: what they lack has ended, what the board lacks appears.
/// 4. An id whose end was told never comes back, even if an answer given before that end lists it.
/// 5. Events stamped before `begunAt` that arrive later change nothing (they are in the answers); those stamped until
///    `endedAt` are folded, and meet what they tell already there (`CallBoard` notes no anomaly for that).
///
/// What began and ended between two looks cannot be found out; the `BlindInterval` says so.
package enum BoardRepair {
    /// What of a server's life belongs onto the board.
    package enum Scope: Hashable, Sendable {
        /// Everything (the application is subscribed to all events).
        case everything
        /// What an application of ours has or is subscribed to, and what is on the board already.
        case application(String)
    }

    /// The differences, in an order in which each can be folded; the last event is `reconciled`.
    package static func diff(
        _ board: CallBoard, _ snapshot: AsteriskSnapshot, scope: Scope = .everything
    ) -> [TelephonyEvent] {
        var comparison = Comparison(board: board, snapshot: snapshot, scope: scope)
        comparison.server()
        comparison.endedLegs()
        comparison.legs()
        comparison.newBridges()
        comparison.members()
        comparison.endedBridges()
        comparison.media()
        comparison.endpoints()
        comparison.infer(
            .reconciled(
                Reconciliation(
                    begunAt: snapshot.begunAt, endedAt: snapshot.endedAt, serverStartedAt: snapshot.startedAt)))
        return comparison.events
    }
}

/// One comparison under way.
struct Comparison {
    let board: CallBoard
    let snapshot: AsteriskSnapshot
    private let legsByID: [ChannelID: LegSnapshot]
    private let bridgesByID: [BridgeID: BridgeSnapshot]
    /// Which bridge a leg is in, as answered.
    private let bridgeByLeg: [ChannelID: BridgeID]
    private(set) var events: [TelephonyEvent] = []

    init(board: CallBoard, snapshot: AsteriskSnapshot, scope: BoardRepair.Scope) {
        self.board = board
        let inScope = snapshot.restricted(to: scope, board)
        self.snapshot = inScope
        legsByID = Dictionary(inScope.legs.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        bridgesByID = Dictionary(inScope.bridges.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        bridgeByLeg = Dictionary(
            inScope.bridges.flatMap { bridge in bridge.members.map { ($0, bridge.id) } }, uniquingKeysWith: { $1 })
    }

    mutating func infer(_ kind: TelephonyEvent.Kind) {
        events.append(TelephonyEvent(at: snapshot.endedAt, inferred: true, kind))
    }

    private func isFresh(_ told: Told) -> Bool { board.isFresh(told, since: snapshot.begunAt) }

    mutating func server() {
        guard let known = board.serverStartedAt, known != snapshot.startedAt else { return }
        infer(.serverRestarted(startedAt: snapshot.startedAt))
    }

    // MARK: Legs

    mutating func endedLegs() {
        for leg in board.allLegs where legsByID[leg.id] == nil && !isFresh(leg.heard) {
            infer(.legEnded(leg.snapshot, leg.cause ?? .unknown))
        }
    }

    mutating func legs() {
        for new in snapshot.legs.sorted(by: { $0.id < $1.id }) where !board.hasEnded(new.id) {
            if let leg = board.leg(new.id) {
                if !isFresh(leg.heard) { changes(of: leg, new) }
                if !isFresh(leg.handed) { application(leg, new) }
                if !isFresh(leg.held) { hold(leg, new) }
            } else {
                infer(.legAppeared(new))
                application(nil, new)
                hold(nil, new)
            }
        }
    }

    private mutating func hold(_ leg: Leg?, _ new: LegSnapshot) {
        guard let isHeld = snapshot.holds[new.id], isHeld != leg?.isHeld ?? false else { return }
        let latest = latest(leg, new)
        infer(isHeld ? .legHeld(latest, musicClass: "") : .legResumed(latest))
    }

    /// What the leg said of itself since is newer than the answer.
    private func latest(_ leg: Leg?, _ new: LegSnapshot) -> LegSnapshot {
        if let leg, isFresh(leg.heard) { leg.snapshot } else { new }
    }

    /// Each event carries the whole snapshot; one for every kind of news, so that nobody who waits for a kind misses it.
    private mutating func changes(of leg: Leg, _ new: LegSnapshot) {
        let changed = leg.snapshot.changes(to: new)
        if changed.isEmpty { return }
        let told = events.count
        if changed.contains(.state) { infer(.legStateChanged(new)) }
        if changed.contains(.caller) { infer(.legCallerIDChanged(new)) }
        if changed.contains(.connected) { infer(.legConnectedLineChanged(new)) }
        if changed.contains(.dialplan) || events.count == told { infer(.legDialplanChanged(new)) }
    }

    private mutating func application(_ leg: Leg?, _ new: LegSnapshot) {
        let entry = new.dialplan.stasis
        let known = leg?.application
        guard known?.name != entry?.name else { return }
        if let leg, leg.hasJustLeftApplication, leg.snapshot.dialplan == new.dialplan { return }
        let latest = latest(leg, new)
        if let known { infer(.legLeftApplication(latest, application: known.name)) }
        if let entry { infer(.legEnteredApplication(latest, entry, replaced: nil)) }
    }

    // MARK: Bridges

    mutating func newBridges() {
        for bridge in snapshot.bridges.sorted(by: { $0.id < $1.id })
        where board.bridge(bridge.id) == nil && !board.hasEnded(bridge.id) {
            infer(.bridgeCreated(bridge))
        }
    }

    mutating func members() {
        let ended = Set(board.allLegs.map(\.id)).subtracting(legsByID.keys)
        var moves: [(leg: LegSnapshot, from: BridgeID?, to: BridgeID?)] = []
        for leg in board.allLegs where !isFresh(leg.moved) {
            // Of a leg that the answers lack, its own later events tell, or it has just been ended.
            guard !ended.contains(leg.id) else { continue }
            let answered = bridge(of: leg.id)
            if leg.bridge != answered { moves.append((leg.snapshot, leg.bridge, answered)) }
        }
        for new in snapshot.legs.sorted(by: { $0.id < $1.id })
        where board.leg(new.id) == nil && !board.hasEnded(new.id) {
            // Seen to leave while the answers were awaited: where they have it, it is not any more.
            if let left = board.outOfSight(new.id), left >= snapshot.begunAt { continue }
            if let answered = bridge(of: new.id) { moves.append((new, nil, answered)) }
        }
        for move in moves {
            if let from = move.from, let bridge = bridgesByID[from] ?? board.bridge(from)?.snapshot {
                infer(.legLeftBridge(legsByID[move.leg.id] ?? move.leg, bridge))
            }
        }
        for move in moves {
            if let to = move.to, let bridge = bridgesByID[to] {
                infer(.legEnteredBridge(legsByID[move.leg.id] ?? move.leg, bridge))
            }
        }
    }

    private func bridge(of id: ChannelID) -> BridgeID? {
        bridgeByLeg[id].flatMap { board.hasEnded($0) ? nil : $0 }
    }

    mutating func endedBridges() {
        for bridge in board.allBridges
        where bridgesByID[bridge.id] == nil && !isFresh(bridge.heard) {
            infer(.bridgeDestroyed(bridge.snapshot))
        }
    }

    // MARK: The rest

    mutating func media() {
        for id in snapshot.gonePlaybacks.sorted() {
            guard var playback = board.playback(id) else { continue }
            playback.state = .unknown
            infer(.playbackFinished(playback))
        }
        for name in snapshot.goneRecordings.sorted() {
            guard var recording = board.recording(name) else { continue }
            recording.state = .unknown
            infer(.recordingFinished(recording))
        }
    }

    mutating func endpoints() {
        let answered = Set(snapshot.endpoints.map(\.id))
        for endpoint in snapshot.endpoints.sorted(by: { $0.id < $1.id })
        where !isFresh(board.heard(endpoint.id)) {
            if board.endpoint(endpoint.id)?.state != endpoint.state { infer(.endpointChanged(endpoint)) }
        }
        for endpoint in board.allEndpoints
        where !answered.contains(endpoint.id) && !isFresh(board.heard(endpoint.id)) {
            infer(.endpointRemoved(endpoint.id))
        }
        for device in snapshot.devices.sorted(by: { $0.name < $1.name })
        where !isFresh(board.heard(device: device.name)) && board.device(device.name) != device {
            infer(.deviceStateChanged(device))
        }
    }
}
