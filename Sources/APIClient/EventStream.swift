import MaydayAPI

/// What a reader of ``APIClient/events(after:pause:)`` is told.
package enum StreamElement: Sendable, Hashable {
    /// The stream is open, after this fact. Fetch the resources now: what happens from here on is told.
    case connected(cursor: Int64)
    case event(APIEvent)
    /// The stream was lost and is dialled again, from the cursor.
    case disconnected(APIClientFailure, retryMs: Int)
    /// The cursor is no longer kept: facts are missing. The stream begins anew from now on.
    case expired(Problem)
}

/// The service's events, for ever. Read by one task; ends quietly when that task is cancelled.
package struct EventStream: AsyncSequence, Sendable {
    package typealias Element = StreamElement
    package typealias Failure = APIClientFailure

    let client: APIClient
    let cursor: Int64?
    let pause: @Sendable (Int) async throws -> Void

    package func makeAsyncIterator() -> Iterator {
        Iterator(pipe: StreamPipe(), connection: EventConnection(client: client, cursor: cursor, pause: pause))
    }

    package struct Iterator: AsyncIteratorProtocol {
        let pipe: StreamPipe
        let connection: EventConnection
        private var runner: Runner?

        init(pipe: StreamPipe, connection: EventConnection) {
            self.pipe = pipe
            self.connection = connection
        }

        package mutating func next() async throws(APIClientFailure) -> StreamElement? {
            try await next(isolation: nil)
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(APIClientFailure)
            -> StreamElement?
        {
            if runner == nil { runner = Runner(Task { [pipe, connection] in await connection.run(into: pipe) }) }
            return try await pipe.next()
        }
    }

    /// Ends the connection when the iterator goes.
    private final class Runner: Sendable {
        let task: Task<Void, Never>

        init(_ task: Task<Void, Never>) { self.task = task }
        deinit { task.cancel() }
    }
}

extension APIClient {
    /// The service's events. A lost stream is dialled again, after 0.25 s at first and 5 s at most, and goes on after
    /// the last fact. It fails only when trying again cannot help (no key, no scope, not this service).
    ///
    /// A reader that is slow makes the service wait, and is told `lagged` by it.
    /// - Parameters:
    ///   - after: resume after this fact; nil from now on.
    ///   - pause: waits so many milliseconds.
    package func events(
        after cursor: Int64? = nil,
        pause: @escaping @Sendable (Int) async throws -> Void = { try await Task.sleep(for: .milliseconds($0)) }
    ) -> EventStream {
        EventStream(client: self, cursor: cursor, pause: pause)
    }
}
