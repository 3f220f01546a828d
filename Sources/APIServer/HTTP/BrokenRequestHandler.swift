import HTTPTypes
import MaydayAPI
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers what the HTTP parser could not read with a problem document, and cuts off endless bodies. It stands
/// between the parser and the server; without it such a request gets an empty 400.
final class BrokenRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let drainLimit: Int
    private var received = 0
    /// Requests whose answer has not ended. With one under way nothing can be put between.
    private var pending = 0
    private var isBroken = false

    init(drainLimit: Int) {
        self.drainLimit = drainLimit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            received = 0
            pending += 1
        case .body(let bytes):
            received += bytes.readableBytes
            if received > drainLimit {
                context.close(promise: nil)
                return
            }
        case .end: break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { pending -= 1 }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let parserError = error as? HTTPParserError else {
            context.fireErrorCaught(error)
            return
        }
        guard !isBroken else { return }
        isBroken = true
        guard pending == 0 else {
            context.close(promise: nil)
            return
        }
        let failure: APIFailure =
            parserError == .headerOverflow ? .headerTooLarge : .malformed(detail: "this is no HTTP/1.1 request")
        let body = JSONText.encode(failure.problem(request: nil))
        let head = HTTPResponse(
            status: HTTPResponse.Status(code: failure.kind.status),
            headerFields: [
                .contentType: Reply.problemType, .contentLength: String(body.count), .connection: "close",
            ])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
