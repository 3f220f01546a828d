import Hummingbird
import Logging
import MaydayAPI

/// One method of one path: how it is found, who may use it, what it reads and answers. The router and the OpenAPI
/// document are both made from these, so that they cannot differ.
struct Operation: Sendable {
    enum Method: String, Sendable, Hashable {
        case get = "GET"
        case post = "POST"
    }

    enum Access: Sendable, Hashable {
        /// Without a key.
        case open
        /// With any valid key.
        case anyKey
        case scope(APIResource, APIVerb)
    }

    struct QueryParameter: Sendable {
        var name: String
        var schema: Schema
        var summary: String
    }

    /// The operation's stable name, used in metrics and in the OpenAPI document.
    var id: String
    var method: Method
    var path: PathTemplate
    var summary: String
    var access: Access
    var query: [QueryParameter] = []
    /// The body's schema, for commands.
    var body: Schema?
    var status = 200
    var contentType = Reply.jsonType
    /// The answer's schema; nil for text.
    var answer: Schema?
    /// What may go wrong beside what can go wrong everywhere.
    var problems: [ProblemKind] = []
    var handler: @Sendable (APIRequest) async throws(APIFailure) -> Reply

    /// Commands act; they read a body and honour `Idempotency-Key`.
    var isCommand: Bool { method == .post }
}

/// A request that has passed every check of the server.
struct APIRequest: Sendable {
    var id: String
    var parameters: [String: String]
    var query: [String: String]
    var body: [UInt8]
    var lastEventId: String?
    /// The key's id; empty for open operations.
    var key: String
    /// The queues for which the key allows this operation.
    var grant: QueueGrant
    /// The request as the framework gave it: streams watch its end.
    var source: Request
    var logger: Logger

    var origin: CommandOrigin { CommandOrigin(key: key, request: id, grant: grant) }

    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The body, or the type's empty object where there is none.
    func decode<Body: Decodable>(_ type: Body.Type) throws(APIFailure) -> Body {
        try JSONText.decode(type, from: body.isEmpty ? Array("{}".utf8) : body)
    }

    func require(_ thing: some QueueBound, _ kind: String) throws(APIFailure) {
        guard grant.allows(thing.boundQueues) else {
            throw .forbidden(detail: "the key is not for the queues of this \(kind)")
        }
    }

    /// For what belongs to no queue, or to all of them.
    func requireEveryQueue() throws(APIFailure) {
        guard grant.allows([]) else { throw .forbidden(detail: "this needs a key of all queues") }
    }
}

/// Something that a key of some queues may see, or may not.
protocol QueueBound {
    var boundQueues: [String] { get }
}

extension Call: QueueBound {
    var boundQueues: [String] { queue.map { [$0] } ?? [] }
}

extension Queue: QueueBound {
    var boundQueues: [String] { [id] }
}

extension Agent: QueueBound {
    var boundQueues: [String] { queues }
}

extension Caller: QueueBound {
    var boundQueues: [String] { [queue] }
}

extension APIEvent: QueueBound {
    var boundQueues: [String] {
        switch data {
        case .fact(let fact): fact.queue.map { [$0] } ?? []
        case .call(let call): call.boundQueues
        case .entry(let entry): [entry.queue]
        case .agent(let agent): agent.queues
        case .queue(let queue): [queue.id]
        case .screenPop(let pop): [pop.queue]
        case .health, .lagged, .clock, .unknown: []
        }
    }

    /// Notices concern the stream itself, not a queue.
    func isVisible(to grant: QueueGrant) -> Bool {
        switch data {
        case .lagged, .clock: true
        default: grant.allows(boundQueues)
        }
    }
}
