import Queueing
import Telephony

extension ConfigurationReader {
    func agents(
        _ root: Section, queues: [QueueConfiguration], servers: [AsteriskConfiguration]
    ) -> [AgentConfiguration] {
        var agents: [AgentConfiguration] = []
        var paths: [String: String] = [:]
        var owners: [[String]: String] = [:]
        let queueIDs = QueueIDs(queues.map(\.id))
        for section in root.sections("agents") {
            guard let agent = agent(section, queueIDs: queueIDs, servers: servers.map(\.name)) else { continue }
            if let twin = paths[agent.id.lowercased()] {
                problems.add(section.origin(of: "id"), section.path(of: "id"), "'\(agent.id)' is the id of \(twin) too")
            } else {
                paths[agent.id.lowercased()] = section.path
            }
            // Two agents on one phone would each be offered a call that only one of them can take.
            let phone = [agent.server, agent.endpoint]
            if let owner = owners[phone] {
                problems.add(
                    section.origin(of: "endpoint"), section.path(of: "endpoint"),
                    "'\(agent.endpoint)' is the phone of '\(owner)' already")
            } else {
                owners[phone] = agent.id
            }
            agents.append(agent)
        }
        return agents
    }

    /// The ids of all queues, in the order of the file and to be found at once.
    private struct QueueIDs {
        let all: [String]
        let known: Set<String>

        init(_ ids: [String]) {
            all = ids
            known = Set(ids)
        }
    }

    private func agent(_ section: Section, queueIDs: QueueIDs, servers: [String]) -> AgentConfiguration? {
        let id = section.required("id", Value.identifier)
        let name = section.optional("name", Value.text)
        let endpoint = section.required("endpoint", Value.endpoint)
        let server = server(section, among: servers)
        let served = memberships(section, among: queueIDs)
        let skills = skills(section, "skills")
        let connection = section.value("connection", default: .ring, Value.word(Connection.self))
        let capacity = section.value("capacity", default: 1, Value.integer(1...10))
        if capacity > 1, connection == .nailedUp {
            problems.add(
                section.origin(of: "capacity"), section.path(of: "capacity"),
                "a headset that stays connected (connection: nailed_up) has one call at a time")
        }
        let wrapUp = section.optional("wrap_up", Value.duration())
        let state = section.value(
            "initial_state", default: .offline, Value.word(AgentConfiguration.InitialState.self))
        section.finish()
        if section.node("queues") == nil {
            problems.warn(section.origin, section.path, "the agent serves no queue")
        }
        guard let id, let endpoint, let server else { return nil }
        var agent = AgentConfiguration(
            id: id, name: name, endpoint: endpoint, server: server, memberships: served,
            skills: skills, connection: connection, wrapUp: wrapUp, initialState: state)
        agent.capacity = capacity
        return agent
    }

    private func memberships(_ section: Section, among queueIDs: QueueIDs) -> [Membership] {
        var served: [Membership] = []
        var named: Set<String> = []
        for item in section.sections("queues", orJust: "id") {
            let id = item.required("id", Value.identifier)
            let tier = item.value("tier", default: 1, Value.integer(1...100))
            let weight = item.value("weight", default: 1, Value.integer(1...1000))
            item.finish()
            guard let id else { continue }
            let (origin, path) = (item.origin(of: "id"), item.path(of: "id"))
            if !queueIDs.known.contains(id) {
                let nearest = Spelling.nearest(to: id, among: queueIDs.all)
                problems.add(origin, path, "there is no queue '\(id)'", nearest)
            } else if !named.insert(id).inserted {
                problems.add(origin, path, "'\(id)' is named twice")
            } else {
                served.append(Membership(queue: QueueID(id), tier: tier, weight: weight))
            }
        }
        return served
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
