import MaydayAPI
import Queueing
import Telephony

/// What agents' screens are to open. Made when the offer is, and the same until it ends, whatever is reloaded meanwhile.
extension Picture {
    /// The pops that a fact ends, told before it is applied: an offer that is over is forgotten.
    func popsEnded(by dated: DatedFact) -> [MaydayAPI.ScreenPop] {
        switch dated.fact {
        case .offerLost(let lost):
            guard var pop = pop(of: lost.offer) else { return [] }
            pop.state = "ended"
            pop.endedAt = time(dated.at)
            pop.cause = lost.why.rawValue
            return [pop]
        case .entryClosed(let closed):
            guard let entry = state.entries[closed.entry], let winner = entry.winner, var pop = pop(of: winner) else {
                return []
            }
            pop.state = "ended"
            pop.endedAt = time(dated.at)
            pop.connectedMs = entry.connectedAt.map { max(0, (dated.at - $0).milliseconds) }
            return [pop]
        default: return []
        }
    }

    /// The pops that a fact begins or changes, told after it is applied.
    func popsChanged(by fact: Fact) -> [MaydayAPI.ScreenPop] {
        switch fact {
        case .offerMade(let made):
            guard let offer = state.offers[made.offer], let pop = newPop(for: offer) else { return [] }
            pops[offer.id] = pop
            return [pop]
        case .entryConnected(let connected): return pop(of: connected.offer).map { [$0] } ?? []
        default: return []
        }
    }

    /// The running offer's pop as it is now; nil where the queue has none.
    func pop(of id: OfferID) -> MaydayAPI.ScreenPop? {
        // Offers of the time before a restart are not kept here.
        guard let offer = state.offers[id], var pop = pops[id] ?? newPop(for: offer) else { return nil }
        guard offer.stage == .connected, let connectedAt = state.entries[offer.entry]?.connectedAt else { return pop }
        pop.state = "connected"
        pop.connectedAt = time(connectedAt)
        pop.connectedMs = max(0, (clock.now() - connectedAt).milliseconds)
        return pop
    }

    private func newPop(for offer: QueueState.Offer) -> MaydayAPI.ScreenPop? {
        guard let template = state.queues[offer.queue]?.settings.screenPop, let entry = state.entries[offer.entry]
        else { return nil }
        return MaydayAPI.ScreenPop(
            offerId: offer.id.raw, agent: offer.agent.raw, callId: entry.call.raw, entryId: entry.id.raw,
            queue: entry.queue.raw, url: template.address { value($0, offer, entry) }, offeredAt: time(offer.madeAt))
    }

    private func value(
        _ field: Queueing.ScreenPop.Field, _ offer: QueueState.Offer, _ entry: QueueState.Entry
    ) -> String? {
        switch field {
        case .number: callers[entry.caller]?.number
        case .name: callers[entry.caller]?.name
        case .dialled: arguments(of: entry).first
        case .queue: entry.queue.raw
        case .queueName: state.queues[entry.queue]?.settings.name
        case .call: entry.call.raw
        case .entry: entry.id.raw
        case .wait: "\(max(0, (offer.madeAt - entry.enteredAt).milliseconds) / 1000)"
        case .priority: "\(entry.priority)"
        case .skills: entry.needs.required.text
        case .agent: offer.agent.raw
        case .agentName: state.agents[offer.agent]?.settings.name
        case .variable(let name): Wishes.variable(name, among: arguments(of: entry))
        }
    }

    /// What the dialplan said of the caller, as Asterisk tells it with every channel.
    private func arguments(of entry: QueueState.Entry) -> [String] {
        boards[entry.server]?.leg(entry.channel)?.snapshot.dialplan.stasis?.arguments ?? []
    }
}

extension Wishes {
    private static let variablePrefix = "var."

    /// Whether an argument of `Stasis()` is a value for screen pops: `var.customer=4711`.
    static func isVariable(_ name: some StringProtocol) -> Bool {
        name.hasPrefix(variablePrefix) && Queueing.ScreenPop.Field.isVariable(name.dropFirst(variablePrefix.count))
    }

    static func variable(_ name: String, among arguments: [String]) -> String? {
        let prefix = "\(variablePrefix)\(name)="
        return arguments.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}
