import HTTPTypes
import MaydayAPI
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers what the HTTP parser could not read with a problem document, and deals with bodies that nobody wants. It
/// stands between the parser and the server; without it such a request gets an empty 400, and a client that still
/// sends a refused body is left hanging.
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
    private var isReadingBody = false
    /// The answer is out and the body still comes: it is read and thrown away, so that the client gets to the answer.
    private var isDiscarding = false

    init(drainLimit: Int) {
        self.drainLimit = drainLimit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            received = 0
            pending += 1
            isReadingBody = true
        case .body(let bytes):
            received += bytes.readableBytes
            if received > drainLimit {
                context.close(promise: nil)
                return
            }
            if isDiscarding { return }
        case .end:
            isReadingBody = false
            isDiscarding = false
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            pending -= 1
            if isReadingBody && !isDiscarding {
                isDiscarding = true
                context.read()
            }
        }
        context.write(data, promise: promise)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // The server behind asks for no more once it has answered.
        if isDiscarding { context.read() }
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
        ProblemOnWire.write(failure, to: context, wrap: wrapOutboundOut)
    }
}
