import MaydayAPI

/// What a key of some queues is shown of the configuration where a change of it is answered: the keys of its queues, who
/// serves them, and the keys of agents who serve no others.
struct ConfigurationSight {
    private let grant: QueueGrant
    private var queues: Set<String> = []
    /// The queues that each agent serves or has just served.
    private var agents: [String: Set<String>] = [:]

    init(_ grant: QueueGrant) {
        self.grant = grant
        if case .only(let own) = grant { queues = own }
    }

    /// To be told before a change and after it: whoever came to a queue, or left it, belongs to it here.
    mutating func note(_ queues: [Queue], _ agents: [Agent]) {
        self.queues.formUnion(queues.map(\.id))
        for agent in agents { self.agents[agent.id, default: []].formUnion(agent.queues) }
    }

    /// Where it cannot be told whom the agents serve now: somebody else's queue may have come to them.
    mutating func forgetAgents() { agents = [:] }

    enum Part {
        case nothing
        /// That it is another, not what it is: of the queues that an agent serves some are others'.
        case key
        case all
    }

    /// - Parameter target: a key's whole name: `queues.sales.weight`, `queues.sales.members.1001`, `agents.1001.name`.
    func part(of target: String) -> Part {
        if grant == .all { return .all }
        if let (queue, rest) = Self.split(target, "queues.", among: queues) {
            // Ids may have dots, keys have none: what has more of them is said of a queue that nobody knows any more.
            return grant.allows([queue]) && (rest.hasPrefix("members.") || !rest.contains(".")) ? .all : .nothing
        }
        guard let (agent, rest) = Self.split(target, "agents.", among: agents.keys), !rest.contains(".") else {
            return .nothing
        }
        let served = Array(agents[agent] ?? [])
        if grant.covers(served) { return .all }
        return grant.allows(served) && rest == "queues" ? .key : .nothing
    }

    func isShown(_ target: String) -> Bool { part(of: target) == .all }

    /// Whether a problem or a warning stands at a change that is shown: `change of queues.sales.weight`.
    func isShown(place: some StringProtocol) -> Bool {
        let begin = "change of "
        return grant == .all || (place.hasPrefix(begin) && isShown(String(place.dropFirst(begin.count))))
    }

    /// The item of a list, the longest id that fits, and what follows it.
    private static func split(
        _ target: String, _ list: String, among ids: some Sequence<String>
    ) -> (id: String, rest: Substring)? {
        guard target.hasPrefix(list) else { return nil }
        let name = target.dropFirst(list.count)
        let fitting = ids.filter { name == $0 || name.hasPrefix($0 + ".") }
        guard let id = fitting.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        return (id, name.dropFirst(id.count + 1))
    }
}

extension ConfigurationReport {
    /// What needs a restart is about no queue.
    func narrowed(to sight: ConfigurationSight) -> ConfigurationReport {
        var shown = ConfigurationReport(
            changed: changed.compactMap { value -> ChangedValue? in
                switch sight.part(of: value.key) {
                case .nothing: nil
                case .key: ChangedValue(key: value.key)
                case .all: value
                }
            },
            // `change of queues.sales.weight: queues[1].weight: …`
            warnings: warnings.filter { warning in
                warning.firstRange(of: ": ").map { sight.isShown(place: warning[..<$0.lowerBound]) } ?? false
            },
            changes: changes.filter { sight.isShown($0.target) },
            suspended: suspended.filter { sight.isShown($0.target) },
            dropped: dropped.filter { sight.isShown($0.target) })
        shown.kept = kept
        return shown
    }
}

extension APIFailure {
    /// Of what is wrong with the configuration, what stands at the change itself; the rest is counted.
    func narrowed(to sight: ConfigurationSight) -> APIFailure {
        guard case .configuration(let fields) = self else { return self }
        let shown = fields.filter { sight.isShown(place: $0.field) }
        let hidden = fields.count - shown.count
        guard hidden > 0 else { return self }
        return .configuration(
            shown + [
                FieldError(
                    field: "configuration",
                    detail: "\(hidden) \(hidden == 1 ? "problem" : "problems") elsewhere, told to a key of all queues")
            ])
    }
}
