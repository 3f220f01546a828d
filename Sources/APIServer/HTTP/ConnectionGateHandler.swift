import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Tells the gate when a connection has requests and when it has none, and answers one that is refused with a problem,
/// instead of leaving it to wait for others to go.
final class ConnectionGateHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let gate: ConnectionGate
    /// Nil where the connection is refused or being ended.
    private var place: ConnectionGate.Place?
    /// Requests whose answer is not out yet.
    private var pending = 0

    init(_ gate: ConnectionGate) {
        self.gate = gate
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        guard let place = gate.enter({ channel.close(promise: nil) }) else {
            if channel.isActive { refuse(context) }
            return
        }
        self.place = place
        channel.closeFuture.whenComplete { [gate] _ in gate.leave(place) }
    }

    func channelActive(context: ChannelHandlerContext) {
        if place == nil { refuse(context) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let place else { return }
        if case .head = unwrapInboundIn(data) {
            guard pending > 0 || gate.begin(place) else {
                self.place = nil
                return
            }
            pending += 1
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // What the parser could not read is answered without a request.
        guard case .end = unwrapOutboundIn(data), pending > 0 else {
            context.write(data, promise: promise)
            return
        }
        // Before it is out the connection must not be ended.
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [self] _ in answered() }
        context.write(data, promise: written)
    }

    private func answered() {
        pending -= 1
        if pending == 0, let place { gate.rest(place) }
    }

    private func refuse(_ context: ChannelHandlerContext) {
        let detail = "\(gate.most) connections are open, the most that this service takes"
        ProblemOnWire.write(.unavailable(detail: detail), to: context, wrap: wrapOutboundOut)
    }
}

/// A problem that is written from within the pipeline, with no request to answer; the connection ends with it.
enum ProblemOnWire {
    static func write(
        _ failure: APIFailure, to context: ChannelHandlerContext, wrap: (HTTPResponsePart) -> NIOAny
    ) {
        let body = JSONText.encode(failure.problem(request: nil))
        var head = HTTPResponse(
            status: HTTPResponse.Status(code: failure.kind.status),
            headerFields: [
                .contentType: Reply.problemType, .contentLength: String(body.count), .connection: "close",
            ])
        if let ms = failure.retryAfterMs { head.headerFields[.retryAfter] = Reply.retryAfter(ms) }
        context.write(wrap(.head(head)), promise: nil)
        context.write(wrap(.body(ByteBuffer(bytes: body))), promise: nil)
        context.writeAndFlush(wrap(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
