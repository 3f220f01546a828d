import MaydayAPI

extension RouteTable {
    static func hours(_ services: RouteServices) -> [Operation] {
        let center = services.callCenter
        let commands = QueueVerb.allCases.map { verb in
            Operation(
                id: "queue_\(verb.rawValue)", method: .post, path: PathTemplate("/v1/queues/{id}/\(verb.rawValue)"),
                summary: verb == .close
                    ? "Close a queue, whatever its hours say, until it is opened or a moment has come."
                    : "Open a queue: it goes by its hours again or, where these are over, is open until they begin.",
                access: .scope(.queues, .write), body: Schema.of(QueueCommandBody.self),
                answer: Schema.of(QueueHoursReport.self), problems: [.notFound]
            ) { request throws(APIFailure) in
                let body = try request.decode(QueueCommandBody.self)
                try body.check(for: verb)
                let id = request.parameter("id")
                guard request.grant.allows([id]) else { throw .forbidden(detail: "the key is not for this queue") }
                if let target = body.target, target.hasPrefix("queue "),
                    !request.grant.allows([String(target.dropFirst(6))])
                {
                    throw .forbidden(detail: "the key is not for the queue that callers are to be sent to")
                }
                return .json(
                    try await center.perform(QueueCommand(verb, body), queue: id, from: request.origin))
            }
        }
        return [
            Operation(
                id: "listHours", method: .get, path: PathTemplate("/v1/hours"),
                summary: "The business hours, with the holidays of the next year and the queues that go by them.",
                access: .scope(.queues, .read), query: Listing.parts, answer: Schema.of(Page<BusinessHours>.self)
            ) { request throws(APIFailure) in
                let hours = try await center.schedules().map { hours in
                    var shown = hours
                    shown.queues.removeAll { !request.grant.allows([$0]) }
                    return shown
                }
                return .json(try Listing(request.query).page(hours))
            },
            Operation(
                id: "queueHours", method: .get, path: PathTemplate("/v1/queues/{id}/hours"),
                summary: "Whether a queue is open, why, and when it opens and closes next.",
                access: .scope(.queues, .read), answer: Schema.of(QueueHoursReport.self), problems: [.notFound]
            ) { request throws(APIFailure) in
                let id = request.parameter("id")
                guard request.grant.allows([id]) else { throw .forbidden(detail: "the key is not for this queue") }
                return .json(try await center.hours(ofQueue: id))
            },
        ] + commands
    }
}

extension QueueCommandBody {
    /// - Throws: `.invalid` with every member that is wrong or belongs to another command.
    fileprivate func check(for verb: QueueVerb) throws(APIFailure) {
        var errors: [FieldError] = []
        if verb == .open {
            for (field, isThere) in [("reason", reason != nil), ("target", target != nil), ("waiting", waiting != nil)]
            where isThere { errors.append(FieldError(field: field, detail: "belongs to close")) }
        }
        if let problem = FreeText.reason.problem(with: reason, in: "reason") { errors.append(problem) }
        if untilAt != nil, forMs != nil {
            errors.append(FieldError(field: "for_ms", detail: "stands in the place of until_at, not beside it"))
        }
        if let forMs, !(1000...31_622_400_000).contains(forMs) {
            errors.append(FieldError(field: "for_ms", detail: "expected 1000 (a second) to 31622400000 (366 days)"))
        }
        if let target, !CallerCommandBody.isTarget(target), !Self.isQueue(target) {
            errors.append(
                FieldError(
                    field: "target",
                    detail: "expected hangup, dialplan, 'dialplan CONTEXT EXTENSION PRIORITY' or 'queue ID'"))
        }
        if let waiting, !["keep", "send"].contains(waiting) {
            errors.append(FieldError(field: "waiting", detail: "expected keep or send"))
        }
        guard errors.isEmpty else { throw .invalid(errors) }
    }

    /// `queue ID`; whether there is one is looked at later.
    private static func isQueue(_ target: String) -> Bool {
        target.hasPrefix("queue ") && FreeText.id.accepts(String(target.dropFirst("queue ".count)))
    }
}
