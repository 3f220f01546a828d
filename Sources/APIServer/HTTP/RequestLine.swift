import NIOCore
import NIOHTTP1

/// What the parser and the codec behind it drop of a request's first line.
enum RequestLine {
    /// Puts the handlers that keep it at their places, before any byte is read.
    static func watch(_ pipeline: ChannelPipeline.SynchronousOperations, _ bytes: LastBytesHandler) throws {
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        try pipeline.addHandler(AbsoluteTargetHandler(), position: .after(decoder))
        try pipeline.addHandler(bytes, position: .first)
    }

    /// The method of a line that is well formed: `FOO /v1/queues HTTP/1.1`. Nil for anything else.
    static func method(in bytes: ByteBufferView) -> String? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = String(decoding: bytes[..<end], as: UTF8.self).split(
            separator: " ", omittingEmptySubsequences: false)
        guard line.count == 3, !line[1].isEmpty, ["HTTP/1.1\r", "HTTP/1.0\r"].contains(line[2]) else { return nil }
        let letters = line[0].utf8.allSatisfy {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        return (1...32).contains(line[0].utf8.count) && letters ? String(line[0]) : nil
    }

    /// The authority of a target that is a whole URI: `http://evil.example/v1/queues`. Nil for a path.
    static func authority(of target: String) -> String? {
        guard !target.hasPrefix("/"), let start = target.firstRange(of: "://")?.upperBound else { return nil }
        return String(target[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" })
    }
}

/// Remembers where the last bytes that came begin: the request's line, if the parser could make nothing of it.
final class LastBytesHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private(set) var bytes = ByteBuffer()
    /// Hears of bytes before they are parsed.
    var onBytes: ((ByteBufferView) -> Void)?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes = unwrapInboundIn(data)
        onBytes?(bytes.readableBytesView)
        context.fireChannelRead(data)
    }

    /// Nothing is kept beyond the turn in which it was parsed.
    func channelReadComplete(context: ChannelHandlerContext) {
        bytes = ByteBuffer()
        context.fireChannelReadComplete()
    }
}

/// A target that is a whole URI counts more than the Host header (RFC 9112 3.2.2); the codec behind keeps its path only,
/// and the check of the host would look at a header that means nothing.
final class AbsoluteTargetHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), let authority = RequestLine.authority(of: head.uri),
            // Two of them are refused later.
            head.headers[canonicalForm: "host"].count <= 1
        else { return context.fireChannelRead(data) }
        head.headers.replaceOrAdd(name: "Host", value: authority)
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }
}
