import MaydayConfiguration
import Queueing
import Telephony

extension Settings {
    /// The engine's part of the configuration.
    package init(_ configuration: ServiceConfiguration) {
        self.init(
            queues: configuration.queues.map(QueueSettings.init),
            agents: configuration.agents.enumerated().map { position, agent in
                var settings = AgentSettings(
                    id: AgentID(agent.id), name: agent.name, endpoint: agent.endpoint,
                    server: ServerID(agent.server), memberships: agent.memberships,
                    position: position, wrapUp: agent.wrapUp.map { Span($0) }, skills: agent.skills,
                    connection: agent.connection,
                    startsReady: agent.initialState == .ready)
                settings.capacity = agent.capacity
                return settings
            }, sharing: configuration.sharing, reasons: configuration.reasons,
            dispositions: configuration.dispositions, schedules: configuration.schedules)
    }
}

extension QueueSettings {
    init(_ queue: QueueConfiguration) {
        self.init(
            id: QueueID(queue.id), name: queue.name, ringTimeout: Span(queue.ringTimeout), retry: Span(queue.retry),
            maxWait: queue.maxWait.map { Span($0) }, wrapUp: Span(queue.wrapUp),
            serviceLevel: Span(queue.serviceLevel), shortAbandon: Span(queue.shortAbandon), music: queue.music,
            strategy: queue.strategy, ringStep: Span(queue.ringStep), autoPause: AutoPause(queue.autoPause),
            weight: queue.weight, needs: queue.needs, tiers: queue.tiers, widening: queue.widening,
            preferredAgentWait: Span(queue.preferredAgentWait), limits: queue.limits,
            announcements: queue.announcements,
            disposition: queue.disposition, hours: queue.hours)
        screenPop = queue.screenPop
        answer = queue.answer
        callback = queue.callback.map { callback in
            CallbackRules(
                key: callback.key, endpoint: callback.endpoint, target: callback.target,
                ringTimeout: Span(callback.ringTimeout), keep: Span(callback.keep), most: callback.most)
        }
        isExclusive = queue.isExclusive
    }
}

extension AutoPause {
    init(_ causes: Set<AutoPauseCause>) {
        self = []
        if causes.contains(.noAnswer) { insert(.noAnswer) }
        if causes.contains(.busy) { insert(.busy) }
        if causes.contains(.unreachable) { insert(.unreachable) }
    }
}

extension NumberTable {
    package init(_ configuration: ServiceConfiguration) {
        self.init(
            configuration.queues.flatMap { queue in
                queue.numbers.map { (number: $0, queue: QueueID(queue.id)) }
            }, default: configuration.defaultQueue.map { QueueID($0.id) })
    }
}

extension DialRules {
    init(_ configuration: ServiceConfiguration) {
        let dialling = configuration.dialling
        self.init(allow: dialling.allow, deny: dialling.deny, emergency: dialling.emergency)
    }
}

extension ServiceConfiguration {
    /// How long ago a caller's last talk may be for that agent to be preferred, by queue.
    var lastAgents: [QueueID: Span] {
        Dictionary(
            queues.compactMap { queue in queue.lastAgent.map { (QueueID(queue.id), Span($0)) } },
            uniquingKeysWith: { first, _ in first })
    }
}
