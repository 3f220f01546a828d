/// What a key is about. `*` in a scope stands for all.
package enum APIResource: String, Sendable, Hashable, CaseIterable {
    case health, calls, traces, queues, agents, callers, events, metrics, configuration
}

/// What a key may do with it. `*` in a scope stands for both.
package enum APIVerb: String, Sendable, Hashable, CaseIterable {
    case read, write
}

/// One permission of a key: `calls:read`, `agents:write@support`, `*:read`, `*:*`.
/// What comes after `@` is a queue's id; without it, or with `@*`, every queue is meant.
package struct APIScope: Sendable, Hashable, CustomStringConvertible {
    /// Nil: all.
    package var resource: APIResource?
    /// Nil: all.
    package var verb: APIVerb?
    /// Nil: all.
    package var queue: String?

    package init(resource: APIResource?, verb: APIVerb?, queue: String? = nil) {
        self.resource = resource
        self.verb = verb
        self.queue = queue
    }

    /// Everything.
    package static let all = APIScope(resource: nil, verb: nil)

    /// Throws ``KeyFailure/badScope(_:reason:)``.
    package init(_ text: String) throws(KeyFailure) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let words = parts[0].split(separator: ":", omittingEmptySubsequences: false)
        guard words.count == 2 else {
            throw .badScope(text, reason: "expected resource:verb or resource:verb@queue")
        }
        if words[0] == "*" {
            resource = nil
        } else if let known = APIResource(rawValue: String(words[0])) {
            resource = known
        } else {
            let known = APIResource.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badScope(text, reason: "unknown resource '\(words[0])'; known are \(known) and *")
        }
        if words[1] == "*" {
            verb = nil
        } else if let known = APIVerb(rawValue: String(words[1])) {
            verb = known
        } else {
            throw .badScope(text, reason: "unknown verb '\(words[1])'; known are read, write and *")
        }
        guard parts.count == 2, parts[1] != "*" else { return }
        guard !parts[1].isEmpty else { throw .badScope(text, reason: "no queue after @") }
        queue = String(parts[1])
    }

    package var description: String {
        "\(resource?.rawValue ?? "*"):\(verb?.rawValue ?? "*")" + (queue.map { "@\($0)" } ?? "")
    }

    func covers(_ wanted: APIResource, _ how: APIVerb) -> Bool {
        (resource == nil || resource == wanted) && (verb == nil || verb == how)
    }
}

/// The queues for which something is allowed.
package enum QueueGrant: Sendable, Hashable {
    case none
    case only(Set<String>)
    case all

    /// Things of no queue are for keys of all queues only. A thing of several queues may be touched through any.
    package func allows(_ queues: [String]) -> Bool {
        switch self {
        case .none: false
        case .all: true
        case .only(let granted): queues.contains { granted.contains($0) }
        }
    }

    /// Whether it is for each of them. Things of no queue are for keys of all queues only.
    package func covers(_ queues: [String]) -> Bool {
        switch self {
        case .none: false
        case .all: true
        case .only(let granted): !queues.isEmpty && granted.isSuperset(of: queues)
        }
    }
}

extension Sequence<APIScope> {
    /// The queues for which these scopes allow it. What no scope names is denied.
    package func grant(_ resource: APIResource, _ verb: APIVerb) -> QueueGrant {
        var queues: Set<String> = []
        for scope in self where scope.covers(resource, verb) {
            guard let queue = scope.queue else { return .all }
            queues.insert(queue)
        }
        return queues.isEmpty ? .none : .only(queues)
    }
}
