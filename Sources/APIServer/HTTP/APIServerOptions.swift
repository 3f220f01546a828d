/// Settings of the HTTP side.
package struct APIServerOptions: Sendable {
    /// The address to listen on.
    package var host = "127.0.0.1"
    /// 0: any free port.
    package var port = 8470
    package var version = "0"
    /// Names under which the service is reached beside `localhost`; addresses always pass.
    package var allowedHosts: [String] = []
    /// Origins of pages, beside the service's own, that may call from a browser.
    package var allowedOrigins: [String] = []
    /// Bytes of a request's body.
    package var bodyLimit = 65_536
    /// Bytes of a body after which the connection is cut, whatever the answer.
    package var drainLimit = 33_554_432
    /// Bytes of a request's line and headers.
    package var headerLimit = 32_768
    /// Requests per key and second, in the long run.
    package var requestsPerSecond = 50
    /// Requests per key at once.
    package var burst = 200
    /// How long an event stream may be silent.
    package var keepAlive: Duration = .seconds(3)
    /// Open connections; what comes above takes the place of the one that has been idle longest, and is answered 503 and
    /// closed where none is.
    package var maximumConnections = 1024
    /// Open event streams together. One key may have a quarter of them, or of the connections where these are fewer, and four
    /// in any case.
    package var maximumStreams = 256
    /// As many streams as there can be.
    package var mostStreams: Int { min(maximumStreams, maximumConnections) }
    /// How long a request's line and headers may take, from their first byte.
    package var headPatience: Duration = .seconds(10)
    /// How long a request's body may take, from the end of the headers.
    package var bodyPatience: Duration = .seconds(30)
    /// Seconds after which an idle connection is closed.
    package var idleSeconds = 60

    package init(host: String = "127.0.0.1", port: Int = 8470, version: String = "0") {
        self.host = host
        self.port = port
        self.version = version
    }
}
