/// The last path component of an agent command.
package enum AgentVerb: String, Codable, Sendable, Hashable, CaseIterable {
    case login
    case logout
    case ready
    case notReady = "not-ready"
    case endWrapUp = "end-wrap-up"
    case extendWrapUp = "extend-wrap-up"
    case complete
    case dispose
}

/// The optional body of an agent command.
package struct AgentCommandBody: Codable, Sendable, Hashable {
    /// `not-ready`: why; at most 64 characters.
    package var reason: String?
    /// `login`: the phone to use instead of the configured one: another agent's, or one of the configuration's desks.
    package var endpoint: String?
    /// `extend-wrap-up`: how much longer, in milliseconds, from 1000 to 3600000; a minute when absent.
    package var byMs: Int64?
    /// `login`, `logout`, `ready`, `not-ready`: one of the agent's queues alone.
    package var queue: String?
    /// `dispose`: how the call went, one of the configured dispositions.
    package var disposition: String?
    /// `dispose`: the call; the one that is talked on, or the last one, when absent.
    package var callId: String?
    /// `dispose`: what is worth knowing of the call; at most 2000 characters.
    package var note: String?

    package init(
        reason: String? = nil, endpoint: String? = nil, byMs: Int64? = nil, queue: String? = nil,
        disposition: String? = nil, callId: String? = nil, note: String? = nil
    ) {
        self.disposition = disposition
        self.callId = callId
        self.note = note
        self.queue = queue
        self.reason = reason
        self.endpoint = endpoint
        self.byMs = byMs
    }

    private enum CodingKeys: String, CodingKey {
        case reason, endpoint, queue, disposition, note
        case callId = "call_id"
        case byMs = "by_ms"
    }
}

/// What the far end is told (Asterisk's `reason` for DELETE /channels/{id}).
package enum HangUpReason: String, Codable, Sendable, Hashable, CaseIterable {
    case normal
    case busy
    case congestion
    case noAnswer = "no_answer"
    case rejected
    case unallocated
    case failure

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let word = try container.decode(String.self)
        guard let reason = HangUpReason(rawValue: word) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected one of \(known)")
        }
        self = reason
    }
}

/// The optional body of `POST /v1/calls/{id}/hangup`.
package struct HangUpBody: Codable, Sendable, Hashable {
    /// What the far end is told, of a queue's call the caller's; `normal` when absent.
    package var reason: HangUpReason?
    /// Only this leg; all legs when absent. A call that is talked on ends with any leg of the two; with that of an agent
    /// whose phone rings only the ring does.
    package var channelId: String?
    /// That leg, an agent's, was seen to ring: once it has been picked up nothing is ended, and the order is refused.
    package var ringing: Bool?

    package init(reason: HangUpReason? = nil, channelId: String? = nil, ringing: Bool? = nil) {
        self.reason = reason
        self.channelId = channelId
        self.ringing = ringing
    }

    private enum CodingKeys: String, CodingKey {
        case reason, ringing
        case channelId = "channel_id"
    }
}

/// What can be asked of an agent, with its arguments.
package enum AgentCommand: Sendable, Hashable {
    /// Log in, at the configured endpoint or at another, for every queue or for one.
    case login(endpoint: String? = nil, queue: String? = nil)
    case logout(queue: String? = nil)
    case ready(queue: String? = nil)
    case notReady(reason: String?, queue: String? = nil)
    case endWrapUp
    /// In milliseconds; a minute where nil.
    case extendWrapUp(byMs: Int64?)
    /// End whatever they are stuck in.
    case complete
    /// How a call went: the one of that id, or else the one that is talked on, or the last one.
    case dispose(String, call: String? = nil, note: String? = nil)

    package init(_ verb: AgentVerb, _ body: AgentCommandBody = AgentCommandBody()) {
        switch verb {
        case .login: self = .login(endpoint: body.endpoint, queue: body.queue)
        case .logout: self = .logout(queue: body.queue)
        case .ready: self = .ready(queue: body.queue)
        case .notReady: self = .notReady(reason: body.reason, queue: body.queue)
        case .endWrapUp: self = .endWrapUp
        case .extendWrapUp: self = .extendWrapUp(byMs: body.byMs)
        case .complete: self = .complete
        case .dispose: self = .dispose(body.disposition ?? "", call: body.callId, note: body.note)
        }
    }

    package var verb: AgentVerb {
        switch self {
        case .login: .login
        case .logout: .logout
        case .ready: .ready
        case .notReady: .notReady
        case .endWrapUp: .endWrapUp
        case .extendWrapUp: .extendWrapUp
        case .complete: .complete
        case .dispose: .dispose
        }
    }

    package var body: AgentCommandBody {
        switch self {
        case .login(let endpoint, let queue): AgentCommandBody(endpoint: endpoint, queue: queue)
        case .notReady(let reason, let queue): AgentCommandBody(reason: reason, queue: queue)
        case .logout(let queue), .ready(let queue): AgentCommandBody(queue: queue)
        case .extendWrapUp(let byMs): AgentCommandBody(byMs: byMs)
        case .endWrapUp, .complete: AgentCommandBody()
        case .dispose(let disposition, let call, let note):
            AgentCommandBody(disposition: disposition, callId: call, note: note)
        }
    }
}
