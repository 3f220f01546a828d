import MaydayAPI
import TerminalUI

extension MonitorView {
    var agentTable: Table {
        Table(
            columns: [
                .init("Agent", least: 14, most: 32, grows: true),
                .init("State", least: 11),
                .init("Time", .right, least: 7),
                .init("Reason", least: 9, most: 32, grows: true),
                .init("Call", least: 12, most: 36, grows: true),
                .init("Answ", .right, least: 4, dispensable: 1),
                .init("Lost", .right, least: 4, dispensable: 2),
                .init("Queues", least: 10, most: 40, dispensable: 3),
                .init("Phone", least: 10, most: 24, dispensable: 4),
            ],
            rows: model.agentRows.map { agent in
                [
                    Span(agent.name.isEmpty ? agent.id : agent.name), Span(agent.stateWord, agent.state.role),
                    Span(Format.duration(model.elapsed(since: agent.stateSinceAt))), Span(agent.reason ?? ""),
                    Span(call(of: agent)), Span("\(agent.today.answered)"),
                    Span("\(agent.today.lost)", agent.today.lost == 0 ? .quiet : .warning),
                    Span(agent.queues.joined(separator: " "), .quiet), Span(agent.endpoint, .quiet),
                ]
            },
            sortedBy: [nil, 1, 2, 0][model.sort(.agents)])
    }

    private func call(of agent: Agent) -> String {
        guard agent.callId != nil else { return "" }
        guard let party = model.shown.party(of: agent) else { return agent.callId ?? "" }
        return [Format.number(party.number), party.name ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
