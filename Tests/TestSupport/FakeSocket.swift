import CWebSockets
import Foundation

/// A WebSocket in a test's hand: whole messages where it behaves, single frames and bytes where it does not.
package final class FakeSocket {
    package struct Frame: Sendable {
        package var isFinal: Bool
        package var opcode: UInt8
        package var payload: [UInt8]
        package var text: String { String(decoding: payload, as: UTF8.self) }
    }

    package static let text: UInt8 = 1
    package static let continuation: UInt8 = 0
    package static let closing: UInt8 = 8
    package static let ping: UInt8 = 9
    package static let pong: UInt8 = 10

    package let link: FakeLink
    /// A client masks what it sends (RFC 6455 5.3).
    private let masks: Bool

    package init(_ link: FakeLink, masks: Bool = false) {
        self.link = link
        self.masks = masks
    }

    // MARK: Out

    @discardableResult
    package func send(_ text: String) -> Bool { send(Self.text, Array(text.utf8)) }

    @discardableResult
    package func send(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) -> Bool {
        link.write(frame(opcode, payload, isFinal: isFinal))
    }

    package func sendRaw(_ bytes: [UInt8]) { link.write(bytes) }

    /// One message in pieces, each a frame of its own.
    package func sendFragments(_ pieces: [[UInt8]]) {
        for (index, piece) in pieces.enumerated() {
            send(index == 0 ? Self.text : Self.continuation, piece, isFinal: index == pieces.count - 1)
        }
    }

    package func frame(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = [opcode | (isFinal ? 0x80 : 0)]
        let mask: UInt8 = masks ? 0x80 : 0
        switch payload.count {
        case ..<126: bytes.append(UInt8(payload.count) | mask)
        case ..<65_536: bytes += [126 | mask, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            bytes.append(127 | mask)
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(payload.count >> shift & 255)) }
        }
        guard masks else { return bytes + payload }
        let key: [UInt8] = [0x5A, 0x11, 0xC3, 0x7E]
        return bytes + key + payload.enumerated().map { $1 ^ key[$0 & 3] }
    }

    package func close(_ code: Int, _ reason: String = "") {
        send(Self.closing, [UInt8(code >> 8), UInt8(code & 255)] + Array(reason.utf8))
        // The other end answers and closes: wait for that, or a reset might overtake the good-bye.
        while link.readByte(within: 5) != nil {}
    }

    // MARK: In

    /// The next frame, pings included; nil at the end.
    package func next() -> Frame? {
        guard let head = link.read(2) else { return nil }
        var count = Int(head[1] & 0x7F)
        if count >= 126 {
            guard let more = link.read(count == 126 ? 2 : 8) else { return nil }
            count = more.reduce(0) { $0 << 8 | Int($1) }
        }
        let key = head[1] & 0x80 == 0 ? nil : link.read(4)
        guard var payload = link.read(count) else { return nil }
        if let key { for index in payload.indices { payload[index] ^= key[index & 3] } }
        return Frame(isFinal: head[0] & 0x80 != 0, opcode: head[0] & 0x0F, payload: payload)
    }

    /// Answers pings until the other end goes; `message` gets every text.
    package func serve(_ message: (String) -> Void = { _ in }) {
        while let frame = next() {
            switch frame.opcode {
            case Self.ping: send(Self.pong, frame.payload)
            case Self.text: message(frame.text)
            case Self.closing:
                send(Self.closing, Array(frame.payload.prefix(2)))
                return
            default: break
            }
        }
    }

    // MARK: Handshake (RFC 6455 4)

    static func handshakeAnswer(to request: FakeRequest) -> [UInt8] {
        let wanted = request.headers["sec-websocket-protocol"]?.split(separator: ",").first
        let chosen = wanted.map { "Sec-WebSocket-Protocol: \($0)\r\n" } ?? ""
        return Array(
            """
            HTTP/1.1 101 Switching Protocols\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Accept: \(accept(request.headers["sec-websocket-key"] ?? ""))\r
            \(chosen)\r

            """.utf8)
    }

    private static func accept(_ key: String) -> String {
        let text = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        var digest = [UInt8](repeating: 0, count: 20)
        lws_SHA1(text, text.count, &digest)
        return Data(digest).base64EncodedString()
    }

    /// Dials as Asterisk does in outbound mode.
    /// - Returns: the socket, or the status of a refusal.
    package static func dial(
        port: UInt16, path: String, authorization: String?, firstMessages: [String] = []
    ) throws -> (socket: FakeSocket, status: Int) {
        let link = try Sockets.connect(port: port)
        let credentials = authorization.map { "Authorization: \($0)\r\n" } ?? ""
        link.write(
            Array(
                """
                GET \(path) HTTP/1.1\r
                Host: 127.0.0.1:\(port)\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Protocol: ari\r
                Sec-WebSocket-Version: 13\r
                \(credentials)\r

                """.utf8))
        let socket = FakeSocket(link, masks: true)
        let status = link.readLine()?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        _ = link.readHeaders()
        if status == 101 { for message in firstMessages { socket.send(message) } }
        return (socket, status)
    }

    package func hangUp() { shutdown(link.descriptor, Int32(SHUT_RDWR)) }
}
