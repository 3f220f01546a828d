import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers a connection above the most with a problem and closes it, instead of leaving it to wait for others to go.
final class ConnectionGateHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    private let gate: ConnectionGate
    private var isAdmitted = false

    init(_ gate: ConnectionGate) {
        self.gate = gate
    }

    func handlerAdded(context: ChannelHandlerContext) {
        isAdmitted = gate.enter()
        guard isAdmitted else {
            if context.channel.isActive { refuse(context) }
            return
        }
        context.channel.closeFuture.whenComplete { [gate] _ in gate.leave() }
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isAdmitted { refuse(context) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isAdmitted { context.fireChannelRead(data) }
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
