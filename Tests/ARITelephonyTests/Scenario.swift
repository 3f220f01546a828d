import ARITelephony
import SeededValues
import Telephony

/// A model Asterisk, a connection that loses, doubles and delays, and a board at its end.
struct Scenario {
    var random: SplitMix64
    var asterisk = ModelAsterisk()
    var board = CallBoard()
    var anomalies: [Anomaly] = []
    /// Ids whose end was told to the board.
    var ended: Set<ChannelID> = []
    /// Legs that came back after that.
    var ghosts: [ChannelID] = []
    private var changes = BoardChanges()

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func run(steps: Int) {
        for _ in 0..<steps { asterisk.step(&random) }
    }

    /// Delivers so many of the published events, the oldest first.
    mutating func deliver(_ count: Int = .max) {
        let due = asterisk.published.prefix(count)
        asterisk.published.removeFirst(due.count)
        for event in due {
            fold(event)
            if isDoubled(event) { fold(event) }
        }
    }

    /// Delivers everything, while events of bridges and of channels overtake one another.
    mutating func deliverReordered() {
        var channels: [TelephonyEvent] = []
        var bridges: [TelephonyEvent] = []
        for event in asterisk.published {
            if event.isOfBridge { bridges.append(event) } else { channels.append(event) }
        }
        asterisk.published = []
        while !channels.isEmpty || !bridges.isEmpty {
            if bridges.isEmpty || (!channels.isEmpty && random.chance(50)) {
                fold(channels.removeFirst())
            } else {
                fold(bridges.removeFirst())
            }
        }
    }

    /// The connection is gone, and so is what was on its way.
    mutating func gap(steps: Int) {
        run(steps: steps)
        asterisk.published = []
    }

    /// Connects anew and compares, while Asterisk goes on between the questions and events arrive meanwhile.
    mutating func reconnect() {
        fold(TelephonyEvent(at: Instant(milliseconds: asterisk.now), .connected))
        goOn()
        let begun = asterisk.now
        goOn()
        let legs = asterisk.legs
        goOn()
        let bridges = asterisk.bridgeAnswers
        goOn()
        var snapshot = AsteriskSnapshot(
            server: ServerID("one"), asteriskID: "00:00", startedAt: Instant(milliseconds: asterisk.startedAt),
            begunAt: Instant(milliseconds: begun), endedAt: Instant(milliseconds: asterisk.now), legs: legs,
            bridges: bridges)
        snapshot.holds = asterisk.holds(of: legs)
        goOn()
        for event in BoardRepair.diff(board, snapshot) { fold(event) }
    }

    private mutating func goOn() {
        run(steps: Int.random(in: 0...6, using: &random))
        deliver(Int.random(in: 0...8, using: &random))
    }

    private func isDoubled(_ event: TelephonyEvent) -> Bool {
        if case .legHangupRequested = event.kind { return true }
        return false
    }

    mutating func fold(_ event: TelephonyEvent) {
        board.apply(event, into: &changes)
        anomalies += changes.anomalies
        for change in changes.changes {
            if case .leg(let id, let what) = change, what.contains(.appeared), ended.contains(id) { ghosts.append(id) }
        }
        if case .legEnded(let leg, _) = event.kind, !event.inferred { ended.insert(leg.id) }
    }

    // MARK: Comparing with the truth

    /// What differs between board and truth, in words; empty if nothing does.
    var differences: [String] {
        var differences: [String] = []
        let truth = Dictionary(asterisk.legs.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for leg in board.allLegs {
            guard let real = truth[leg.id] else {
                differences.append("ghost \(leg.id)")
                continue
            }
            if leg.state != real.state { differences.append("\(leg.id) is \(leg.state), should be \(real.state)") }
            if leg.application?.name != real.dialplan.stasis?.name { differences.append("\(leg.id) application") }
            if leg.isHeld != asterisk.held.contains(leg.id) { differences.append("\(leg.id) on hold: \(leg.isHeld)") }
            if leg.bridge != asterisk.bridge(of: leg.id) {
                differences.append("\(leg.id) in \(leg.bridge?.raw ?? "none")")
            }
        }
        for leg in asterisk.legs where board.leg(leg.id) == nil { differences.append("missing \(leg.id)") }
        let bridges = Dictionary(asterisk.bridgeAnswers.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for bridge in board.allBridges {
            guard let real = bridges[bridge.id] else {
                differences.append("ghost \(bridge.id)")
                continue
            }
            if Set(board.members(of: bridge.id)) != Set(real.members) { differences.append("members \(bridge.id)") }
        }
        for id in bridges.keys.sorted() where board.bridge(id) == nil { differences.append("missing \(id)") }
        return differences
    }
}

extension TelephonyEvent {
    fileprivate var isOfBridge: Bool {
        switch kind {
        case .bridgeCreated, .bridgeDestroyed, .legEnteredBridge, .legLeftBridge: true
        default: false
        }
    }
}
