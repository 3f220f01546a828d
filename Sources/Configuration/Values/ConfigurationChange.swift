import Telephony

/// One change that was made while the service runs, over API or command line. It lies over the file, like a variable of
/// the environment, and is checked by the same rules.
package struct ConfigurationChange: Sendable, Hashable {
    package enum What: Sendable, Hashable {
        /// The agent serves the queue so, whatever the file says.
        case member(queue: String, agent: String, tier: Int, weight: Int)
        /// The agent does not serve the queue.
        case noMember(queue: String, agent: String)
        /// A queue's key has this value, written as in the file: `20s`, `[no_answer, busy]`.
        case queueKey(queue: String, key: String, value: String)
    }

    package var what: What
    /// The id of the API key that made it.
    package var by: String
    package var at: Instant

    package init(what: What, by: String, at: Instant) {
        self.what = what
        self.by = by
        self.at = at
    }

    /// What it is about: of two changes of one target the later counts.
    package var target: String {
        switch what {
        case .member(let queue, let agent, _, _), .noMember(let queue, let agent): "queues.\(queue).members.\(agent)"
        case .queueKey(let queue, let key, _): "queues.\(queue).\(key)"
        }
    }

    /// The value as people read it.
    package var value: String {
        switch what {
        case .member(_, _, let tier, let weight): "tier \(tier), weight \(weight)"
        case .noMember: "no member"
        case .queueKey(_, _, let value): value
        }
    }
}

extension ServiceConfiguration.Loaded {
    /// A change that has no effect any more, and why.
    package struct Dropped: Sendable, Hashable {
        package var change: ConfigurationChange
        package var reason: String
    }
}
