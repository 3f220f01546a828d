import Queueing
import SeededValues
import Telephony

/// Supervisors who have calls hung up, drawn from a stream of their own: runs without them are as they were.
extension World {
    static func hangUps(seed: UInt64) -> SplitMix64 { SplitMix64(seed: seed ^ 0x6861_6e67_0000_0000) }

    mutating func planHangUps() {
        guard hangUps.chance(perMille: 250) else { return }
        schedule.plan(.callIsHungUp, at: now + hangUps.within(2000...15_000))
    }

    mutating func callIsHungUp() {
        guard !isDraining else { return }
        schedule.plan(.callIsHungUp, at: now + hangUps.within(2000...15_000))
        guard service.isAlive else { return }
        let entries = service.engine.state.entries.values.sorted { $0.id < $1.id }
        guard !entries.isEmpty else { return }
        let entry = hangUps.pick(entries)
        let ringing = entry.winner == nil ? entry.running.compactMap { service.engine.state.offers[$0]?.channel } : []
        let leg = hangUps.chance(perMille: 200) ? ringing.first : nil
        if leg == nil, service.engine.state.servers[entry.server]?.isUp == true { dismiss(entry) }
        count("call is hung up")
        feed(.callerCommanded(entry.id, .hangUp(leg: leg)))
    }

    /// From the order on nobody talks any more who did: what ends their legs ends no talk of theirs.
    private mutating func dismiss(_ entry: QueueState.Entry) {
        let id = entry.channel.raw
        guard let server = asterisks.firstIndex(where: { $0.id == entry.server }), entry.hasLeg,
            let channel = asterisks[server].channels[id], case .caller(let index) = channel.owner
        else { return }
        if let bridge = channel.bridge { noteHoldEnd(server, bridge) }
        asterisks[server].channels[id]?.isDismissed = true
        // The order and the bridge may overtake one another, as they may where the two are just being put together.
        let stay = callers[index].stay
        let isYoung = stays[stay].bridgedAt.map { now - $0 < 150 } ?? false
        if entry.stage == .offered && entry.winner != nil || isYoung { stays[stay].isTouched = true }
    }

    /// Whether a call was hung up, whatever its stage, and nobody was charged with it; found out from the state before.
    mutating func checkHangUp(_ id: EntryID, _ leg: ChannelID?, _ output: Output) {
        let before = service.shadow
        guard let entry = before.entries[id] else { return }
        let ends = output.facts.compactMap { fact -> EntryClosed? in
            if case .entryClosed(let closed) = fact.fact, closed.entry == id { closed } else { nil }
        }
        let lost = output.facts.compactMap { fact -> OfferLost? in
            if case .offerLost(let lost) = fact.fact, lost.entry == id { lost } else { nil }
        }
        let isUp = before.servers[entry.server]?.isUp == true
        if !isUp || leg != nil, ends.contains(where: { $0.by == .order }) { violate("\(id) is hung up for no reason") }
        guard isUp else { return }
        if let leg {
            guard let offer = entry.running.first(where: { before.offers[$0]?.channel == leg }) else { return }
            // Other phones that ring for the caller may do as they like in the same moment.
            guard let end = lost.first(where: { $0.offer == offer }) else { return violate("\(leg) rings on") }
            if end.why.costsTurn { violate("the end of \(leg)'s ring costs an agent their turn") }
            return
        }
        if lost.contains(where: { $0.why.costsTurn }) { violate("the hang-up of \(id) costs an agent their turn") }
        var after = before
        for fact in output.facts { after.apply(fact) }
        if after.entries[id] != nil { violate("\(id) is not hung up") }
        guard entry.stage == .connected else { return }
        if ends.map(\.outcome) != [.answered] || ends.map(\.by) != [.order] { violate("\(id) does not end by order") }
    }
}
