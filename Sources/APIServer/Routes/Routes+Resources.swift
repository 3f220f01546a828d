import MaydayAPI

extension RouteTable {
    static func calls(_ services: RouteServices) -> [Operation] {
        let center = services.callCenter
        return [
            Operation(
                id: "listCalls", method: .get, path: PathTemplate("/v1/calls"), summary: "Live calls, oldest first.",
                access: .scope(.calls, .read),
                query: Listing.parameters(states: CallState.allCases.map(\.rawValue)),
                answer: Schema.of(Page<Call>.self)
            ) { request throws(APIFailure) in
                try request.reply(await center.calls()) { $0.state.rawValue }
            },
            Operation(
                id: "showCall", method: .get, path: PathTemplate("/v1/calls/{id}"),
                summary: "One call, live or kept.", access: .scope(.calls, .read), answer: Schema.of(Call.self),
                problems: [.notFound]
            ) { request throws(APIFailure) in
                let call = try await center.call(request.parameter("id"))
                try request.require(call, "call")
                return .json(call.narrowed(to: request.grant))
            },
            Operation(
                id: "traceCall", method: .get, path: PathTemplate("/v1/calls/{id}/trace"),
                summary: "One call's inputs, decisions and exchanges with Asterisk, oldest first.",
                access: .scope(.traces, .read), answer: Schema.of(CallTrace.self), problems: [.notFound]
            ) { request throws(APIFailure) in
                let call = try await center.call(request.parameter("id"))
                try request.require(call, "call")
                let trace = try await center.trace(ofCall: call.id)
                let shown = trace.narrowed(to: request.grant, ofCallIn: call.queue)
                guard !shown.items.isEmpty else {
                    throw .forbidden(detail: "the key is not for the queues of this call")
                }
                return .json(shown)
            },
            Operation(
                id: "whyCall", method: .get, path: PathTemplate("/v1/calls/{id}/why"),
                summary: "Why each agent was asked for a call and each other one was not, as it was decided then.",
                access: .scope(.calls, .read), answer: Schema.of(CallWhy.self), problems: [.notFound]
            ) { request throws(APIFailure) in
                var why = try await center.why(call: request.parameter("id"))
                // A call may have been in several queues.
                why.entries.removeAll { !request.grant.allows([$0.queue]) }
                guard !why.entries.isEmpty else {
                    throw .forbidden(detail: "the key is not for the queues of this call")
                }
                return .json(why)
            },
            Operation(
                id: "hangUpCall", method: .post, path: PathTemplate("/v1/calls/{id}/hangup"),
                summary:
                    "Hang up a call, or one leg of it: a queue's call ends by order. Answered before Asterisk has done it.",
                access: .scope(.calls, .write), body: Schema.of(HangUpBody.self), status: 202,
                answer: Schema.of(Call.self), problems: [.notFound, .conflict, .timedOut]
            ) { request throws(APIFailure) in
                let order = try request.decode(HangUpBody.self)
                try request.require(await center.call(request.parameter("id")), "call")
                let call = try await center.hangUp(order, call: request.parameter("id"), from: request.origin)
                return .json(call.narrowed(to: request.grant), status: 202)
            },
        ]
    }

    static func queues(_ services: RouteServices) -> [Operation] {
        let center = services.callCenter
        return [
            Operation(
                id: "listQueues", method: .get, path: PathTemplate("/v1/queues"),
                summary: "Every queue with its live levels and today's figures.", access: .scope(.queues, .read),
                query: Listing.parameters(states: []), answer: Schema.of(Page<Queue>.self)
            ) { request throws(APIFailure) in
                try request.reply(await center.queues()) { _ in nil }
            },
            Operation(
                id: "showQueue", method: .get, path: PathTemplate("/v1/queues/{id}"), summary: "One queue.",
                access: .scope(.queues, .read), answer: Schema.of(Queue.self), problems: [.notFound]
            ) { request throws(APIFailure) in
                let id = request.parameter("id")
                guard let queue = try await center.queues().first(where: { $0.id == id }) else {
                    throw .notFound(kind: "queue", id: id)
                }
                try request.require(queue, "queue")
                return .json(queue)
            },
        ]
    }

    static func agents(_ services: RouteServices) -> [Operation] {
        let center = services.callCenter
        @Sendable func agent(_ request: APIRequest) async throws(APIFailure) -> Agent {
            let id = request.parameter("id")
            guard let agent = try await center.agents().first(where: { $0.id == id }) else {
                throw .notFound(kind: "agent", id: id)
            }
            try request.require(agent, "agent")
            return agent
        }
        let commands = AgentVerb.allCases.map { verb in
            Operation(
                id: "agent_\(verb.rawValue)", method: .post, path: PathTemplate("/v1/agents/{id}/\(verb.rawValue)"),
                summary: summary(verb), access: .scope(.agents, .write), body: Schema.of(AgentCommandBody.self),
                answer: Schema.of(Agent.self), problems: [.notFound, .conflict, .timedOut]
            ) { request throws(APIFailure) in
                let body = try request.decode(AgentCommandBody.self)
                try body.check(for: verb)
                let calls = try await agent(request).calls ?? []
                if verb == .complete, !calls.allSatisfy({ request.grant.allows([$0.queue]) }) {
                    throw .forbidden(detail: "this would end a call of a queue that the key is not for")
                }
                // An agent's part in a queue is that queue's matter.
                if let queue = body.queue, !request.grant.allows([queue]) {
                    throw .forbidden(detail: "the key is not for this queue")
                }
                let command = AgentCommand(verb, body)
                let done = try await center.perform(command, agent: request.parameter("id"), from: request.origin)
                return .json(done.narrowed(to: request.grant))
            }
        }
        return [
            Operation(
                id: "listAgents", method: .get, path: PathTemplate("/v1/agents"), summary: "Every agent.",
                access: .scope(.agents, .read),
                query: Listing.parameters(states: AgentState.allCases.map(\.rawValue)),
                answer: Schema.of(Page<Agent>.self)
            ) { request throws(APIFailure) in
                let agents = try await center.agents().map { $0.narrowed(to: request.grant) }
                return try request.reply(agents) { $0.state.rawValue }
            },
            Operation(
                id: "showAgent", method: .get, path: PathTemplate("/v1/agents/{id}"), summary: "One agent.",
                access: .scope(.agents, .read), answer: Schema.of(Agent.self), problems: [.notFound]
            ) { request throws(APIFailure) in
                .json(try await agent(request).narrowed(to: request.grant))
            },
            Operation(
                id: "listReasons", method: .get, path: PathTemplate("/v1/reasons"),
                summary: "Why agents may be not ready; none where any word will do.", access: .scope(.agents, .read),
                query: Listing.parts, answer: Schema.of(Page<AgentReason>.self)
            ) { request throws(APIFailure) in
                .json(try Listing(request.query).page(await center.reasons()))
            },
            Operation(
                id: "agentHistory", method: .get, path: PathTemplate("/v1/agents/{id}/history"),
                summary: "What an agent did and who told them to, the latest of it, oldest first.",
                access: .scope(.agents, .read),
                query: [
                    Operation.QueryParameter(
                        name: "hours", schema: .integer, summary: "So many hours back, 1 to 744; 24 when absent."),
                    Operation.QueryParameter(
                        name: "limit", schema: .integer, summary: "At most so many, 1 to 10000; 1000 when absent."),
                    Operation.QueryParameter(
                        name: "cursor", schema: .string(values: []),
                        summary: "`next` of an answer: what was before it."),
                ],
                answer: Schema.of(AgentHistory.self), problems: [.notFound]
            ) { request throws(APIFailure) in
                _ = try await agent(request)
                let hours = try request.number("hours", in: 1...744, default: 24)
                let limit = try request.number("limit", in: 1...10_000, default: 1000)
                let since = services.environment.now().milliseconds - hours * 3_600_000
                let before = try request.cursor()
                let history = try await center.history(
                    ofAgent: request.parameter("id"), since: APITime(milliseconds: since), before: before,
                    limit: Int(limit))
                return .json(history.narrowed(to: request.grant))
            },
        ] + commands
    }

    static func callers(_ services: RouteServices) -> [Operation] {
        let states = [EntryState.waiting.rawValue, EntryState.offered.rawValue]
        return [
            Operation(
                id: "listCallers", method: .get, path: PathTemplate("/v1/callers"),
                summary: "Waiting callers, queue by queue, the first in line first.", access: .scope(.callers, .read),
                query: Listing.parameters(states: states), answer: Schema.of(Page<Caller>.self)
            ) { request throws(APIFailure) in
                try request.reply(await services.callCenter.callers()) { $0.state.rawValue }
            },
            Operation(
                id: "showCaller", method: .get, path: PathTemplate("/v1/callers/{id}"),
                summary: "One waiting caller, by the queue entry's id or the call's.", access: .scope(.callers, .read),
                answer: Schema.of(Caller.self), problems: [.notFound]
            ) { request throws(APIFailure) in
                let id = request.parameter("id")
                guard
                    let caller = try await services.callCenter.callers().first(where: { $0.id == id || $0.callId == id }
                    )
                else { throw .notFound(kind: "caller", id: id) }
                try request.require(caller, "caller")
                return .json(caller)
            },
        ]
    }

    private static func summary(_ verb: AgentVerb) -> String {
        switch verb {
        case .login: "Log an agent in."
        case .logout: "Log an agent out; a call goes on to its end first."
        case .ready: "Make an agent ready for calls."
        case .notReady: "Take an agent out of distribution, with a reason."
        case .endWrapUp: "End an agent's wrap-up before its time."
        case .dispose: "Say how a call of an agent's went: the one named, or the one that is talked on, or the last."
        case .complete: "End whatever an agent is stuck in: a wrap-up, a phone taken for busy or away, a ring, a call."
        case .extendWrapUp: "Give an agent who wraps up more time, at most an hour from now."
        }
    }
}

extension AgentCommandBody {
    fileprivate func check(for verb: AgentVerb) throws(APIFailure) {
        var errors: [FieldError] = []
        if let reason {
            if verb != .notReady {
                errors.append(FieldError(field: "reason", detail: "belongs to not-ready only"))
            } else if let problem = FreeText.reason.problem(with: reason, in: "reason") {
                errors.append(problem)
            }
        }
        if let queue {
            if ![.login, .logout, .ready, .notReady].contains(verb) {
                errors.append(FieldError(field: "queue", detail: "belongs to login, logout, ready and not-ready only"))
            } else if !FreeText.id.accepts(queue) {
                errors.append(FieldError(field: "queue", detail: "expected a queue's id"))
            }
        }
        if let byMs {
            if verb != .extendWrapUp {
                errors.append(FieldError(field: "by_ms", detail: "belongs to extend-wrap-up only"))
            } else if !(1000...3_600_000).contains(byMs) {
                errors.append(FieldError(field: "by_ms", detail: "expected 1000 to 3600000 milliseconds"))
            }
        }
        for (field, isThere) in [
            ("disposition", disposition != nil), ("call_id", callId != nil), ("note", note != nil),
        ] {
            if isThere, verb != .dispose { errors.append(FieldError(field: field, detail: "belongs to dispose only")) }
        }
        if verb == .dispose {
            if !FreeText.id.accepts(disposition ?? "") {
                errors.append(FieldError(field: "disposition", detail: "expected the id of a configured disposition"))
            }
            if let callId, !FreeText.id.accepts(callId) {
                errors.append(FieldError(field: "call_id", detail: "expected a call's id"))
            }
            if let problem = FreeText.note.problem(with: note, in: "note") { errors.append(problem) }
        }
        if let endpoint {
            let plain = endpoint.utf8.allSatisfy { (0x21...0x7e).contains($0) }
            if verb != .login {
                errors.append(FieldError(field: "endpoint", detail: "belongs to login only"))
            } else if !plain || !endpoint.contains("/") || endpoint.utf8.count > 128 {
                errors.append(FieldError(field: "endpoint", detail: "expected technology/name, like PJSIP/1001"))
            }
        }
        guard errors.isEmpty else { throw .invalid(errors) }
    }
}

extension APIRequest {
    /// A place in the journal, as `next` of an earlier answer has it.
    fileprivate func cursor() throws(APIFailure) -> Int64? {
        guard let text = query["cursor"] else { return nil }
        guard let sequence = Int64(text), sequence > 0 else {
            throw .invalid([FieldError(field: "cursor", detail: "expected the next of an earlier answer")])
        }
        return sequence
    }

    fileprivate func number(
        _ name: String, in range: ClosedRange<Int64>, default fallback: Int64
    ) throws(APIFailure) -> Int64 {
        guard let text = query[name] else { return fallback }
        guard let number = Int64(text), range.contains(number) else {
            throw .invalid([
                FieldError(field: name, detail: "expected \(range.lowerBound) to \(range.upperBound)")
            ])
        }
        return number
    }
}
