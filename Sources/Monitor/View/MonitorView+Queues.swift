import MaydayAPI
import TerminalUI

extension MonitorView {
    var queueTable: Table {
        Table(
            columns: [
                .init("Queue", least: 8, most: 60, grows: true),
                .init("Wait", .right, least: 4),
                .init("Longest", .right, least: 7),
                .init("Ring", .right, least: 4),
                .init("Talk", .right, least: 4),
                .init("Ready", .right, least: 5),
                .init("Busy", .right, least: 4),
                .init("Wrap", .right, least: 4, dispensable: 3),
                .init("NotRdy", .right, least: 6, dispensable: 4),
                .init("Off", .right, least: 3, dispensable: 5),
                .init("Offered", .right, least: 7),
                .init("Answ", .right, least: 4),
                .init("Aband", .right, least: 5),
                .init("Timeout", .right, least: 7, dispensable: 6),
                .init("Other", .right, least: 5, dispensable: 7),
                .init("ASA", .right, least: 6, dispensable: 2),
                .init("MaxWait", .right, least: 7, dispensable: 8),
                .init("SLnow", .right, least: 5),
                .init("SL", .right, least: 4),
                .init("", least: 20, most: 20, dispensable: 9),
            ],
            rows: model.queueRows.map(queueRow),
            sortedBy: [nil, 1, 2, 18][model.sort(.queues)])
    }

    private func queueRow(_ row: MonitorModel.QueueRow) -> [Span] {
        let queue = row.queue
        let today = queue.today
        let lateness = Lateness(waitMs: row.longestWaitMs, thresholdMs: queue.serviceLevelThresholdMs)
        let longest = queue.waiting == 0 ? "—" : lateness.sign + Format.duration(row.longestWaitMs)
        let asa = today.answered == 0 ? "—" : Format.duration(today.waitSumMs / today.answered)
        let level = today.serviceLevel.value
        let nobody = queue.waiting > 0 && queue.agents.staffed == 0
        return [
            queueName(queue),
            Span("\(queue.waiting)", queue.waiting > 0 ? .heading : .quiet),
            Span(longest, queue.waiting == 0 ? .quiet : lateness.role),
            count(queue.offeredNow), count(queue.talking),
            nobody ? Span("none!", .critical) : count(queue.agents.ready),
            count(queue.agents.busy), count(queue.agents.wrapUp), count(queue.agents.notReady),
            count(queue.agents.offline + queue.agents.unreachable),
            count(today.offered), count(today.answered), count(today.abandoned), count(today.timedOut),
            count(today.otherExits.total), Span(asa), Span(Format.duration(today.longestWaitMs)),
            Span(Format.percent(row.serviceLevelNow)), Span((today.incomplete ? "~" : "") + Format.percent(level)),
            Span(level.map { Chart.bar($0, columns: 20) } ?? "", .quiet),
        ]
    }

    /// A closed queue is to be seen at once, one that is closed out of its hours all the more.
    private func queueName(_ queue: Queue) -> Span {
        let name = queue.name ?? queue.id
        guard let door = queue.door, !door.open else { return Span(name) }
        return door.cause == "hours" ? Span("closed: \(name)", .quiet) : Span("CLOSED: \(name)", .critical)
    }

    private func count(_ number: Int64) -> Span {
        Span("\(number)", number == 0 ? .quiet : .plain)
    }
}
