import MaydayAPI

/// What the service said last, in the shape in which it is shown.
package struct MonitorPicture: Sendable, Hashable {
    /// A queue's level and when it was told, by the service's clock.
    package struct QueueLevel: Sendable, Hashable {
        package var queue: Queue
        package var at: APITime
    }

    package private(set) var health: Health?
    /// In the order of the service.
    package private(set) var queues: [QueueLevel] = []
    package private(set) var agents: [Agent] = []
    /// By entry id: who waits or is offered.
    private var waiting: [String: Caller] = [:]
    /// By call id: who calls.
    private var parties: [String: Party] = [:]
    /// The service's clock minus ours, in milliseconds.
    package private(set) var clockDifference: Int64 = 0

    package init() {}

    package mutating func take(_ snapshot: MonitorSnapshot, at now: APITime) {
        setHealth(snapshot.health, at: now)
        let told = serviceTime(now)
        queues = snapshot.queues.map { QueueLevel(queue: $0, at: told) }
        agents = snapshot.agents
        waiting = Dictionary(snapshot.callers.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        parties = Dictionary(snapshot.calls.map { ($0.id, $0.caller) }, uniquingKeysWith: { $1 })
        for caller in snapshot.callers where parties[caller.callId] == nil {
            parties[caller.callId] = Party(number: caller.number, name: caller.name)
        }
    }

    package mutating func take(_ event: APIEvent, at now: APITime) {
        switch event.data {
        case .queue(let queue):
            let level = QueueLevel(queue: queue, at: event.at)
            if let index = queues.firstIndex(where: { $0.queue.id == queue.id }) {
                queues[index] = level
            } else {
                queues.append(level)
            }
        case .agent(let agent):
            if let index = agents.firstIndex(where: { $0.id == agent.id }) {
                agents[index] = agent
            } else {
                agents.append(agent)
            }
        case .entry(let entry): take(entry)
        case .call(let call): parties[call.id] = call.state == .ended ? nil : call.caller
        case .health(let health): setHealth(health, at: now)
        case .clock: setClock(event.at, at: now)
        case .fact, .screenPop, .lagged, .unknown: break
        }
    }

    private mutating func take(_ entry: QueueEntry) {
        switch entry.state {
        case .waiting, .offered: waiting[entry.id] = Caller(entry)
        case .connected, .held, .ended: waiting[entry.id] = nil
        }
        parties[entry.callId] = entry.state == .ended ? nil : entry.caller
    }

    private mutating func setHealth(_ health: Health, at now: APITime) {
        self.health = health
        setClock(APITime(milliseconds: health.startedAt.milliseconds &+ health.uptimeMs), at: now)
    }

    /// Small differences are the way of the message, not of the clocks; following them would make times jump.
    private mutating func setClock(_ service: APITime, at now: APITime) {
        let difference = service.milliseconds &- now.milliseconds
        if abs(difference - clockDifference) >= 1000 { clockDifference = difference }
    }

    /// A moment of ours by the service's clock, which all `*_at` follow.
    package func serviceTime(_ now: APITime) -> APITime {
        APITime(milliseconds: now.milliseconds &+ clockDifference)
    }

    /// Who waits, the first in line first, queue after queue, numbered anew: the service tells the entry that left,
    /// not each one that moved up.
    package func callers(in queue: String? = nil) -> [Caller] {
        var rank: [String: Int] = [:]
        for (index, level) in queues.enumerated() { rank[level.queue.id] = index }
        var line = waiting.values.filter { queue == nil || $0.queue == queue }
        line.sort { left, right in
            let (one, other) = (rank[left.queue] ?? .max, rank[right.queue] ?? .max)
            if one != other { return one < other }
            if left.queue != right.queue { return left.queue < right.queue }
            if left.position != right.position { return left.position < right.position }
            if left.priority != right.priority { return left.priority > right.priority }
            return (left.enteredAt, left.id) < (right.enteredAt, right.id)
        }
        var previous: (queue: String, position: Int64)?
        for index in line.indices {
            let position = previous?.queue == line[index].queue ? (previous?.position ?? 0) + 1 : 1
            line[index].position = position
            previous = (line[index].queue, position)
        }
        return line
    }

    /// Who is on an agent's call.
    package func party(of agent: Agent) -> Party? {
        agent.callId.flatMap { parties[$0] }
    }
}

extension Caller {
    init(_ entry: QueueEntry) {
        self.init(
            id: entry.id, callId: entry.callId, queue: entry.queue, state: entry.state, position: entry.position ?? 1,
            priority: entry.priority, number: entry.caller.number, name: entry.caller.name, enteredAt: entry.enteredAt,
            waitMs: entry.waitMs, agent: entry.state == .offered ? entry.agent : nil, offers: entry.offers)
        demand = entry.demand
    }
}
