import CWebSockets

/// What a connection tells its owner, on the loop's thread.
protocol WebSocketOwner: AnyObject {
    func connectionOpened(_ connection: WebSocketConnection)
    /// A whole message; `bytes` live for the length of the call.
    func connection(_ connection: WebSocketConnection, received bytes: UnsafeRawBufferPointer)
    func connection(_ connection: WebSocketConnection, passedOver count: Int)
    /// Told once, and the last word.
    func connectionClosed(_ connection: WebSocketConnection, _ reason: ARIDisconnectReason)
}

/// One WebSocket, dialled or accepted, on the loop's thread.
///
/// libwebsockets finds it by the opaque pointer that the `wsi` carries. The loop holds it while that pointer is set;
/// once its end was told, the pointer is cleared, and what libwebsockets still does with the `wsi` is its own affair.
/// Sendable because other threads only ever carry the reference.
final class WebSocketConnection: @unchecked Sendable {
    private enum Phase {
        case opening
        case open
        case ended
    }

    unowned let loop: WebSocketLoop
    private weak var owner: (any WebSocketOwner)?
    private let authorization: String?
    private let settings: ARIWebSocketSettings
    private let isSecure: Bool
    private var wsi: OpaquePointer?
    private var phase = Phase.opening
    private var assembler: MessageAssembler
    private var outbox: [[UInt8]] = []
    private var isClosing = false
    /// Whether the WebSocket ever stood.
    private(set) var wasOpen = false
    private var peerClose: (code: Int, text: String)?

    // Liveness
    private var wasHeard = false
    private var silentTicks = 0
    private var wantsPing = false
    private var tick: LoopTimers.Token?

    init(
        loop: WebSocketLoop, owner: any WebSocketOwner, settings: ARIWebSocketSettings, authorization: String?,
        isSecure: Bool
    ) {
        self.loop = loop
        self.owner = owner
        self.settings = settings
        self.authorization = authorization
        self.isSecure = isSecure
        assembler = MessageAssembler(limit: settings.messageLimit)
    }

    /// The other end's address.
    var peer: String {
        guard let wsi else { return "" }
        var text = [CChar](repeating: 0, count: 64)
        _ = lws_get_peer_simple(wsi, &text, text.count)
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Ties this to a `wsi`: from here on, until the end is told, libwebsockets holds the pointer and the loop the
    /// object.
    func attach(_ wsi: OpaquePointer?) {
        loop.retain(self)
        self.wsi = wsi
        if let wsi { lws_set_opaque_user_data(wsi, Unmanaged.passUnretained(self).toOpaque()) }
    }

    // MARK: For the owner

    /// Queues a text message.
    func send(_ message: [UInt8]) {
        guard phase != .ended, let wsi else { return }
        outbox.append(message)
        askToWrite(wsi)
    }

    private func askToWrite(_ wsi: OpaquePointer) {
        lws_callback_on_writable(wsi)
        loop.hasMessageToWrite()
    }

    /// Says good-bye with code 1000. The owner is told at once; it need not wait for the peer's answer.
    func close(_ reason: ARIDisconnectReason) {
        guard phase != .ended else { return }
        if phase == .open, let wsi {
            isClosing = true
            detachOwner(reason)
            lws_callback_on_writable(wsi)
        } else {
            drop(reason)
        }
    }

    /// Ends it without a good-bye, for a peer that would not hear it.
    func drop(_ reason: ARIDisconnectReason) {
        guard phase != .ended else { return }
        if let wsi { cwebsockets_drop(wsi) }
        end(reason)
    }

    func loopEnds() {
        detachOwner(.stopped)
    }

    private func end(_ reason: ARIDisconnectReason) {
        guard phase != .ended else { return }
        phase = .ended
        if let wsi { lws_set_opaque_user_data(wsi, nil) }
        wsi = nil
        detachOwner(reason)
        loop.release(self)
    }

    private func detachOwner(_ reason: ARIDisconnectReason) {
        loop.cancel(tick)
        tick = nil
        guard let owner else { return }
        self.owner = nil
        owner.connectionClosed(self, reason)
    }

    // MARK: Liveness

    /// Ticks are counted, not time: a loop that stood still for a while must first have read what lies in the socket.
    private func startTicking() {
        tick = loop.after(max(.milliseconds(25), settings.silenceLimit / 5)) { [weak self] in self?.ticked() }
    }

    private func ticked() {
        guard phase == .open else { return }
        silentTicks = wasHeard ? 0 : silentTicks + 1
        wasHeard = false
        if silentTicks >= 4 {
            drop(.silent)
            return
        }
        if silentTicks >= 1, let wsi {
            wantsPing = true
            lws_callback_on_writable(wsi)
        }
        startTicking()
    }

    // MARK: From libwebsockets

    /// Writes the `Authorization` header into a handshake.
    func appendHeaders(at cursor: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>, room: Int) -> Int32 {
        guard let authorization else { return 0 }
        let line = "Authorization: \(authorization)\r\n"
        guard line.utf8.count < room, var end = cursor.pointee else { return -1 }
        for byte in line.utf8 {
            end.pointee = byte
            end += 1
        }
        cursor.pointee = end
        return 0
    }

    func opened() {
        guard phase == .opening else { return }
        phase = .open
        wasOpen = true
        wasHeard = true
        startTicking()
        owner?.connectionOpened(self)
    }

    func heard() { wasHeard = true }

    func received(_ wsi: OpaquePointer, _ piece: UnsafeRawBufferPointer) {
        wasHeard = true
        guard let owner else { return }
        let isLast = lws_is_final_fragment(wsi) != 0 && lws_remaining_packet_payload(wsi) == 0
        if isLast && assembler.isEmpty && piece.count <= assembler.limit {
            owner.connection(self, received: piece)
            return
        }
        switch assembler.add(piece, isLast: isLast) {
        case .incomplete:
            break
        case .whole:
            assembler.gathered.withUnsafeBytes { owner.connection(self, received: $0) }
            assembler.reset()
        case .oversized(let count):
            owner.connection(self, passedOver: count)
        }
    }

    func peerCloses(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 2 else {
            peerClose = (1005, "")
            return
        }
        peerClose = (
            Int(bytes[0]) << 8 | Int(bytes[1]), String(decoding: bytes.dropFirst(2).prefix(123), as: UTF8.self)
        )
    }

    /// - Returns: what the callback returns; non-zero closes.
    func writable(_ wsi: OpaquePointer) -> Int32 {
        if isClosing {
            lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, nil, 0)
            end(.stopped)
            return -1
        }
        if wantsPing {
            wantsPing = false
            guard Self.write([], to: wsi, LWS_WRITE_PING) else { return -1 }
        }
        if !outbox.isEmpty {
            guard Self.write(outbox.removeFirst(), to: wsi, LWS_WRITE_TEXT) else { return -1 }
            if !outbox.isEmpty { askToWrite(wsi) }
        }
        return 0
    }

    private static func write(_ payload: [UInt8], to wsi: OpaquePointer, _ kind: lws_write_protocol) -> Bool {
        let pre = cwebsockets_pre()
        // libwebsockets writes the frame's header in front of the payload.
        var buffer = [UInt8](repeating: 0, count: pre)
        buffer.append(contentsOf: payload)
        return buffer.withUnsafeMutableBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return false }
            return lws_write(wsi, start + pre, payload.count, kind) >= payload.count
        }
    }

    /// The attempt failed.
    func failed(_ wsi: OpaquePointer, _ detail: String) {
        let status = Int(lws_http_client_http_response(wsi))
        let lowered = detail.lowercased()
        let isTLS = isSecure && ["tls", "ssl", "cert", "verif", "x509"].contains { lowered.contains($0) }
        switch status {
        case 401, 403: end(.unauthorized(status: status))
        case 404: end(.notFound)
        case 503: end(.unavailable)
        case 100...999: end(.handshakeRefused(status: status, detail: detail))
        default: end(isTLS ? .tls(detail) : .unreachable(detail))
        }
    }

    func closed() {
        if let peerClose {
            end(.closedByPeer(code: peerClose.code, text: peerClose.text))
        } else {
            end(phase == .opening ? .unreachable("the connection ended during the handshake") : .lost)
        }
    }
}
