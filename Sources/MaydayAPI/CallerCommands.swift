/// The last path component of a command about a caller who waits.
package enum CallerVerb: String, Codable, Sendable, Hashable, CaseIterable {
    case withdraw
    case move
    case pick
    case priority
    case position
    case callback
}

/// The body of a command about a caller who waits.
package struct CallerCommandBody: Codable, Sendable, Hashable {
    /// `withdraw` and `move`: why; at most 64 characters.
    package var reason: String?
    /// `withdraw`: where the caller goes: `hangup`, `dialplan` (when absent: the line after Stasis) or
    /// `dialplan CONTEXT EXTENSION PRIORITY`.
    package var target: String?
    /// `move`: the queue's id.
    package var queue: String?
    /// `pick`: the agent's id.
    package var agent: String?
    /// `priority`: from -1000000 to 1000000; higher is served first.
    package var priority: Int64?
    /// `position`: the place in the queue, from 1.
    package var position: Int64?
    /// `callback`: the number to dial; when absent the one that they call from.
    package var number: String?

    package init(
        reason: String? = nil, target: String? = nil, queue: String? = nil, agent: String? = nil,
        priority: Int64? = nil, position: Int64? = nil, number: String? = nil
    ) {
        self.reason = reason
        self.target = target
        self.queue = queue
        self.agent = agent
        self.priority = priority
        self.position = position
        self.number = number
    }
}

/// What can be asked about a caller who waits, with its arguments.
package enum CallerCommand: Sendable, Hashable {
    case withdraw(target: String?, reason: String?)
    case move(queue: String, reason: String?)
    case pick(agent: String)
    case priority(Int64)
    case position(Int64)
    case callback(number: String?)

    package var verb: CallerVerb {
        switch self {
        case .withdraw: .withdraw
        case .move: .move
        case .pick: .pick
        case .priority: .priority
        case .position: .position
        case .callback: .callback
        }
    }

    package var body: CallerCommandBody {
        switch self {
        case .withdraw(let target, let reason): CallerCommandBody(reason: reason, target: target)
        case .move(let queue, let reason): CallerCommandBody(reason: reason, queue: queue)
        case .pick(let agent): CallerCommandBody(agent: agent)
        case .priority(let priority): CallerCommandBody(priority: priority)
        case .position(let position): CallerCommandBody(position: position)
        case .callback(let number): CallerCommandBody(number: number)
        }
    }
}
