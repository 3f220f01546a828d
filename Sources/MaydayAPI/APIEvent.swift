/// One message of `GET /v1/events`.
///
/// There are two kinds. A *fact* was journalled: it carries its journal sequence as `id`, exactly one event has
/// that id, and what it says follows from the journal alone, so that a reader who comes back with a cursor gets
/// the very same event again. A *level* (the new state of a call, an entry, an agent, a queue, the health) and
/// a *notice* are not journalled and carry no id: after a reconnect, fetch the resource instead.
package struct APIEvent: Sendable, Hashable {
    /// The journal sequence, for facts only.
    package var id: Int64?
    package var at: APITime
    package var data: APIEventData

    package init(id: Int64? = nil, at: APITime, data: APIEventData) {
        self.id = id
        self.at = at
        self.data = data
    }

    /// The event's name: a fact's own, or the resource whose level it is.
    package var type: String { data.type }
}

package enum APIEventData: Sendable, Hashable {
    case fact(APIFact)
    case call(Call)
    case entry(QueueEntry)
    case agent(Agent)
    case queue(Queue)
    case health(Health)
    /// An agent's screen is to open something, or what it opened is over.
    case screenPop(ScreenPop)
    /// The subscriber was too slow.
    case lagged(Lagged)
    /// The server's clock, so that a screen can count waits up between levels.
    case clock
    /// A type that this version does not know; its data is left out.
    case unknown(type: String)

    package var type: String {
        switch self {
        case .fact(let fact): fact.type
        case .call: "call"
        case .entry: "entry"
        case .agent: "agent"
        case .queue: "queue"
        case .health: "health"
        case .screenPop: "screen_pop"
        case .lagged: "lagged"
        case .clock: "clock"
        case .unknown(let type): type
        }
    }
}

extension APIEvent: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, type, at, data
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let id = try container.decodeIfPresent(Int64.self, forKey: .id)
        self.id = id
        at = try container.decode(APITime.self, forKey: .at)
        let type = try container.decode(String.self, forKey: .type)
        switch type {
        case _ where id != nil:
            var fact = try container.decodeIfPresent(APIFact.self, forKey: .data) ?? APIFact(type: type)
            fact.type = type
            data = .fact(fact)
        case "call": data = .call(try container.decode(Call.self, forKey: .data))
        case "entry": data = .entry(try container.decode(QueueEntry.self, forKey: .data))
        case "agent": data = .agent(try container.decode(Agent.self, forKey: .data))
        case "queue": data = .queue(try container.decode(Queue.self, forKey: .data))
        case "screen_pop": data = .screenPop(try container.decode(ScreenPop.self, forKey: .data))
        case "health": data = .health(try container.decode(Health.self, forKey: .data))
        case "lagged": data = .lagged(try container.decode(Lagged.self, forKey: .data))
        case "clock": data = .clock
        default: data = .unknown(type: type)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(id, forKey: .id)
        try container.encode(type, forKey: .type)
        try container.encode(at, forKey: .at)
        switch data {
        case .fact(let fact): try container.encode(fact, forKey: .data)
        case .call(let call): try container.encode(call, forKey: .data)
        case .entry(let entry): try container.encode(entry, forKey: .data)
        case .agent(let agent): try container.encode(agent, forKey: .data)
        case .queue(let queue): try container.encode(queue, forKey: .data)
        case .screenPop(let pop): try container.encode(pop, forKey: .data)
        case .health(let health): try container.encode(health, forKey: .data)
        case .lagged(let lagged): try container.encode(lagged, forKey: .data)
        case .clock, .unknown: break
        }
    }
}
