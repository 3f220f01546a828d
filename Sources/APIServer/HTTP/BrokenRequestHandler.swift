import HTTPTypes
import MaydayAPI
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers what the HTTP parser could not read with a problem document, and what comes too slowly, and deals with bodies that
/// nobody wants. It stands between the parser and the server; without it such a request gets an empty 400, a client that
/// still sends a refused body is left hanging, and one that sends a byte a minute keeps its connection.
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
    private var pace: RequestPace
    private var timer: Scheduled<Void>?
    /// What the timer waits for.
    private var awaited: ContinuousClock.Instant?

    init(drainLimit: Int, pace: RequestPace) {
        self.drainLimit = drainLimit
        self.pace = pace
    }

    func handlerAdded(context: ChannelHandlerContext) {
        lastBytes.onBytes = { [weak self] bytes in self?.pace.take(bytes, at: .now) }
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
            pace.headCame(at: .now)
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
            pace.requestCame()
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
        // A request that comes in one piece, as nearly all do, needs no timer.
        watch(context)
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
        guard pending == 0 || isAnswerable else {
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

    /// A body that cannot be read is told in place of its request's own answer.
    private var isAnswerable: Bool { pending == 1 && isReadingBody && !hasBegunAnswer }

    // MARK: What comes too slowly

    func channelInactive(context: ChannelHandlerContext) {
        stopTimer()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopTimer()
    }

    private func stopTimer() {
        timer?.cancel()
        timer = nil
        awaited = nil
    }

    private func watch(_ context: ChannelHandlerContext) {
        guard pace.deadline != awaited else { return }
        stopTimer()
        guard let deadline = pace.deadline, !isBroken else { return }
        awaited = deadline
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(deadline - .now)) { [weak self] in
            guard let self else { return }
            timeIsUp(context)
        }
    }

    private func timeIsUp(_ context: ChannelHandlerContext) {
        timer = nil
        awaited = nil
        guard let allowed = pace.overrun(at: .now) else { return watch(context) }
        guard !isBroken else { return }
        isBroken = true
        let mayAnswer = isReadingBody ? isAnswerable : pending == 0
        // What came of a body must not be taken for the whole: a command that nobody has finished giving is none.
        if isReadingBody { context.fireErrorCaught(HTTPParserError.invalidEOFState) }
        guard mayAnswer else {
            context.close(promise: nil)
            return
        }
        ProblemOnWire.write(
            .requestTooSlow(isBody: isReadingBody, allowed: allowed), to: context, wrap: wrapOutboundOut)
    }

    /// A line that is well formed has a method that nobody knows (RFC 9110 9.1); any other is noise.
    private var unknownMethod: APIFailure {
        guard let method = RequestLine.method(in: lastBytes.bytes.readableBytesView) else {
            return .malformed(detail: "this is no HTTP/1.1 request")
        }
        return .unsupported(detail: "the method \(method) is not known")
    }
}
