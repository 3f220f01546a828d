import Queueing
import Store

extension JournalRow {
    /// The fact in one line, for a call's trace: its name, and what is particular about it. Callers' numbers are not in
    /// facts.
    var words: String {
        // A fact of a newer version still has its name.
        let fact = try? FactCoding.fact(kind: kind, version: version, body: body)
        let particulars = fact.map { details(of: $0) } ?? []
        return particulars.isEmpty ? kind : "\(kind): \(particulars.joined(separator: ", "))"
    }

    private func details(of fact: Fact) -> [String] {
        switch fact {
        case .entryOpened(let fact):
            ["queue \(fact.queue)", "channel \(fact.channel)", "server \(fact.server)"]
                + (fact.priority == 0 ? [] : ["priority \(fact.priority)"])
                + (fact.needs.required.isEmpty ? [] : ["skills \(fact.needs.required.text)"])
                + (fact.needs.preferred.isEmpty ? [] : ["prefers skills \(fact.needs.preferred.text)"])
                + (fact.needs.agent.map { ["prefers agent \($0)"] } ?? [])
                + (fact.from.map { ["from entry \($0)"] } ?? [])
        case .entryPlaced(let fact): ["priority \(fact.priority)", "another place"]
        case .entryWidened(_, let offersAtOnce): ["\(offersAtOnce) phones at once"]
        case .entryOverdue: ["the longest wait is over, the phones that ring are the last"]
        case .demandRelaxed(_, rung: 0): ["others than the preferred agent are asked"]
        case .demandRelaxed(_, let rung): ["widening step \(rung)"]
        case .offerMade(let fact):
            ["agent \(fact.agent)", "channel \(fact.channel)"] + (fact.isPick ? ["asked for"] : [])
        case .offerRinging, .offerAnswered: agent.map { ["agent \($0)"] } ?? []
        case .offerLost(let fact):
            ["agent \(fact.agent)", fact.why.rawValue] + (fact.cause == 0 ? [] : ["cause \(fact.cause)"])
        case .entryConnected(let fact): ["agent \(fact.agent)", "bridge \(fact.bridge)"]
        case .holdBegun(let hold), .holdEnded(let hold):
            ["agent \(hold.agent)"] + (hold.inferred ? ["inferred"] : [])
        case .entryClosed(let fact):
            [fact.outcome.rawValue, "by \(fact.by.rawValue)"] + (agent.map { ["agent \($0)"] } ?? [])
                + (fact.inferred ? ["inferred"] : []) + (fact.detail.map { [$0] } ?? [])
                + (fact.to.map { ["to \($0)"] } ?? [])
        case .callbackTaken(let fact):
            ["queue \(fact.queue)"] + (fact.key.map { ["key \($0)"] } ?? []) + ["to \(fact.to)"]
        case .callbackDialled(let fact): ["agent \(fact.agent)", "channel \(fact.channel)"]
        case .callbackAnswered: ["the customer picked up"]
        case .callbackEnded(let fact): [fact.why.rawValue]
        case .callerLeft(_, let channel): ["channel \(channel)"]
        case .partChanged(let fact):
            ["agent \(fact.agent)", "queue \(fact.queue)", fact.part.rawValue] + (fact.reason.map { [$0] } ?? [])
        case .agentSeated(let agent, let endpoint): ["agent \(agent)", endpoint ?? "their own phone"]
        case .headsetCalled(let fact):
            ["agent \(fact.agent)", fact.endpoint, "channel \(fact.channel)", "bridge \(fact.bridge)"]
        case .headsetUp(let agent): ["agent \(agent)"]
        case .headsetGone(let agent, let why): ["agent \(agent)", why.rawValue]
        case .orderGiven(let fact):
            ["by \(fact.by)"] + (fact.agent.map { ["agent \($0)"] } ?? fact.queue.map { ["queue \($0)"] } ?? [])
                + [fact.order] + (fact.detail.map { [$0] } ?? [])
        case .dispositionGiven(let fact):
            ["agent \(fact.agent)", fact.disposition, "by \(fact.by)"] + (fact.note == nil ? [] : ["with a note"])
        case .dispositionMissed(let fact): ["agent \(fact.agent)"]
        case .queueTurned(let fact):
            ["queue \(fact.queue)", fact.door.isOpen ? "open" : "closed", "by \(fact.door.cause.rawValue)"]
                + (fact.door.reason.map { [$0] } ?? [])
        case .agentChanged(let fact): ["agent \(fact.agent)", fact.state.rawValue]
        case .settingsChanged, .serverLost, .serverReconciled: []
        }
    }
}
