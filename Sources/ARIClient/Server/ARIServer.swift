/// One Asterisk: where its HTTP server listens, as whom to speak to it, whom to trust.
public struct ARIServer: Sendable, Hashable {
    /// The name this server goes by in logs, e.g. `pbx1`.
    public let name: String
    /// Host name or address, without brackets.
    public let host: String
    /// The port of Asterisk's `http.conf` (`bindport` or `tlsbindaddr`).
    public let port: UInt16
    /// Whether both REST and WebSocket go over TLS.
    public let isSecure: Bool
    /// What stands in front of `/ari`: the `prefix` of `http.conf`, empty or beginning with a slash.
    public let prefix: String
    /// Who speaks.
    public let credentials: ARICredentials
    /// Which certificates are believed, where `isSecure`.
    public let trust: ARITrust

    /// - Parameters:
    ///   - url: `http://HOST:PORT` or `https://HOST:PORT`, with the `prefix` of `http.conf` where there is one;
    ///     a trailing `/ari` may be given or left out.
    ///   - name: for logs; the host where left out.
    /// - Throws: ``ARIError/invalid(_:)`` where `url` is not of that form, or carries a user or a query.
    public init(
        url: String, credentials: ARICredentials, name: String? = nil, trust: ARITrust = .system
    ) throws(ARIError) {
        let parts = try ServerURL(url)
        host = parts.host
        port = parts.port
        isSecure = parts.isSecure
        prefix = parts.prefix
        self.credentials = credentials
        self.name = name ?? parts.host
        self.trust = trust
        guard !credentials.user.utf8.contains(UInt8(ascii: ":")) else {
            throw .invalid("an ARI user's name must not contain a colon")
        }
        guard (credentials.user + credentials.password).utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .invalid("ARI credentials must not contain control characters")
        }
    }

    /// `host:port` with brackets around an IPv6 address, as in a `Host` header.
    var authority: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Scheme, authority and prefix; a path such as `/channels` follows `/ari`.
    var baseURL: String { "\(isSecure ? "https" : "http")://\(authority)\(prefix)/ari" }
}

/// Which server certificates are believed. There is no way to believe all of them.
public struct ARITrust: Sendable, Hashable {
    let authorityFile: String?

    /// The system's certificate authorities.
    public static let system = ARITrust(authorityFile: nil)

    /// The authorities (or the server's own self-signed certificate) in a PEM file.
    public static func authorities(file: String) -> ARITrust { ARITrust(authorityFile: file) }
}

/// The few parts of a URL that name a server.
struct ServerURL {
    var isSecure: Bool
    var host: String
    var port: UInt16
    var prefix: String

    init(_ text: String) throws(ARIError) {
        let lowered = text.lowercased()
        let schemes = [("http://", false), ("https://", true), ("ws://", false), ("wss://", true)]
        guard let (scheme, secure) = schemes.first(where: { lowered.hasPrefix($0.0) }) else {
            throw .invalid("the ARI address must begin with http:// or https://")
        }
        isSecure = secure
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else {
            throw .invalid("the ARI address must not carry a user or a password")
        }
        var path = rest.dropFirst(authority.count)
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !path.contains("?"), !path.contains("#") else {
            throw .invalid("the ARI address must end after its path")
        }
        while path.hasSuffix("/") { path.removeLast() }
        if path == "/ari" || path.hasSuffix("/ari") { path.removeLast(4) }
        prefix = String(path)
        (host, port) = try Self.split(authority, defaultPort: secure ? 443 : 80)
    }

    private static func split(
        _ authority: Substring, defaultPort: UInt16
    ) throws(ARIError) -> (String, UInt16) {
        var host = authority
        var portText: Substring = ""
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .invalid("an IPv6 address lacks its bracket") }
            host = authority[authority.index(after: authority.startIndex)..<end]
            portText = authority[authority.index(after: end)...]
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[colon...]
        }
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .invalid("the ARI address lacks a host")
        }
        if portText.isEmpty { return (String(host), defaultPort) }
        guard portText.first == ":", let port = UInt16(portText.dropFirst()), port > 0 else {
            throw .invalid("the ARI address has a wrong port")
        }
        return (String(host), port)
    }
}
