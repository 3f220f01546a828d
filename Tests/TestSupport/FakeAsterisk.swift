import Foundation
import Locking

/// An HTTP and WebSocket server on loopback that behaves, or misbehaves, as a test says.
///
/// One thread for each connection, blocking sockets, nothing of the code under test: every byte that leaves is one the
/// test meant to send.
package final class FakeAsterisk: Sendable {
    package typealias Handler = @Sendable (FakeRequest) -> FakeAnswer

    private struct State {
        var listener: Int32
        var open: Set<Int32> = []
        var requests: [FakeRequest] = []
        var connections = 0
        var ended = 0
    }

    package let port: UInt16
    private let state: Locked<State>
    private let handler: Handler

    /// - Parameters:
    ///   - port: 0 for one that is free.
    ///   - handler: called on the connection's thread for every request.
    package init(port: UInt16 = 0, handler: @escaping Handler) throws {
        let (descriptor, bound) = try Sockets.listen(port: port)
        self.port = bound
        self.handler = handler
        state = Locked(State(listener: descriptor))
        // The thread that accepts closes the port: closed by another, its number might be the next server's before this
        // thread comes to ask, which would then take that one's callers away.
        Foundation.Thread.detachNewThread { [weak self] in
            defer { close(descriptor) }
            while true {
                let accepted = accept(descriptor, nil, nil)
                guard accepted >= 0 else { return }
                guard let self else {
                    close(accepted)
                    return
                }
                self.serve(accepted)
            }
        }
    }

    deinit { stop() }

    package var url: String { "http://127.0.0.1:\(port)" }

    /// Every request so far, in the order of arrival.
    package var requests: [FakeRequest] { state.withLock { $0.requests } }

    /// How many TCP connections were accepted so far.
    package var connections: Int { state.withLock { $0.connections } }

    /// How many of them this side has closed.
    package var ended: Int { state.withLock { $0.ended } }

    /// Closes the port and every connection.
    package func stop() {
        state.withLock { state in
            if state.listener >= 0 {
                shutdown(state.listener, Int32(SHUT_RDWR))
                state.listener = -1
            }
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    private func serve(_ descriptor: Int32) {
        let number = state.withLock { state in
            state.connections += 1
            state.open.insert(descriptor)
            return state.connections
        }
        // Held weakly between requests, so that a test's end is the server's end.
        Foundation.Thread.detachNewThread { [weak self, handler] in
            let link = FakeLink(descriptor)
            var index = 0
            while let request = link.readRequest(connection: number, index: index) {
                index += 1
                self?.state.withLock { $0.requests.append(request) }
                guard Self.answer(handler(request), to: request, on: link) else { break }
            }
            self?.state.withLock { _ = $0.open.remove(descriptor) }
            close(descriptor)
            self?.state.withLock { $0.ended += 1 }
        }
    }

    /// - Returns: whether the connection is kept.
    private static func answer(_ answer: FakeAnswer, to request: FakeRequest, on link: FakeLink) -> Bool {
        switch answer {
        case .json(let status, let body):
            return link.write(FakeAnswer.response(status: status, body: body))
        case .jsonThenClose(let status, let body):
            _ = link.write(FakeAnswer.response(status: status, body: body))
            return false
        case .late(let delay, let status, let body):
            Foundation.Thread.sleep(forTimeInterval: delay)
            return link.write(FakeAnswer.response(status: status, body: body))
        case .never:
            while link.readByte() != nil {}
            return false
        case .hangUp:
            return false
        case .raw(let bytes):
            _ = link.write(bytes)
            return false
        case .webSocket(let session):
            guard link.write(FakeSocket.handshakeAnswer(to: request)) else { return false }
            session(FakeSocket(link, masks: false))
            return false
        }
    }
}

/// One request as it arrived.
package struct FakeRequest: Sendable {
    /// Which TCP connection it came on, from 1.
    package var connection: Int
    /// Its place on that connection, from 0.
    package var index: Int
    package var method: String
    /// Path and query.
    package var target: String
    /// Names in lower case.
    package var headers: [String: String]
    package var body: [UInt8]

    package var path: String { String(target.prefix { $0 != "?" }) }
    package var isUpgrade: Bool { headers["upgrade"] != nil }
}

/// What a fake Asterisk does about a request.
package enum FakeAnswer: Sendable {
    case json(_ status: Int, _ body: String)
    case jsonThenClose(_ status: Int, _ body: String)
    /// After so many seconds.
    case late(TimeInterval, _ status: Int, _ body: String)
    /// Reads on and says nothing.
    case never
    /// Closes without a byte of an answer.
    case hangUp
    /// These bytes, whatever they are, and then the connection's end.
    case raw([UInt8])
    /// 101, and then the session until it returns.
    case webSocket(@Sendable (FakeSocket) -> Void)

    static func response(status: Int, body: String) -> [UInt8] {
        Array(
            """
            HTTP/1.1 \(status) Something\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """.utf8)
    }
}
