import MaydayAPI
import TerminalUI

extension MonitorView {
    var callerTable: Table {
        let areDemanding = model.callerRows.contains { $0.demand?.words != nil }
        let queues = Dictionary(model.shown.queues.map { ($0.queue.id, $0.queue) }, uniquingKeysWith: { $1 })
        return Table(
            columns: [
                .init("Queue", least: 8, most: 24),
                .init("Pos", .right, least: 3),
                .init("Wait", .right, least: 7),
                .init("Prio", .right, least: 4),
                .init("Number", least: 12, most: 28, grows: true),
                .init("Name", least: 8, most: 40, grows: true, dispensable: 2),
                .init("State", least: 7),
                .init("Agent", least: 6, most: 24, dispensable: 1),
                .init("Offers", .right, least: 6, dispensable: 3),
            ] + (areDemanding ? [.init("Needs", least: 10, most: 60, dispensable: 4)] : []),
            rows: model.callerRows.map { caller in
                let wait = model.elapsed(since: caller.enteredAt)
                let lateness = Lateness(
                    waitMs: wait, thresholdMs: queues[caller.queue]?.serviceLevelThresholdMs ?? 20_000)
                return [
                    Span(queues[caller.queue]?.name ?? caller.queue), Span("\(caller.position)"),
                    Span(lateness.sign + Format.duration(wait), lateness.role),
                    Span("\(caller.priority)", caller.priority == 0 ? .quiet : .heading),
                    Span(Format.number(caller.number)), Span(caller.name ?? ""),
                    Span(caller.state.word, caller.state == .offered ? .warning : .plain), Span(caller.agent ?? ""),
                    Span("\(caller.offers)", caller.offers == 0 ? .quiet : .plain),
                ] + (areDemanding ? [Span(caller.demand?.words ?? "", .quiet)] : [])
            },
            sortedBy: [nil, 2, 3][model.sort(.callers)])
    }
}
