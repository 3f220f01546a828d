/// Which `Host` and `Origin` headers are served.
///
/// A page of a stranger can make a browser on this machine or in this network send requests here, by pointing a name
/// of its own at our address (DNS rebinding). Such a request carries that name as its host. An address is never a
/// rebound name, so addresses pass; names pass when they are `localhost` or configured.
struct HostCheck: Sendable {
    private let hosts: Set<String>
    private let origins: Set<String>

    /// - Parameters:
    ///   - hosts: names under which the service is reached, without port.
    ///   - origins: origins of pages that may call it, as browsers write them: `https://desk.example`.
    init(hosts: [String], origins: [String]) {
        self.hosts = Set(hosts.map { $0.lowercased() }).union(["localhost"])
        self.origins = Set(origins.map { $0.lowercased() })
    }

    func check(authority: String?) throws(APIFailure) {
        guard let authority, let host = Self.host(of: authority) else {
            throw .hostNotAllowed(authority ?? "")
        }
        guard isServed(host) else { throw .hostNotAllowed(authority) }
    }

    /// Whether a page of this origin may call; nil when the request comes from no page.
    func check(origin: String?, authority: String?) throws(APIFailure) {
        guard let origin else { return }
        let lower = origin.lowercased()
        if origins.contains(lower) { return }
        // Our own pages: the origin's authority is the one that the request was sent to.
        let own =
            lower.hasPrefix("http://") ? lower.dropFirst(7) : lower.hasPrefix("https://") ? lower.dropFirst(8) : ""
        guard !own.isEmpty, let authority, own == authority.lowercased() else { throw .originNotAllowed(origin) }
    }

    func isListed(origin: String) -> Bool {
        origins.contains(origin.lowercased())
    }

    private func isServed(_ host: String) -> Bool {
        hosts.contains(host) || Self.isIPv4(host) || (host.hasPrefix("[") && host.hasSuffix("]"))
    }

    /// The host of `host:port`, in lower case; nil where it is no such thing.
    static func host(of authority: String) -> String? {
        let text = authority.lowercased()
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let inside = text[text.index(after: text.startIndex)..<end]
            guard !inside.isEmpty, inside.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
            return isPort(text[text.index(after: end)...]) ? String(text[...end]) : nil
        }
        let end = text.firstIndex(of: ":") ?? text.endIndex
        let host = text[..<end]
        let allowed = host.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
        }
        guard !host.isEmpty, allowed, isPort(text[end...]) else { return nil }
        return String(host)
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.hasPrefix(":") && UInt16(text.dropFirst()) != nil)
    }

    static func isIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { $0.count <= 3 && UInt8($0) != nil }
    }
}
