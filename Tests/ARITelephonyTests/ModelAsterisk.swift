import ARITelephony
import SeededValues
import Telephony

/// An Asterisk that is nothing but its truth: channels, bridges, who is where. Each deed changes the truth and publishes
/// the events that the real one would, in the order in which it would; delivery is somebody else's business.
struct ModelAsterisk {
    var now: Int64 = 1_000_000
    var startedAt: Int64 = 1
    var legs: [LegSnapshot] = []
    var bridges: [(id: String, members: [ChannelID], isHolding: Bool)] = []
    /// Legs that the phones behind them have on hold.
    var held: Set<ChannelID> = []
    /// Published and not yet delivered.
    var published: [TelephonyEvent] = []
    var made = 0

    mutating func step(_ random: inout SplitMix64) {
        now += Int64.random(in: 0...3, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18: call(&random)
        case 18..<38: change(&random)
        case 38..<46: makeBridge(&random)
        case 46..<68: move(&random)
        case 68..<76: leaveBridge(&random)
        case 76..<80: dissolve(&random)
        case 80..<92: hangUp(&random)
        default: chatter(&random)
        }
    }

    mutating func publish(_ kind: TelephonyEvent.Kind) {
        published.append(TelephonyEvent(at: Instant(milliseconds: now), kind))
    }

    // MARK: Deeds

    private mutating func call(_ random: inout SplitMix64) {
        made += 1
        var leg = LegSnapshot(
            id: ChannelID("c\(startedAt)-\(made)"), name: "PJSIP/100\(made % 10)-\(made)", state: .ring,
            caller: CallerID(name: "", number: PhoneNumber("49\(made)")),
            dialplan: DialplanPosition(context: "in", exten: "700", priority: 1),
            createdAt: Instant(milliseconds: now))
        publish(.legAppeared(leg))
        if random.chance(80) {
            leg = leg.with {
                $0.dialplan.application = "Stasis"
                $0.dialplan.data = "mayday,700"
            }
            publish(.legDialplanChanged(leg))
            publish(
                .legEnteredApplication(leg, ApplicationEntry(name: "mayday", arguments: ["700"]), replaced: nil))
        }
        legs.append(leg)
    }

    private mutating func change(_ random: inout SplitMix64) {
        guard let index = legs.indices.randomElement(using: &random) else { return }
        if random.chance(25), legs[index].dialplan.stasis != nil, bridge(of: legs[index].id) == nil {
            publish(.legLeftApplication(legs[index], application: "mayday"))
            legs[index] = legs[index].with {
                $0.dialplan.application = "Playback"
                $0.dialplan.data = ""
            }
            publish(.legDialplanChanged(legs[index]))
        } else {
            let state = random.pick([LegState.ring, .ringing, .up, .busy]) ?? .up
            legs[index] = legs[index].with { $0.state = state }
            publish(.legStateChanged(legs[index]))
        }
    }

    private mutating func makeBridge(_ random: inout SplitMix64) {
        made += 1
        bridges.append((id: "b\(startedAt)-\(made)", members: [], isHolding: random.chance(30)))
        publish(.bridgeCreated(snapshot(bridges.count - 1)))
    }

    private mutating func move(_ random: inout SplitMix64) {
        guard let leg = random.pick(legs), let target = bridges.indices.randomElement(using: &random),
            !bridges[target].members.contains(leg.id)
        else { return }
        leave(leg)
        bridges[target].members.append(leg.id)
        publish(.legEnteredBridge(leg, snapshot(target)))
    }

    private mutating func leaveBridge(_ random: inout SplitMix64) {
        if let leg = random.pick(legs) { leave(leg) }
    }

    private mutating func dissolve(_ random: inout SplitMix64) {
        guard let index = bridges.indices.randomElement(using: &random) else { return }
        for id in bridges[index].members { if let leg = legs.first(where: { $0.id == id }) { leave(leg) } }
        publish(.bridgeDestroyed(snapshot(index)))
        bridges.remove(at: index)
    }

    private mutating func hangUp(_ random: inout SplitMix64) {
        guard let index = legs.indices.randomElement(using: &random) else { return }
        let leg = legs[index]
        publish(.legHangupRequested(leg, .normal, soft: true))
        leave(leg)
        if leg.dialplan.stasis != nil { publish(.legLeftApplication(leg, application: "mayday")) }
        publish(.legEnded(leg, .normal))
        legs.remove(at: index)
        held.remove(leg.id)
    }

    private mutating func chatter(_ random: inout SplitMix64) {
        guard let leg = random.pick(legs) else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: publish(.digitReceived(leg, digit: "5", duration: Span(milliseconds: 80)))
        case 1: publish(.toneDetected(leg))
        default: publish(held.remove(leg.id) != nil ? .legResumed(leg) : hold(leg))
        }
    }

    private mutating func hold(_ leg: LegSnapshot) -> TelephonyEvent.Kind {
        held.insert(leg.id)
        return .legHeld(leg, musicClass: "")
    }

    /// `core restart now`: everything is gone, and hardly a word is said of it.
    mutating func restart() {
        for leg in legs { publish(.legHangupRequested(leg, nil, soft: false)) }
        legs = []
        bridges = []
        held = []
        now += 300
        startedAt = now
    }

    private mutating func leave(_ leg: LegSnapshot) {
        guard let index = bridges.firstIndex(where: { $0.members.contains(leg.id) }) else { return }
        bridges[index].members.removeAll { $0 == leg.id }
        publish(.legLeftBridge(leg, snapshot(index)))
    }

    // MARK: Answers

    func bridge(of id: ChannelID) -> BridgeID? {
        bridges.first { $0.members.contains(id) }.map { BridgeID($0.id) }
    }

    private func snapshot(_ index: Int) -> BridgeSnapshot {
        BridgeSnapshot(
            id: BridgeID(bridges[index].id), type: bridges[index].isHolding ? "holding" : "mixing",
            members: bridges[index].members)
    }

    var bridgeAnswers: [BridgeSnapshot] { bridges.indices.map { snapshot($0) } }

    /// Of the legs asked about that are still there, whether they are on hold.
    func holds(of asked: [LegSnapshot]) -> [ChannelID: Bool] {
        let here = Set(legs.map(\.id))
        return Dictionary(uniqueKeysWithValues: asked.map(\.id).filter(here.contains).map { ($0, held.contains($0)) })
    }
}
