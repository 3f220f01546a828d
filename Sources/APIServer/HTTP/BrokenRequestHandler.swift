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
    /// Parts of the present answer are out: nothing else can be said any more.
    private var hasBegunAnswer = false
    private let lastBytes = LastBytesHandler()

    init(drainLimit: Int) {
        self.drainLimit = drainLimit
    }

    func handlerAdded(context: ChannelHandlerContext) {
        do {
            try RequestLine.watch(context.pipeline.syncOperations, lastBytes)
        } catch {
            // Unwatched, a request could pass the check of its host.
            context.close(promise: nil)
        }
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
        // The server answers what we have answered already.
        guard !isBroken else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        hasBegunAnswer = true
        if case .end = unwrapOutboundIn(data) {
            hasBegunAnswer = false
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
        // Or the server takes what came for the whole body, and carries out a command that nobody has finished giving.
        if isReadingBody { context.fireErrorCaught(parserError) }
        // A body that cannot be read is told in place of its request's own answer.
        guard pending == 0 || (pending == 1 && isReadingBody && !hasBegunAnswer) else {
            context.close(promise: nil)
            return
        }
        let failure: APIFailure =
            switch parserError {
            case .headerOverflow: .headerTooLarge
            case _ where isReadingBody: .malformed(detail: "the body is not framed as HTTP/1.1 says")
            case .invalidMethod: unknownMethod
            default: .malformed(detail: "this is no HTTP/1.1 request")
            }
        ProblemOnWire.write(failure, to: context, wrap: wrapOutboundOut)
    }

    /// A line that is well formed has a method that nobody knows (RFC 9110 9.1); any other is noise.
    private var unknownMethod: APIFailure {
        guard let method = RequestLine.method(in: lastBytes.bytes.readableBytesView) else {
            return .malformed(detail: "this is no HTTP/1.1 request")
        }
        return .unsupported(detail: "the method \(method) is not known")
    }
}
