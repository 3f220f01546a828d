import CWebSockets

/// What a dialler tells its owner, on the loop's thread.
protocol DialerOwner: AnyObject {
    func dialerConnected(_ peer: String)
    func dialer(received bytes: UnsafeRawBufferPointer)
    func dialer(passedOver count: Int)
    func dialer(disconnected: ARIDisconnection)
}

/// Keeps one WebSocket to a server: dials, and after every end waits and dials again.
///
/// On the loop's thread; Sendable because other threads only ever carry the reference.
final class WebSocketDialer: WebSocketOwner, @unchecked Sendable {
    private enum Phase {
        case idle
        case dialling(connection: WebSocketConnection?, timeout: LoopTimers.Token)
        case up(WebSocketConnection, since: UInt64)
        case waiting(LoopTimers.Token)
        case stopped
    }

    private let loop: WebSocketLoop
    private let server: ARIServer
    private let target: String
    private let settings: ARIWebSocketSettings
    private let chance: @Sendable () -> Double
    private weak var owner: (any DialerOwner)?
    private var phase = Phase.idle
    private var failures = 0
    private var attempt = 0

    /// - Parameters:
    ///   - target: path and query below `/ari`, beginning with a slash.
    ///   - chance: 0 ..< 1, for the jitter.
    init(
        loop: WebSocketLoop, server: ARIServer, target: String, settings: ARIWebSocketSettings,
        chance: @escaping @Sendable () -> Double, owner: any DialerOwner
    ) {
        self.loop = loop
        self.server = server
        self.target = target
        self.settings = settings
        self.chance = chance
        self.owner = owner
    }

    func start() {
        guard case .idle = phase else { return }
        loop.atEnd(of: self) { [weak self] in self?.stop() }
        dial()
    }

    /// Gives up what there is, says so, and dials no more.
    func stop() {
        let wasConnected = isUp
        let connection = leavePhase()
        if case .stopped = phase { return }
        phase = .stopped
        loop.atEnd(of: self, nil)
        connection?.close(.stopped)
        owner?.dialer(disconnected: ARIDisconnection(reason: .stopped, wasConnected: wasConnected))
        owner = nil
    }

    /// Gives up what there is, and dials no more until `start`.
    func pause() {
        if case .stopped = phase { return }
        let wasConnected = isUp
        let connection = leavePhase()
        phase = .idle
        connection?.close(.stopped)
        if wasConnected {
            owner?.dialer(disconnected: ARIDisconnection(reason: .stopped, wasConnected: true))
        }
    }

    /// Ends the present connection without waiting for the peer, and dials at once.
    func redial() {
        guard case .stopped = phase else {
            let wasConnected = isUp
            let connection = leavePhase()
            phase = .idle
            connection?.close(.stopped)
            if wasConnected {
                owner?.dialer(
                    disconnected: ARIDisconnection(reason: .stopped, wasConnected: true, retryIn: .zero))
            }
            dial()
            return
        }
    }

    func send(_ message: [UInt8]) {
        if case .up(let connection, _) = phase { connection.send(message) }
    }

    var isUp: Bool { if case .up = phase { true } else { false } }

    var isStopped: Bool { if case .stopped = phase { true } else { false } }

    private func leavePhase() -> WebSocketConnection? {
        switch phase {
        case .dialling(let connection, let timeout):
            loop.cancel(timeout)
            return connection
        case .up(let connection, _):
            return connection
        case .waiting(let token):
            loop.cancel(token)
            return nil
        case .idle, .stopped:
            return nil
        }
    }

    // MARK: Dialling

    private func dial() {
        attempt += 1
        let thisAttempt = attempt
        let timeout = loop.after(settings.connectTimeout) { [weak self] in self?.timedOut() }
        phase = .dialling(connection: nil, timeout: timeout)
        if HostName.isNumeric(server.host) {
            connect(to: server.host)
            return
        }
        // libwebsockets would block the whole loop in getaddrinfo.
        HostName.resolve(server.host, preferring: failures) { [weak self, loop] address in
            loop.run { [weak self] in
                guard let self, self.attempt == thisAttempt, case .dialling(nil, _) = self.phase else { return }
                if let address {
                    self.connect(to: address)
                } else {
                    self.failed(.unresolved(self.server.host), wasConnected: false)
                }
            }
        }
    }

    private func connect(to address: String) {
        let connection = WebSocketConnection(
            loop: loop, owner: self, settings: settings, authorization: server.credentials.authorization,
            isSecure: server.isSecure)
        guard case .dialling(_, let timeout) = phase else { return }
        phase = .dialling(connection: connection, timeout: timeout)
        connection.attach(nil)
        var info = lws_client_connect_info()
        info.port = Int32(server.port)
        info.ssl_connection = server.isSecure ? Int32(LCCSCF_USE_SSL.rawValue) : 0
        info.ietf_version_or_minus_one = -1
        info.opaque_user_data = Unmanaged.passUnretained(connection).toOpaque()
        let wsi = address.withCString { address in
            (server.prefix + "/ari" + target).withCString { path in
                server.authority.withCString { host in
                    "ari".withCString { name in
                        "http/1.1".withCString { alpn in
                            info.address = address
                            info.path = path
                            info.host = host
                            info.origin = host
                            info.protocol = name
                            info.local_protocol_name = name
                            info.alpn = alpn
                            return loop.connect(&info, trust: server.isSecure ? server.trust : nil)
                        }
                    }
                }
            }
        }
        if let wsi {
            // It may have failed while it was being made, and then has told so.
            if case .dialling(.some(let current), _) = phase, current === connection { connection.attach(wsi) }
        } else {
            connection.drop(.unreachable("no connection could be begun"))
        }
    }

    private func timedOut() {
        guard case .dialling(let connection, _) = phase else { return }
        if let connection {
            connection.drop(.connectTimeout)
        } else {
            failed(.connectTimeout, wasConnected: false)
        }
    }

    private func failed(_ reason: ARIDisconnectReason, wasConnected: Bool) {
        _ = leavePhase()
        failures += 1
        let wait = settings.backoff.wait(afterFailures: failures, chance: chance())
        phase = .waiting(
            loop.after(wait) { [weak self] in
                guard let self, case .waiting = self.phase else { return }
                self.dial()
            })
        owner?.dialer(
            disconnected: ARIDisconnection(
                reason: reason, wasConnected: wasConnected, retryIn: wait, failures: failures))
    }

    // MARK: From the connection

    func connectionOpened(_ connection: WebSocketConnection) {
        guard case .dialling(.some(let current), let timeout) = phase, current === connection else { return }
        loop.cancel(timeout)
        phase = .up(connection, since: WebSocketLoop.now())
        owner?.dialerConnected(connection.peer)
    }

    func connection(_ connection: WebSocketConnection, received bytes: UnsafeRawBufferPointer) {
        owner?.dialer(received: bytes)
    }

    func connection(_ connection: WebSocketConnection, passedOver count: Int) {
        owner?.dialer(passedOver: count)
    }

    func connectionClosed(_ connection: WebSocketConnection, _ reason: ARIDisconnectReason) {
        switch phase {
        case .up(let current, let since) where current === connection:
            let lived = WebSocketLoop.now() - since
            if lived >= UInt64(max(0, settings.backoff.goodAfter.wholeNanoseconds)) { failures = 0 }
            failed(reason, wasConnected: true)
        case .dialling(.some(let current), _) where current === connection:
            failed(reason, wasConnected: false)
        default:
            break
        }
    }
}
