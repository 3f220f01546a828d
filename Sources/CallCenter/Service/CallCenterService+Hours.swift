import APIServer
import MaydayAPI
import Queueing
import Telephony

extension CallCenterService {
    package func schedules() async throws(APIFailure) -> [BusinessHours] { await picture.businessHours }

    package func hours(ofQueue id: String) async throws(APIFailure) -> QueueHoursReport {
        guard let report = await picture.hours(of: QueueID(id)) else { throw .notFound(kind: "queue", id: id) }
        return report
    }

    package func perform(
        _ command: MaydayAPI.QueueCommand, queue id: String, from origin: CommandOrigin
    ) async throws(APIFailure) -> QueueHoursReport {
        _ = try await hours(ofQueue: id)
        let now = clock.now()
        let body = command.body
        let until =
            body.untilAt.map { Instant(milliseconds: $0.milliseconds) }
            ?? body.forMs.map { now + Span(milliseconds: $0) }
        if let until, until <= now {
            throw .invalid([FieldError(field: "until_at", detail: "is over already")])
        }
        let target = body.target.flatMap { Target($0) }
        if let target { try origin.grant.require(target, in: await live.configuration) }
        if let queue = target?.queue {
            guard queue.raw != id else {
                throw .invalid([FieldError(field: "target", detail: "leads back to the queue itself")])
            }
            guard await picture.hours(of: queue) != nil else {
                throw .invalid([FieldError(field: "target", detail: "there is no queue '\(queue)'")])
            }
        }
        let details = [
            body.reason, until.map { "until \(APITime(milliseconds: $0.milliseconds))" },
            body.target.map { "to \($0)" }, body.waiting.map { "waiting \($0)" },
        ].compactMap { $0 }
        let order = OrderGiven(
            by: origin.key, agent: nil, queue: QueueID(id), order: command.verb.rawValue,
            detail: details.isEmpty ? nil : details.joined(separator: ", "))
        let meant: Queueing.QueueCommand =
            switch command.verb {
            case .close:
                .close(
                    reason: body.reason, until: until, target: target, sendsWaiting: body.waiting.map { $0 == "send" })
            case .open: .open(until: until)
            }
        if let circle = await core.command(QueueID(id), meant, by: order) {
            let way = circle.map(\.raw).joined(separator: " -> ")
            throw .invalid([
                FieldError(
                    field: "target",
                    detail:
                        "callers would be sent in a circle of closed queues, \(way): name another target, or open one")
            ])
        }
        let kept = await settled()
        var report = try await hours(ofQueue: id)
        report.kept = kept
        return report
    }
}
