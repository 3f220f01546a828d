import CWebSockets
import Glibc
import Logging

/// The listener's half on the loop's thread; other threads only carry the reference.
final class ListenerCore: WebSocketOwner, @unchecked Sendable {
    private struct Accepted {
        let application: ARIOutboundApplication
        let connection: WebSocketConnection
        let collector: StreamCollector
    }

    private unowned let loop: WebSocketLoop
    private let settings: ARIListenerSettings
    private let delivery: ARIDelivery
    private let logger: Logger
    private let sink: ARISink
    private let applications: [String: ARIOutboundApplication]
    private var persistent: [String: StreamCollector] = [:]
    private var accepted: [ObjectIdentifier: Accepted] = [:]
    private var vhost: OpaquePointer?
    private var sockets = 0
    /// The vhost's name and its interface: libwebsockets keeps the addresses, not the words, for as long as the vhost is.
    private let vhostName: UnsafeMutablePointer<CChar>?
    private let interface: UnsafeMutablePointer<CChar>?

    init(
        loop: WebSocketLoop, settings: ARIListenerSettings, applications: [ARIOutboundApplication],
        delivery: ARIDelivery, logger: Logger, sink: @escaping ARISink
    ) {
        self.loop = loop
        self.settings = settings
        self.delivery = delivery
        self.logger = logger
        self.sink = sink
        self.applications = Dictionary(applications.map { ($0.path, $0) }) { first, _ in first }
        interface = strdup(settings.address)
        vhostName = strdup("listen-\(settings.port)-\(UInt(bitPattern: interface))")
    }

    // The loop keeps us until the vhost is gone.
    deinit {
        free(vhostName)
        free(interface)
    }

    func start() -> Result<UInt16, ARIError> {
        guard vhost == nil else { return .failure(.invalid("the listener was started before")) }
        var info = lws_context_creation_info()
        info.port = Int32(settings.port)
        info.user = Unmanaged.passUnretained(self).toOpaque()
        info.vhost_name = UnsafePointer(vhostName)
        info.iface = UnsafePointer(interface)
        let made = withCStrings(settings.certificateFile, settings.keyFile) { certificate, key in
            // An IPv4 address would be bound, and peers shown, as an IPv6 one otherwise.
            if !settings.address.utf8.contains(UInt8(ascii: ":")) {
                info.options = UInt64(LWS_SERVER_OPTION_DISABLE_IPV6)
            }
            if certificate != nil {
                info.options |= UInt64(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT)
                info.ssl_cert_filepath = certificate
                info.ssl_private_key_filepath = key
            }
            return loop.listen(&info)
        }
        let port = made.map { lws_get_vhost_listen_port($0) } ?? 0
        guard let made, port > 0 else {
            if let made { lws_vhost_destroy(made) }
            return .failure(.requestNotSent(.init(.unavailable, "cannot listen on \(settings.address)")))
        }
        vhost = made
        loop.retain(self)
        loop.atEnd(of: self) { [weak self] in self?.stop() }
        return .success(UInt16(truncatingIfNeeded: port))
    }

    func stop() {
        guard let vhost else { return }
        self.vhost = nil
        loop.atEnd(of: self, nil)
        for entry in accepted.values { entry.connection.close(.stopped) }
        lws_vhost_destroy(vhost)
    }

    func drop() {
        for entry in accepted.values { entry.connection.close(.stopped) }
    }

    // MARK: From the callback

    /// Lets an upgrade pass (0), or answers it with a refusal (1).
    func judge(_ wsi: OpaquePointer) -> Int32 {
        guard vhost != nil else { return -1 }
        guard let application = Self.header(wsi, WSI_TOKEN_GET_URI).flatMap({ applications[$0] }) else {
            lws_return_http_status(wsi, UInt32(HTTP_STATUS_NOT_FOUND.rawValue), nil)
            return 1
        }
        let given = Self.header(wsi, WSI_TOKEN_HTTP_AUTHORIZATION) ?? ""
        guard Self.isEqual(given, application.credentials.authorization) else {
            logger.warning("an outbound WebSocket was denied", metadata: ["application": "\(application.name)"])
            lws_return_http_status(wsi, UInt32(HTTP_STATUS_UNAUTHORIZED.rawValue), nil)
            return 1
        }
        let connection = WebSocketConnection(
            loop: loop, owner: self, settings: settings.webSocket, authorization: nil,
            isSecure: settings.certificateFile != nil)
        connection.attach(wsi)
        accepted[ObjectIdentifier(connection)] = Accepted(
            application: application, connection: connection, collector: collector(for: application))
        return 0
    }

    private func collector(for application: ARIOutboundApplication) -> StreamCollector {
        if application.mode == .persistent, let known = persistent[application.path] { return known }
        sockets += 1
        let collector = StreamCollector(
            loop: loop, applications: [application.name], socket: application.mode == .perCall ? sockets : 0,
            delivery: delivery, sink: sink)
        if application.mode == .persistent { persistent[application.path] = collector }
        return collector
    }

    // MARK: From the connections

    func connectionOpened(_ connection: WebSocketConnection) {
        guard let entry = accepted[ObjectIdentifier(connection)] else { return }
        if entry.application.mode == .persistent {
            for other in accepted.values
            where other.application.path == entry.application.path && other.connection !== connection {
                other.connection.close(.superseded)
            }
        }
        logger.info("Asterisk connected", metadata: ["application": "\(entry.application.name)"])
        entry.collector.connected(connection.peer)
    }

    func connection(_ connection: WebSocketConnection, received bytes: UnsafeRawBufferPointer) {
        accepted[ObjectIdentifier(connection)]?.collector.message(bytes)
    }

    func connection(_ connection: WebSocketConnection, passedOver count: Int) {
        accepted[ObjectIdentifier(connection)]?.collector.append(.passedOver(bytes: count), size: 0)
    }

    func connectionClosed(_ connection: WebSocketConnection, _ reason: ARIDisconnectReason) {
        guard let entry = accepted.removeValue(forKey: ObjectIdentifier(connection)), connection.wasOpen else { return }
        logger.notice(
            "Asterisk's connection ended",
            metadata: ["application": "\(entry.application.name)", "reason": "\(reason)"])
        entry.collector.append(.disconnected(ARIDisconnection(reason: reason, wasConnected: true)), size: 0)
    }

    // MARK: Small things

    private static func header(_ wsi: OpaquePointer, _ token: lws_token_indexes) -> String? {
        let length = lws_hdr_total_length(wsi, token)
        guard length > 0, length < 4096 else { return nil }
        var text = [CChar](repeating: 0, count: Int(length) + 1)
        guard lws_hdr_copy(wsi, &text, length + 1, token) > 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Takes as long for a first wrong letter as for a last one.
    static func isEqual(_ given: String, _ wanted: String) -> Bool {
        let wanted = Array(wanted.utf8)
        let given = Array(given.utf8)
        var difference: UInt8 = given.count == wanted.count ? 0 : 1
        for index in wanted.indices {
            difference |= wanted[index] ^ (index < given.count ? given[index] : 0)
        }
        return difference == 0
    }
}

private func withCStrings<Result>(
    _ first: String?, _ second: String?, _ body: (UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Result
) -> Result {
    func optional(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
        guard let text else { return body(nil) }
        return text.withCString { body($0) }
    }
    return optional(first) { first in optional(second) { second in body(first, second) } }
}
