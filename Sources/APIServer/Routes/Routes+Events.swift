import HTTPTypes
import Hummingbird
import MaydayAPI
import ServiceLifecycle

extension RouteTable {
    static func events(_ services: RouteServices) -> [Operation] {
        [
            Operation(
                id: "events", method: .get, path: PathTemplate("/v1/events"),
                summary: """
                    Server-sent events: facts of the journal, with their sequence as id, and levels, without one. \
                    `Last-Event-ID`, or `after`, resumes after a fact; 24 h are kept. One key has at most a quarter of the \
                    streams that there can be, and four in any case.
                    """,
                access: .scope(.events, .read),
                query: [
                    Operation.QueryParameter(
                        name: "after", schema: .integer,
                        summary: "Facts after this sequence; from now on when absent. `Last-Event-ID` goes before it.")
                ],
                contentType: EventStreamBody.contentType, answer: Schema.of(APIEvent.self),
                problems: [.cursorExpired, .cursorUnknown, .tooManyStreams, .tooManyStreamsOfKey]
            ) { request throws(APIFailure) in
                let cursor = try Self.cursor(request)
                if request.source.method == .head { return EventStreamBody.reply(ResponseBody()) }
                guard let place = services.streams.take(request.key) else {
                    throw .tooManyStreamsOfKey(limit: services.streams.most)
                }
                let stream = EventStreamBody(
                    subscription: try await services.callCenter.events(after: cursor), place: place,
                    grant: request.grant, keepAlive: services.keepAlive, sleep: services.environment.sleep)
                return EventStreamBody.reply(stream.responseBody(for: request.source))
            }
        ]
    }

    /// A browser reconnects with its first address, so the header is the newer of the two.
    private static func cursor(_ request: APIRequest) throws(APIFailure) -> Int64? {
        let given = [("Last-Event-ID", request.lastEventId), ("after", request.query["after"])]
        guard let (field, text) = given.first(where: { $0.1.map { !$0.isEmpty } ?? false }), let text else {
            return nil
        }
        guard let cursor = Int64(text), cursor >= 0 else {
            throw .invalid([FieldError(field: field, detail: "expected a journal sequence")])
        }
        return cursor
    }
}

/// The body of `GET /v1/events`.
struct EventStreamBody: Sendable {
    static let contentType = "text/event-stream"
    let subscription: EventSubscription
    let place: StreamShares.Place
    let grant: QueueGrant
    let keepAlive: Duration
    let sleep: @Sendable (Duration) async throws -> Void

    static func reply(_ body: ResponseBody) -> Reply {
        var reply = Reply(status: 200, content: .stream(body, type: contentType))
        reply.headers[.xAccelBuffering] = "no"
        return reply
    }

    func responseBody(for request: Request) -> ResponseBody {
        ResponseBody { writer in
            // Nothing is read from the client, but its going must be noticed while there is nothing to write.
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await withGracefulShutdownHandler {
                    try await write(to: &writer)
                } onGracefulShutdown: {
                    subscription.cancel()
                }
            }
            try await writer.finish(nil)
        }
    }

    private func write(to writer: inout any ResponseBodyWriter) async throws {
        let ticker = Task { [subscription, keepAlive, sleep] in
            while !Task.isCancelled {
                try await sleep(keepAlive)
                subscription.tick()
            }
        }
        defer {
            ticker.cancel()
            subscription.cancel()
            place.leave()
        }
        // The cursor is told at once: a client that loses the stream before the first fact knows where it was.
        var told = subscription.startsAfter
        var seen = told
        try await writer.write(ByteBuffer(string: "retry: 1000\nid: \(told)\n\n"))
        while let items = try await subscription.next() {
            var bytes: [UInt8] = []
            for item in items {
                seen = item.event.id ?? seen
                guard item.event.isVisible(to: grant) else { continue }
                told = item.event.id ?? told
                bytes += item.frame(for: grant)
            }
            if items.isEmpty {
                // Facts that this key may not see move its cursor all the same.
                bytes = Array((seen > told ? ": still here\nid: \(seen)\n\n" : ": still here\n\n").utf8)
                told = seen
            }
            if !bytes.isEmpty { try await writer.write(ByteBuffer(bytes: bytes)) }
        }
    }
}
