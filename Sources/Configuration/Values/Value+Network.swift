extension Value {
    /// `127.0.0.1:8470`, `[::1]:8470`, `localhost:8470`.
    static func listenAddress(_ text: String) throws(Refusal) -> ListenAddress {
        let example = "write a host and a port, for example 127.0.0.1:8470"
        if text.contains("://") { throw Refusal("'\(text)' is a URL; \(example)") }
        guard let (host, port) = hostAndPort(Substring(text)), let port else {
            throw Refusal("'\(text)' is not an address to listen on; \(example)")
        }
        return ListenAddress(host: host, port: port)
    }

    /// A host name or address alone, without a port.
    static func hostName(_ text: String) throws(Refusal) -> String {
        guard let (host, port) = hostAndPort(Substring(text)), port == nil else {
            throw Refusal("'\(text)' is not a host name")
        }
        return host
    }

    /// `http://127.0.0.1:8088`, or with the prefix of http.conf. Ports default to Asterisk's own, 8088 and 8089.
    static func serverURL(_ text: String) throws(Refusal) -> ServerURL {
        let example = "write it as http://127.0.0.1:8088"
        guard let (scheme, rest) = splitScheme(text) else { throw Refusal("'\(text)' is not a URL; \(example)") }
        if scheme == "ws" || scheme == "wss" {
            let right = "http\(scheme.dropFirst(2))://\(rest)"
            throw Refusal("the address of the event socket follows from this one", suggestion: right)
        }
        guard let known = ServerURL.Scheme(rawValue: scheme) else {
            throw Refusal("'\(scheme)' is neither http nor https; \(example)")
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var path = rest.dropFirst(authority.count)
        // The refusal does not repeat the text: there may be a password in it.
        guard !authority.contains("@") else { throw Refusal("holds a user; give 'user' and 'password_file' instead") }
        guard !path.contains("?"), !path.contains("#") else { throw Refusal("must end after the path; \(example)") }
        guard path.allSatisfy({ $0.isASCII && !$0.isWhitespace }) else { throw Refusal("'\(text)' is not a URL") }
        while path.last == "/" { path = path.dropLast() }
        if path == "/ari" || path.hasSuffix("/ari") {
            throw Refusal("leave out '/ari'", suggestion: "\(scheme)://\(authority)\(path.dropLast(4))")
        }
        guard let (host, port) = hostAndPort(authority) else {
            throw Refusal("'\(authority)' is not a host with a port; \(example)")
        }
        return ServerURL(scheme: known, host: host, port: port ?? (known == .http ? 8088 : 8089), path: String(path))
    }

    private static func splitScheme(_ text: String) -> (scheme: String, rest: Substring)? {
        let scheme = text.prefix { $0 != ":" }
        let rest = text.dropFirst(scheme.count)
        guard rest.hasPrefix("://") else { return nil }
        return (scheme.lowercased(), rest.dropFirst(3))
    }

    /// Nil if it is neither a name nor an address; the port is nil where none is written.
    private static func hostAndPort(_ text: Substring) -> (host: String, port: Int?)? {
        let host: Substring
        var rest: Substring
        if text.hasPrefix("[") {
            host = text.dropFirst().prefix { $0 != "]" }
            rest = text.dropFirst(host.count + 1)
            guard rest.popFirst() == "]", host.contains(":") else { return nil }
            guard host.allSatisfy({ ($0.isASCII && $0.isHexDigit) || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            host = text.prefix { $0 != ":" }
            rest = text.dropFirst(host.count)
            guard isHostName(host) else { return nil }
        }
        if rest.isEmpty { return (String(host), nil) }
        guard rest.removeFirst() == ":", rest.count <= 5, rest.allSatisfy({ ("0"..."9").contains($0) }),
            let port = Int(rest), port <= 65_535
        else { return nil }
        return (String(host), port)
    }

    /// RFC 1123: labels of letters, digits and hyphens. What is digits and points alone must be an IPv4 address.
    private static func isHostName(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        if text.allSatisfy({ ("0"..."9").contains($0) || $0 == "." }) {
            return labels.count == 4 && labels.allSatisfy { $0.count <= 3 && (Int($0) ?? 256) <= 255 }
        }
        return labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
                && label.unicodeScalars.allSatisfy { isAlphanumeric($0) || $0 == "-" || $0 == "_" }
        }
    }
}
