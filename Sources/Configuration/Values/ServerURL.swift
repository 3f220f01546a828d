/// An `http` or `https` address: scheme, host, port and perhaps a path (Asterisk's `prefix` in http.conf).
package struct ServerURL: Sendable, Hashable, CustomStringConvertible {
    package enum Scheme: String, Sendable, Hashable {
        case http
        case https
    }

    package var scheme: Scheme
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    package var host: String
    package var port: Int
    /// Empty, or begins with a slash and does not end with one.
    package var path: String

    package init(scheme: Scheme = .http, host: String, port: Int, path: String = "") {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
    }

    /// `http://127.0.0.1:8088`: always with its port, never with a slash at the end.
    package var description: String {
        "\(scheme.rawValue)://\(ListenAddress(host: host, port: port))\(path)"
    }
}

/// A host and a port to listen on.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    package var host: String
    /// 0 lets the system choose.
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `127.0.0.1:8470`, `[::1]:8470`.
    package var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool {
        host == "::1" || host == "localhost" || host.hasPrefix("127.")
    }
}
