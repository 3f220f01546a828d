import MaydayAPI
import Queueing
import Telephony

/// Live calls as the API shows them: the board's legs, joined with the queues' entries.
extension Picture {
    /// Every live call, oldest first.
    package func callList() -> [MaydayAPI.Call] {
        let entries = entriesByLeg()
        var calls: [MaydayAPI.Call] = []
        for server in boards.keys.sorted() {
            guard let board = boards[server] else { continue }
            for call in joined(board.calls, server, entries) where !isIdleHeadset(call, server) {
                calls.append(apiCall(call, board, server, entries))
            }
        }
        return calls.sorted { ($0.beganAt, $0.id) < ($1.beganAt, $1.id) }
    }

    /// One live call, by its id or by the id of one of its channels.
    package func call(_ id: String) -> MaydayAPI.Call? {
        callList().first { $0.id == id || $0.legs.contains { $0.channelId == id } }
    }

    /// A headset that waits for its next call is no call.
    private func isIdleHeadset(_ call: Telephony.Call, _ server: ServerID) -> Bool {
        !call.legs.isEmpty
            && call.legs.allSatisfy { leg in
                if case .headset = state.legs[LegKey(server, leg)] { true } else { false }
            }
    }

    /// The legs of one queue call are one call, also while the agent's phone rings and no bridge joins the two.
    private func joined(
        _ calls: [Telephony.Call], _ server: ServerID, _ entries: [LegKey: QueueState.Entry]
    ) -> [Telephony.Call] {
        var joined: [Telephony.Call] = []
        var places: [EntryID: Int] = [:]
        for call in calls {
            guard let entry = call.legs.lazy.compactMap({ entries[LegKey(server, $0)] }).first else {
                joined.append(call)
                continue
            }
            guard let place = places[entry.id] else {
                places[entry.id] = joined.count
                joined.append(call)
                continue
            }
            // The caller's bridge is first.
            let (first, second) = call.legs.contains(entry.channel) ? (call, joined[place]) : (joined[place], call)
            joined[place].legs = first.legs + second.legs
            joined[place].bridges = first.bridges + second.bridges
        }
        return joined
    }

    private func entriesByLeg() -> [LegKey: QueueState.Entry] {
        var found: [LegKey: QueueState.Entry] = [:]
        for entry in state.entries.values {
            // Who is to be called back may hear on that leg yet that they will be; the queue has no part in it.
            if entry.hasLeg { found[entry.leg] = entry }
            for offer in entry.running { if let offer = state.offers[offer] { found[offer.leg] = entry } }
        }
        return found
    }

    private func apiCall(
        _ call: Telephony.Call, _ board: CallBoard, _ server: ServerID, _ entries: [LegKey: QueueState.Entry]
    ) -> MaydayAPI.Call {
        let entry = call.legs.lazy.compactMap { entries[LegKey(server, $0)] }.first
        // The caller's leg is first, also where the agent's is older: it says who calls and since when.
        let callers = call.legs.filter { $0 == entry?.channel }
        let legs = (callers + call.legs.filter { $0 != entry?.channel }).compactMap { board.leg($0) }
        let first = legs.first
        let onCall = entry.flatMap { state.currentAgent(of: $0.id) }
        var answer = MaydayAPI.Call(
            id: entry?.call.raw ?? call.id?.raw ?? first?.id.raw ?? "", state: callState(legs), server: server.raw,
            beganAt: time(first?.snapshot.createdAt ?? clock.now()), inferred: legs.contains(where: \.inferred))
        answer.legs = legs.map { leg in apiLeg(leg, role: role(of: leg.id, entry)) }
        answer.bridge = call.bridges.first?.raw
        answer.queue = entry?.queue.raw
        answer.entryId = entry?.id.raw
        answer.agent = onCall?.raw
        answer.answeredAt = entry?.connectedAt.map(time)
        answer.holdMs = entry.flatMap { holdTime(of: $0, at: clock.now()) }
        if let entry, entry.callback != nil {
            // The leg of who is called back shows our own number.
            let identity = self.callers[entry.caller]
            answer.caller = MaydayAPI.Party(number: identity?.number, name: identity?.name)
        } else if let caller = first?.snapshot.caller {
            answer.caller = MaydayAPI.Party(number: caller.presentedNumber, name: caller.presentedName)
        }
        return answer
    }

    private func role(of leg: ChannelID, _ entry: QueueState.Entry?) -> MaydayAPI.LegRole {
        if leg == entry?.channel, entry?.hasLeg == true { return .caller }
        return entry?.running.contains { state.offers[$0]?.channel == leg } == true ? .agent : .other
    }

    private func callState(_ legs: [Leg]) -> CallState {
        if legs.contains(where: \.isHeld) { return .held }
        return legs.contains { $0.state == .up } ? .up : .ringing
    }

    private func apiLeg(_ leg: Leg, role: MaydayAPI.LegRole) -> CallLeg {
        CallLeg(
            channelId: leg.id.raw, name: leg.snapshot.name, state: "\(leg.state)",
            caller: MaydayAPI.Party(
                number: leg.snapshot.caller.presentedNumber, name: leg.snapshot.caller.presentedName),
            role: role, endpoint: leg.snapshot.endpoint?.description)
    }
}

extension CallerID {
    /// Users of a SIP address that stand for no number (RFC 3323; 3GPP TS 23.003, 13.6 and 13.7). Asterisk takes them for
    /// numbers.
    private static let nobody: Set<String> = ["anonymous", "unavailable"]

    /// Nil where the number is withheld or unknown.
    var presentedNumber: String? { number.isEmpty || Self.nobody.contains(number.raw.lowercased()) ? nil : number.raw }
    var presentedName: String? { name.isEmpty ? nil : name }
}
