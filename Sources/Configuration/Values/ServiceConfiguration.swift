import Queueing

/// A whole `mayday.yaml` after validation: what `mayday serve` runs on.
package struct ServiceConfiguration: Sendable, Hashable {
    /// This node's name; part of every id that it gives out.
    package var node: String
    /// At least one.
    package var asterisk: [AsteriskConfiguration]
    package var store: StoreConfiguration
    /// Nil where no such file is wanted.
    package var queueLog: QueueLogConfiguration?
    package var api: APIConfiguration
    package var queues: [QueueConfiguration]
    package var agents: [AgentConfiguration]
    /// Phones that are nobody's own, at which agents may log in.
    package var desks: [String] = []
    /// Which queue's caller an agent gets who serves several.
    package var sharing: Sharing
    /// Why agents may be not ready; empty where any word will do.
    package var reasons: [NotReadyReason] = []
    /// What agents may say of their calls, in the order of their feature codes.
    package var dispositions: [Disposition] = []
    /// The business hours that queues go by.
    package var schedules: [Schedule] = []
    /// Whether agents and queues are shown as device states of Asterisk's.
    package var lamps = false
    package var numbers: NumbersConfiguration
    package var dialling: DiallingConfiguration
    package var log: LogConfiguration

    /// The queue for callers who do not name one: the one marked so, or the only one there is.
    package var defaultQueue: QueueConfiguration? {
        queues.first(where: \.isDefault) ?? (queues.count == 1 ? queues.first : nil)
    }

    package init(
        node: String = "mayday-1", asterisk: [AsteriskConfiguration], store: StoreConfiguration,
        queueLog: QueueLogConfiguration? = nil, api: APIConfiguration, queues: [QueueConfiguration] = [],
        agents: [AgentConfiguration] = [], sharing: Sharing = .weight,
        numbers: NumbersConfiguration = .init(), dialling: DiallingConfiguration = .init(),
        log: LogConfiguration = .init()
    ) {
        self.node = node
        self.asterisk = asterisk
        self.store = store
        self.queueLog = queueLog
        self.api = api
        self.queues = queues
        self.agents = agents
        self.sharing = sharing
        self.numbers = numbers
        self.dialling = dialling
        self.log = log
    }
}

package struct StoreConfiguration: Sendable, Hashable {
    /// The SQLite file. What the file gives as a relative path has been resolved against the file's folder.
    package var path: String
    /// How many days explanations of offers are kept.
    package var explanationDays: Int

    package init(path: String, explanationDays: Int = 90) {
        self.path = path
        self.explanationDays = explanationDays
    }
}

/// Queue events in Asterisk's vocabulary, for tools that read its `queue_log`.
package struct QueueLogConfiguration: Sendable, Hashable {
    /// By which of their names agents stand in it.
    package enum Agent: String, Sendable, Hashable, CaseIterable {
        case endpoint, name, id
    }

    /// The file, resolved like the store's.
    package var path: String
    package var agent: Agent

    package init(path: String, agent: Agent = .endpoint) {
        self.path = path
        self.agent = agent
    }
}

package struct APIConfiguration: Sendable, Hashable {
    package var listen: ListenAddress
    /// Where the API keys are kept; made on the first start.
    package var keysFile: String
    /// Host names, beside the loopback ones and the listen address, under which the service may be called.
    package var hosts: [String]

    package init(listen: ListenAddress = .init(host: "127.0.0.1", port: 8470), keysFile: String, hosts: [String] = []) {
        self.listen = listen
        self.keysFile = keysFile
        self.hosts = hosts
    }
}

package struct NumbersConfiguration: Sendable, Hashable {
    /// The site's country, ISO 3166-1 alpha-2 in capitals; nil if not told.
    package var country: String?

    package init(country: String? = nil) {
        self.country = country
    }
}

package struct DiallingConfiguration: Sendable, Hashable {
    /// Prefixes that may be dialled; where there is none nothing is dialled.
    package var allow: [String]
    /// Prefixes that may not; a longer prefix beats a shorter one.
    package var deny: [String]
    /// The most calls at once for one API key; nil for no limit.
    package var perKeyConcurrency: Int?
    /// The most calls begun in a span for one API key; nil for no limit.
    package var perKeyRate: CallRate?
    /// Numbers that people can always dial and that no machine ever dials.
    package var emergency: [String]

    package init(
        allow: [String] = [], deny: [String] = [], perKeyConcurrency: Int? = nil, perKeyRate: CallRate? = nil,
        emergency: [String] = []
    ) {
        self.allow = allow
        self.deny = deny
        self.perKeyConcurrency = perKeyConcurrency
        self.perKeyRate = perKeyRate
        self.emergency = emergency
    }
}

/// `30/1m`: at most so many in any such span.
package struct CallRate: Sendable, Hashable {
    package var calls: Int
    package var span: Duration

    package init(calls: Int, span: Duration) {
        self.calls = calls
        self.span = span
    }
}

package struct LogConfiguration: Sendable, Hashable {
    package enum Level: String, Sendable, Hashable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    package enum Format: String, Sendable, Hashable, CaseIterable {
        case text
        case json
    }

    package var level: Level
    package var format: Format

    package init(level: Level = .info, format: Format = .text) {
        self.level = level
        self.format = format
    }
}
