import Telephony

/// Short words for writing a call down, one line an event.
struct Script {
    var board: CallBoard
    var now: Int64 = 1_000
    /// Every anomaly so far, as `kind id`.
    var anomalies: [String] = []
    var changes = BoardChanges()

    init(watch: Watch = .everything) { board = CallBoard(watch: watch) }

    /// Folds one event, ten milliseconds after the one before unless a time is given.
    @discardableResult
    mutating func fold(_ kind: TelephonyEvent.Kind, at: Int64? = nil, inferred: Bool = false) -> BoardChanges {
        if let at { now = at } else { now += 10 }
        board.apply(
            TelephonyEvent(at: Instant(milliseconds: now), inferred: inferred, kind), into: &changes)
        anomalies += changes.anomalies.map { "\($0.kind.rawValue) \($0.id)" }
        return changes
    }
}

func leg(
    _ id: String, _ state: LegState = .up, call: String? = nil, application: String = "", data: String = "",
    exten: String = "700", createdAt: Int64 = 0
) -> LegSnapshot {
    LegSnapshot(
        id: ChannelID(id), name: "PJSIP/\(id)-00000001", state: state,
        dialplan: DialplanPosition(
            context: "from-trunk", exten: exten, priority: 1, application: application, data: data),
        createdAt: Instant(milliseconds: createdAt), call: call.map { CallID($0) })
}

func bridge(_ id: String, _ members: String..., type: String = "mixing") -> BridgeSnapshot {
    BridgeSnapshot(
        id: BridgeID(id), technology: "simple_bridge", type: type, members: members.map { ChannelID($0) })
}

func entered(_ leg: String, _ bridge: BridgeSnapshot) -> TelephonyEvent.Kind {
    .legEnteredBridge(TelephonyTests.leg(leg), bridge)
}

func left(_ leg: String, _ bridge: BridgeSnapshot) -> TelephonyEvent.Kind {
    .legLeftBridge(TelephonyTests.leg(leg), bridge)
}

func ended(_ id: String) -> TelephonyEvent.Kind { .legEnded(leg(id), .normal) }

func stasis(_ id: String, _ arguments: String...) -> TelephonyEvent.Kind {
    .legEnteredApplication(
        leg(id, application: "Stasis", data: "mayday"), ApplicationEntry(name: "mayday", arguments: arguments),
        replaced: nil)
}

func playback(_ id: String, _ state: PlaybackState = .playing, on leg: String) -> Playback {
    Playback(id: PlaybackID(id), state: state, media: "sound:hello", target: .leg(ChannelID(leg)))
}

func recording(_ name: String, _ state: RecordingState = .recording, of bridge: String) -> Recording {
    Recording(name: RecordingName(name), format: "wav", state: state, target: .bridge(BridgeID(bridge)))
}
