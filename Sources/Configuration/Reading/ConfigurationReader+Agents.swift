extension ConfigurationReader {
    func agents(
        _ root: Section, queues: [QueueConfiguration], servers: [AsteriskConfiguration]
    ) -> [AgentConfiguration] {
        var agents: [Located<AgentConfiguration>] = []
        for section in root.sections("agents") {
            guard let agent = agent(section, queueIDs: queues.map(\.id), servers: servers.map(\.name)) else { continue }
            if let twin = agents.first(where: { $0.value.id.lowercased() == agent.id.lowercased() }) {
                problems.add(
                    section.origin(of: "id"), section.path(of: "id"), "'\(agent.id)' is the id of \(twin.path) too")
            }
            // Two agents on one phone would each be offered a call that only one of them can take.
            if let twin = agents.first(where: { $0.value.endpoint == agent.endpoint && $0.value.server == agent.server }
            ) {
                problems.add(
                    section.origin(of: "endpoint"), section.path(of: "endpoint"),
                    "'\(agent.endpoint)' is the phone of '\(twin.value.id)' already")
            }
            agents.append(Located(value: agent, origin: section.origin, path: section.path))
        }
        return agents.map(\.value)
    }

    private func agent(_ section: Section, queueIDs: [String], servers: [String]) -> AgentConfiguration? {
        let id = section.required("id", Value.identifier)
        let name = section.optional("name", Value.text)
        let endpoint = section.required("endpoint", Value.endpoint)
        let server = server(section, among: servers)
        var served: [String] = []
        for queue in section.list("queues", Value.identifier) {
            if !queueIDs.contains(queue.value) {
                let nearest = Spelling.nearest(to: queue.value, among: queueIDs)
                problems.add(queue.origin, queue.path, "there is no queue '\(queue.value)'", nearest)
            } else if served.contains(queue.value) {
                problems.add(queue.origin, queue.path, "'\(queue.value)' is named twice")
            } else {
                served.append(queue.value)
            }
        }
        let skills = section.map("skills", Value.integer(1...100))
        let state = section.value(
            "initial_state", default: .offline, Value.word(AgentConfiguration.InitialState.self))
        section.finish()
        if section.node("queues") == nil {
            problems.warn(section.origin, section.path, "the agent serves no queue")
        }
        guard let id, let endpoint, let server else { return nil }
        return AgentConfiguration(
            id: id, name: name, endpoint: endpoint, server: server, queues: served,
            skills: skills.map { .init(name: $0.key, level: $0.value) }, initialState: state)
    }

    /// Where the agent's phone is registered: the first server where nothing is said.
    private func server(_ section: Section, among servers: [String]) -> String? {
        guard let named = section.optional("server", Value.identifier) else { return servers.first }
        guard !servers.contains(named) else { return named }
        problems.add(
            section.origin(of: "server"), section.path(of: "server"), "there is no server '\(named)'",
            Spelling.nearest(to: named, among: servers))
        return nil
    }
}
