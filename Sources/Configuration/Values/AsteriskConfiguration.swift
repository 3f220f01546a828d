/// One Asterisk server and how it is reached.
package struct AsteriskConfiguration: Sendable, Hashable {
    /// Who dials the event WebSocket.
    package enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Mayday dials Asterisk.
        case inbound
        /// Asterisk dials Mayday (`websocket_client.conf`); requests still go to `url`.
        case outbound
    }

    /// Which way requests travel.
    package enum Transport: String, Sendable, Hashable, CaseIterable {
        case http
        /// Over a WebSocket of their own where the server has it; what may block goes over HTTP all the same.
        case websocket
    }

    /// Distinct among the servers; part of ids and figures.
    package var name: String
    /// Asterisk's HTTP server, without `/ari`.
    package var url: ServerURL
    package var user: String
    package var password: Secret
    /// The Stasis application.
    package var app: String
    package var mode: Mode
    /// Where Mayday waits for Asterisk's WebSocket; used in outbound mode only.
    package var listen: ListenAddress
    package var requests: Transport
    /// A connection that has been silent for so long, pings included, is given up.
    package var deadAfter: Duration

    package init(
        name: String, url: ServerURL, user: String, password: Secret, app: String = "mayday", mode: Mode = .inbound,
        listen: ListenAddress = .init(host: "127.0.0.1", port: 8471), requests: Transport = .http,
        deadAfter: Duration = .seconds(5)
    ) {
        self.name = name
        self.url = url
        self.user = user
        self.password = password
        self.app = app
        self.mode = mode
        self.listen = listen
        self.requests = requests
        self.deadAfter = deadAfter
    }
}
