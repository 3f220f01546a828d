import Glibc

/// A connection that is kept open.
struct RawConnection: Sendable {
    let file: Int32

    func close() { Glibc.close(file) }

    /// Asks for something.
    /// - Returns: whether an answer came; not so where the server has ended the connection.
    func ask() async -> Bool {
        await withCheckedContinuation { continuation in
            RawHTTP.onThread {
                let request = Array("GET /v1/ready HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
                var buffer = [UInt8](repeating: 0, count: 4096)
                let isAnswered =
                    Glibc.send(file, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
                    && recv(file, &buffer, buffer.count, 0) > 0
                continuation.resume(returning: isAnswered)
            }
        }
    }
}

extension RawHTTP {
    /// A connection that has had one answer and is then left alone.
    func openIdle() async -> RawConnection? {
        guard let file = connect() else { return nil }
        let connection = RawConnection(file: file)
        if await connection.ask() { return connection }
        connection.close()
        return nil
    }

    /// Sends the beginning of a request, then a byte now and then for ever.
    ///
    /// - Returns: whether the server has ended the connection; 200 bytes are more than anyone waits for.
    func drip(_ beginning: String, then byte: String) async -> Bool {
        await withCheckedContinuation { continuation in
            Self.onThread {
                guard let file = connect() else { return continuation.resume(returning: false) }
                defer { close(file) }
                _ = Glibc.send(file, beginning, beginning.utf8.count, Int32(MSG_NOSIGNAL))
                var buffer = [UInt8](repeating: 0, count: 4096)
                for _ in 0..<200 {
                    if !beginning.isEmpty { _ = Glibc.send(file, byte, 1, Int32(MSG_NOSIGNAL)) }
                    var waiting = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
                    guard poll(&waiting, 1, 100) > 0 else { continue }
                    if recv(file, &buffer, buffer.count, 0) <= 0 { return continuation.resume(returning: true) }
                }
                continuation.resume(returning: false)
            }
        }
    }
}
