import Dispatch
import Glibc

/// Bytes to a socket and back, for what no client of good will sends.
struct RawHTTP: Sendable {
    struct Answer: Sendable {
        var status: Int
        var head: String
        var body: String

        func header(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                    return String(parts[1].drop { $0 == " " })
                }
            }
            return nil
        }
    }

    let port: Int

    /// Sends a request with a `Host`, the admin's key and `Connection: close`, and reads to the end.
    /// The least body that a command with this path is served with; nil where none is needed.
    static func body(for path: String) -> String? {
        switch path.split(separator: "/").last {
        case "add-member", "remove-member": #"{"agent":"1001"}"#
        case "set": #"{"settings":[]}"#
        case "dispose": #"{"disposition":"solved"}"#
        case "move": #"{"queue":"sales"}"#
        case "pick": #"{"agent":"1001"}"#
        case "priority": #"{"priority":3}"#
        case "position": #"{"position":1}"#
        default: nil
        }
    }

    func request(
        _ method: String, _ path: String, key: String? = "admin", host: String? = "127.0.0.1", headers: [String] = [],
        body: String? = nil, noticing mark: Mark? = nil
    ) async -> Answer {
        var lines = ["\(method) \(path) HTTP/1.1"]
        if let host { lines.append("Host: \(host)") }
        if let key { lines.append("Authorization: Bearer \(RunningServer.secrets[key] ?? key)") }
        lines += headers
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        lines.append("Connection: close")
        return await send(
            Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8), noticing: mark)
    }

    /// Sends bytes, reads until the server closes or 20 s have passed.
    ///
    /// - Parameter ending: says that nothing more will be sent.
    func send(_ bytes: [UInt8], ending: Bool = false, noticing mark: Mark? = nil) async -> Answer {
        await withCheckedContinuation { continuation in
            Self.onThread {
                continuation.resume(returning: exchange(bytes, ending, mark))
                mark?.end.finish()
            }
        }
    }

    /// Words in an answer that is still going on.
    struct Mark: Sendable {
        let words: String
        private let ends: AsyncStream<Void>
        fileprivate let end: AsyncStream<Void>.Continuation

        init(_ words: String) {
            self.words = words
            (ends, end) = AsyncStream.makeStream(of: Void.self)
        }

        /// Returns when the words have come, or the answer has ended.
        func come() async { for await _ in ends {} }
    }

    /// A queue of its own: the shared ones have as few threads as the tasks of the tests.
    static func onThread(_ work: @escaping @Sendable () -> Void) {
        DispatchQueue(label: "raw").async(execute: work)
    }

    private func exchange(_ bytes: [UInt8], _ ending: Bool, _ mark: Mark?) -> Answer {
        guard let file = connect() else { return Answer(status: -1, head: "", body: "not connected") }
        defer { close(file) }
        // The answer may come, and the connection be closed, before all is sent: then reading is what counts.
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        if ending { shutdown(file, Int32(SHUT_WR)) }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(file, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            received += buffer[..<count]
            if let mark, String(decoding: received, as: UTF8.self).contains(mark.words) { mark.end.finish() }
        }
        return Self.parse(received)
    }

    /// A connected socket that gives up reading after 20 s.
    func connect(receiveBuffer: Int32? = nil) -> Int32? {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { return nil }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if var size = receiveBuffer {
            setsockopt(file, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(file)
            return nil
        }
        return file
    }

    static func parse(_ bytes: [UInt8]) -> Answer {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let gap = text.range(of: "\r\n\r\n") else { return Answer(status: 0, head: text, body: "") }
        let head = String(text[..<gap.lowerBound])
        let words = head.split(separator: " ")
        return Answer(
            status: words.count > 1 ? Int(words[1]) ?? 0 : 0, head: head, body: String(text[gap.upperBound...]))
    }
}

extension String {
    func range(of part: String) -> Range<String.Index>? {
        firstRange(of: part)
    }
}
