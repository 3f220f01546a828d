import ARIClient
import ARITelephony
import Logging
import MaydayConfiguration
import Telephony

/// The links to every configured server.
package final class Links: Sendable {
    package let requests: [ServerID: any AsteriskRequests]
    private let loop: WebSocketLoop
    private let links: [Link]
    private let inboxes: [LinkInbox]
    private let streams: [ARIEventStream]
    private let listeners: [Listener]
    private let sockets: [ARIRequestSocket]

    /// Where one server, in outbound mode, dials us.
    private struct Listener {
        var server: ServerID
        var address: ListenAddress
        var listener: ARIListener

        func start() async throws(ARIError) {
            do {
                _ = try await listener.start()
            } catch {
                throw .invalid(
                    "asterisk \(server): cannot listen on \(address), where it is to dial; another program is there, or "
                        + "it is no address of this machine: correct its `listen`")
            }
        }
    }

    /// - Throws: `ARIError` where an address is not one, or a library cannot start.
    package init(
        _ configuration: ServiceConfiguration, core: Core, picture: Picture, arrivals: LegArrivals,
        state: ServiceState, clock: WallClock, log: Logger
    ) throws(ARIError) {
        loop = try WebSocketLoop()
        var requests: [ServerID: any AsteriskRequests] = [:]
        var links: [Link] = []
        var inboxes: [LinkInbox] = []
        var streams: [ARIEventStream] = []
        var listeners: [Listener] = []
        var sockets: [ARIRequestSocket] = []
        for asterisk in configuration.asterisk {
            let id = ServerID(asterisk.name)
            var log = log
            log[metadataKey: "server"] = "\(id)"
            // What the socket tells of its ends the link tells in words, once.
            var socketLog = log
            if log.logLevel > .debug { socketLog.logLevel = max(log.logLevel, .warning) }
            let credentials = ARICredentials(user: asterisk.user, password: asterisk.password.reveal())
            let server = try ARIServer(
                url: asterisk.url.description, credentials: credentials, name: asterisk.name)
            var webSocket = ARIWebSocketSettings()
            webSocket.silenceLimit = asterisk.deadAfter
            let socket: ARIRequestSocket? =
                switch asterisk.requests {
                case .http: nil
                case .websocket:
                    // A name that no other instance uses: it would take this one's place.
                    ARIRequestSocket(
                        loop: loop, server: server, application: "\(asterisk.app)-requests-\(configuration.node)",
                        settings: webSocket, logger: log)
                }
            if let socket { sockets.append(socket) }
            let client = try ARIRESTClient(server: server, requestSocket: socket, logger: log)
            let inbox = LinkInbox()
            let redial: @Sendable () -> Void
            switch asterisk.mode {
            case .inbound:
                let stream = try ARIEventStream(
                    loop: loop, server: server, applications: [asterisk.app], settings: webSocket,
                    delivery: .events, logger: socketLog, sink: inbox.sink)
                streams.append(stream)
                redial = { stream.redial() }
            case .outbound:
                var settings = ARIListenerSettings()
                settings.address = asterisk.listen.host
                settings.port = UInt16(clamping: asterisk.listen.port)
                settings.webSocket = webSocket
                let listener = try ARIListener(
                    loop: loop, settings: settings,
                    applications: [
                        ARIOutboundApplication(name: asterisk.app, path: "/\(asterisk.app)", credentials: credentials)
                    ], delivery: .events, logger: socketLog, sink: inbox.sink)
                listeners.append(Listener(server: id, address: asterisk.listen, listener: listener))
                redial = { listener.drop() }
            }
            requests[id] = client
            inboxes.append(inbox)
            links.append(
                Link(
                    settings: Link.Settings(server: id, application: asterisk.app), requests: client, inbox: inbox,
                    core: core, picture: picture, arrivals: arrivals, state: state, clock: clock, log: log,
                    redial: redial,
                    learned: { [log] features in
                        guard let socket else { return }
                        // One that does not know such requests would not even refuse them. Until then: over HTTP.
                        if features.hasRequestSocket {
                            socket.start()
                        } else {
                            log.warning("the server does not take requests over a WebSocket; they go over HTTP")
                        }
                    }, forgotten: { socket?.pause() }))
        }
        self.requests = requests
        self.links = links
        self.inboxes = inboxes
        self.streams = streams
        self.listeners = listeners
        self.sockets = sockets
    }

    /// Dials or listens, and follows every server until `stop`.
    package func run() async throws(ARIError) {
        for listener in listeners { try await listener.start() }
        for stream in streams { stream.start() }
        await withTaskGroup(of: Void.self) { group in
            for link in links { group.addTask { await link.run() } }
        }
        await loop.shutdown()
    }

    package func stop() {
        for stream in streams { stream.stop() }
        for listener in listeners { listener.listener.stop() }
        for socket in sockets { socket.stop() }
        for inbox in inboxes { inbox.finish() }
    }
}
