import FoundationEssentials
import Locking
import MaydayAPI

/// Dials `/v1/events`, again and again.
struct EventConnection: Sendable {
    let client: APIClient
    let cursor: Int64?
    let pause: @Sendable (Int) async throws -> Void

    private static let firstPauseMs = 250
    private static let longestPauseMs = 5000
    /// The service says something every 3 s. One that stands still must not be taken for a quiet one: callers are on
    /// their way to the fall-back after 28 s.
    private static let silenceSeconds = 10

    func run(into pipe: StreamPipe) async {
        var cursor = cursor
        var wait = Self.firstPauseMs
        while !Task.isCancelled {
            let attempt = EventAttempt(pipe: pipe)
            let failure = await dial(attempt, after: cursor, pipe)
            cursor = attempt.cursor ?? cursor
            if attempt.hasConnected { wait = Self.firstPauseMs }
            switch failure {
            case .problem(let problem) where problem.status == 410 && cursor != nil:
                pipe.push([.expired(problem)])
                cursor = nil
                continue
            case _ where !failure.isTransient:
                pipe.end(failure == .cancelled ? nil : failure)
                return
            default:
                pipe.push([.disconnected(failure, retryMs: wait)])
            }
            guard (try? await pause(wait)) != nil else { break }
            wait = min(wait * 2, Self.longestPauseMs)
        }
        pipe.end(nil)
    }

    /// Returns why the stream ended: it always does.
    private func dial(_ attempt: EventAttempt, after cursor: Int64?, _ pipe: StreamPipe) async -> APIClientFailure {
        do throws(APIClientFailure) {
            var request = client.request("GET", "/v1/events", cursor.map { [("after", String($0))] } ?? [])
            request.headers.removeAll { $0.hasPrefix("Accept:") }
            request.headers.append("Accept: text/event-stream, application/problem+json")
            request.timeoutMs = 0
            request.silenceSeconds = Self.silenceSeconds
            let lane = try client.takeLane()
            pipe.attach(lane)
            defer { pipe.attach(nil) }
            try await lane.perform(request) { attempt.take($0) }
        } catch {
            return error
        }
        guard let refusal = attempt.refusal else { return .interrupted("the service ended the stream") }
        return client.failure(refusal)
    }
}

/// One connection's answer while it comes in.
private final class EventAttempt: Sendable {
    fileprivate struct State {
        var answer = HTTPAnswer(status: 0, contentType: "", body: [])
        var parser = EventStreamParser()
        var cursor: Int64?
        var hasConnected = false
    }

    private let pipe: StreamPipe
    private let state = Locked(State())

    init(pipe: StreamPipe) {
        self.pipe = pipe
    }

    var cursor: Int64? { state.withLock { $0.cursor } }
    var hasConnected: Bool { state.withLock { $0.hasConnected } }

    /// An answer that is no event stream.
    var refusal: HTTPAnswer? { state.withLock { $0.isStream ? nil : $0.answer } }

    func take(_ piece: Lane.Piece) -> Bool {
        let (elements, goesOn): ([StreamElement], Bool) = state.withLock { $0.take(piece) }
        if !elements.isEmpty { pipe.push(elements) }
        return goesOn
    }
}

extension EventAttempt.State {
    var isStream: Bool { answer.status == 200 && answer.contentType.hasPrefix("text/event-stream") }

    mutating func take(_ piece: Lane.Piece) -> ([StreamElement], Bool) {
        switch piece {
        case .head(let status, let contentType):
            answer.status = status
            answer.contentType = contentType
            return ([], true)
        case .body(let bytes) where !isStream:
            answer.body += bytes
            return ([], answer.body.count <= 65_536)
        case .body(let bytes):
            var elements: [StreamElement] = []
            for case .message(let message) in parser.read(bytes) { elements += told(message) }
            return (elements, !parser.isOverflowed)
        }
    }

    private mutating func told(_ message: EventStreamParser.Message) -> [StreamElement] {
        var elements: [StreamElement] = []
        if message.setId, let id = Int64(message.lastId) {
            cursor = id
            if !hasConnected {
                hasConnected = true
                elements.append(.connected(cursor: id))
            }
        }
        if let data = message.data, let event = event(Data(data.utf8)) { elements.append(.event(event)) }
        return elements
    }

    /// An event whose data this version cannot read still counts as one.
    private func event(_ data: Data) -> APIEvent? {
        if let event = try? JSONDecoder().decode(APIEvent.self, from: data) { return event }
        guard let envelope = try? JSONDecoder().decode(Envelope.self, from: data) else { return nil }
        return APIEvent(id: envelope.id, at: envelope.at, data: .unknown(type: envelope.type))
    }

    private struct Envelope: Decodable {
        var id: Int64?
        var type: String
        var at: APITime
    }
}
