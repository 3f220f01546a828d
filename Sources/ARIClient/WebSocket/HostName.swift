import CCurl
import Glibc

/// Addresses behind names, off the loop's thread.
enum HostName {
    static func isNumeric(_ host: String) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET, host, &buffer) == 1 || inet_pton(AF_INET6, host, &buffer) == 1
    }

    /// - Parameters:
    ///   - index: which of several addresses to take, so that every attempt tries another.
    ///   - completion: called on a thread of its own, with nil where the name is not known.
    static func resolve(
        _ host: String, preferring index: Int, _ completion: @escaping @Sendable (String?) -> Void
    ) {
        Thread.detach {
            let addresses = addresses(of: host)
            completion(addresses.isEmpty ? nil : addresses[index % addresses.count])
        }
    }

    private static func addresses(of host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var entry = list
        while let this = entry {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let code = getnameinfo(
                this.pointee.ai_addr, this.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            if code == 0 {
                found.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
            }
            entry = this.pointee.ai_next
        }
        return found
    }
}
