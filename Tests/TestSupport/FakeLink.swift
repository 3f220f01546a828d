import Foundation
import Synchronization

/// A blocking TCP connection with a read buffer.
///
/// Sendable because writing from another thread than the reading one is what a test may want.
package final class FakeLink: @unchecked Sendable {
    package let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The next byte; nil at the end or after `deadline` seconds.
    func readByte(within deadline: Int32 = -1) -> UInt8? {
        if position == buffer.count {
            if deadline >= 0 {
                var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&entry, 1, deadline * 1000) > 0 else { return nil }
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            buffer = Array(chunk[..<count])
            position = 0
        }
        defer { position += 1 }
        return buffer[position]
    }

    func read(_ count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            guard let byte = readByte() else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    func readLine() -> String? {
        var bytes: [UInt8] = []
        while let byte = readByte() {
            if byte == 10 {
                if bytes.last == 13 { bytes.removeLast() }
                return String(decoding: bytes, as: UTF8.self)
            }
            bytes.append(byte)
        }
        return nil
    }

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    func readRequest(connection: Int, index: Int) -> FakeRequest? {
        guard let line = readLine() else { return nil }
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        guard let headers = readHeaders(), let body = read(Int(headers["content-length"] ?? "0") ?? 0) else {
            return nil
        }
        return FakeRequest(
            connection: connection, index: index, method: words[0], target: words[1], headers: headers, body: body)
    }

    func readHeaders() -> [String: String]? {
        var headers: [String: String] = [:]
        while let line = readLine() {
            if line.isEmpty { return headers }
            guard let colon = line.firstIndex(of: ":") else { return nil }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                .trimmingCharacters(in: .whitespaces)
        }
        return nil
    }

    /// Ends the connection as a crash does: with a reset, and what was unread is lost.
    package func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        // Only close sends the reset; the descriptor's number stays taken by a copy of nothing.
        let null = open("/dev/null", O_RDWR)
        dup2(null, descriptor)
        close(null)
    }
}

package enum Sockets {
    package struct Failure: Error {
        package let call: String
        package let code: Int32
    }

    package static func listen(port: UInt16) throws -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = loopback(port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        guard bound == 0, Foundation.listen(descriptor, 128) == 0 else {
            close(descriptor)
            throw Failure(call: "bind", code: errno)
        }
        var length = size
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    package static func connect(port: UInt16) throws -> FakeLink {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Foundation.connect(descriptor, $0, size) }
        }
        guard code == 0 else {
            close(descriptor)
            throw Failure(call: "connect", code: errno)
        }
        return FakeLink(descriptor)
    }

    private static let next = Atomic<Int>(0)

    /// A port on which nobody listens, for now. Below those that the kernel gives to outgoing connections: one of them could
    /// take it before somebody listens there, even the very client that dials it in vain. Below the benches' as well.
    package static func freePort() throws -> UInt16 {
        let (first, count) = (5000, 5000)
        for _ in 0..<count {
            let place = Int(getpid()) * 97 + next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard let (descriptor, port) = try? listen(port: UInt16(first + place % count)) else { continue }
            close(descriptor)
            return port
        }
        throw Failure(call: "bind", code: EADDRINUSE)
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        return address
    }
}
