import Queueing

/// Turns the document into the configuration, section by section. It goes on after a mistake, with the default in the
/// wrong value's place, so that all mistakes are told together.
struct ConfigurationReader {
    /// The configuration's own.
    let file: String
    let files: ConfigurationFiles
    let problems: Problems

    /// Relative paths begin here.
    var folder: String { Paths.folder(of: file) }

    /// Nil only when `problems` has something.
    func read(_ root: Section) -> ServiceConfiguration? {
        let node = root.value("node", default: "mayday-1", Value.identifier)
        let servers = asterisk(root)
        let store = store(root.section("store"))
        let queueLog = queueLog(root)
        let api = api(root.section("api"), store: store)
        checkFiles(root, store: store, queueLog: queueLog, api: api)
        let dispositions = dispositions(root)
        let schedules = schedules(root)
        let queues = queues(root, dispositions, screenPop(root)?.template, schedules: schedules.map(\.id))
        let agents = agents(root, queues: queues.map(\.value), servers: servers.map(\.value))
        let desks = root.list("desks", Value.endpoint).map(\.value)
        let sharing = root.value("shared_agents", default: .weight, Value.word(Sharing.self))
        let reasons = reasons(root)
        let lamps = root.value("lamps", default: false, Value.truth)
        let numbers = numbers(root.section("numbers"))
        let dialling = dialling(root.section("dialling"))
        let log = log(root.section("log"))
        // As in compose files: a place to define anchors for `<<: *name`.
        root.finish(ignoringPrefix: "x-")
        checkDemands(queues, agents)
        checkCallbacks(queues, dialling)
        warnAboutUnstaffed(queues, agents)
        warnAboutUnstaffed(servers, agents)
        for server in servers where server.value.mode == .outbound && server.value.listen == api.listen {
            problems.add(server.origin, "\(server.path).listen", "is the address of api.listen too")
        }
        guard !servers.isEmpty else { return nil }
        var configuration = ServiceConfiguration(
            node: node, asterisk: servers.map(\.value), store: store, queueLog: queueLog, api: api,
            queues: queues.map(\.value), agents: agents, sharing: sharing, numbers: numbers, dialling: dialling,
            log: log)
        configuration.desks = desks
        configuration.reasons = reasons
        configuration.dispositions = dispositions
        configuration.schedules = schedules
        configuration.lamps = lamps
        return configuration
    }

    private func store(_ section: Section) -> StoreConfiguration {
        let path = section.value("path", default: "/var/lib/mayday/mayday.sqlite", Value.path)
        let days = section.value("explanation_days", default: 90, Value.integer(1...3650))
        section.finish()
        return StoreConfiguration(path: Paths.resolve(path, in: folder), explanationDays: days)
    }

    private func queueLog(_ root: Section) -> QueueLogConfiguration? {
        guard root.node("queue_log") != nil else { return nil }
        let section = root.section("queue_log")
        let path = section.required("path", Value.path).map { Paths.resolve($0, in: folder) }
        let agent = section.value("agent", default: .endpoint, Value.word(QueueLogConfiguration.Agent.self))
        section.finish()
        return path.map { QueueLogConfiguration(path: $0, agent: agent) }
    }

    private func api(_ section: Section, store: StoreConfiguration) -> APIConfiguration {
        let listen = section.value("listen", default: .init(host: "127.0.0.1", port: 8470), Value.listenAddress)
        let keys = section.optional("keys_file", Value.fileName).map { Paths.resolve($0, in: folder) }
        let hosts = section.list("hosts", Value.hostName).map(\.value)
        section.finish()
        return APIConfiguration(
            listen: listen, keysFile: keys ?? Paths.resolve("api-keys.json", in: Paths.folder(of: store.path)),
            hosts: hosts)
    }

    private func numbers(_ section: Section) -> NumbersConfiguration {
        let country = section.optional("country", Value.country)
        section.finish()
        return NumbersConfiguration(country: country)
    }

    private func dialling(_ section: Section) -> DiallingConfiguration {
        let allow = section.list("allow", Value.dialledNumber)
        let deny = section.list("deny", Value.dialledNumber)
        for prefix in deny where allow.contains(where: { $0.value == prefix.value }) {
            problems.add(prefix.origin, prefix.path, "'\(prefix.value)' is both allowed and denied")
        }
        let dialling = DiallingConfiguration(
            allow: allow.map(\.value), deny: deny.map(\.value),
            perKeyConcurrency: section.optional("per_key_concurrency", Value.integer(1...100_000)),
            perKeyRate: section.optional("per_key_rate", Value.rate),
            emergency: section.list("emergency", Value.dialledNumber).map(\.value))
        section.finish()
        return dialling
    }

    private func log(_ section: Section) -> LogConfiguration {
        let log = LogConfiguration(
            level: section.value("level", default: .info, Value.word(LogConfiguration.Level.self)),
            format: section.value("format", default: .text, Value.word(LogConfiguration.Format.self)))
        section.finish()
        return log
    }

    private func warnAboutUnstaffed(_ queues: [Located<QueueConfiguration>], _ agents: [AgentConfiguration]) {
        let served = Set(agents.lazy.flatMap(\.queues))
        for queue in queues where !served.contains(queue.value.id) {
            problems.warn(queue.origin, queue.path, "no agent serves the queue '\(queue.value.id)'")
        }
    }

    /// A caller is connected on the server that they came in on.
    private func warnAboutUnstaffed(_ servers: [Located<AsteriskConfiguration>], _ agents: [AgentConfiguration]) {
        guard servers.count > 1, !agents.isEmpty else { return }
        for server in servers where !agents.contains(where: { $0.server == server.value.name }) {
            problems.warn(
                server.origin, server.path,
                "no agent's phone is on the server '\(server.value.name)': callers there wait in vain")
        }
    }
}
