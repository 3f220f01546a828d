import APIClient
import APIServer
import Glibc
import MaydayConfiguration

/// Whether the API can listen where the configuration says, or does already.
struct PortExamination: Sendable {
    let listen: ListenAddress
    /// Where the address stands: file and line.
    let place: String

    func run() async -> Finding {
        let what = "API address"
        guard listen.port > 0 else { return .ok(what, "any free port of \(listen.host)") }
        guard let failure = Self.trial(listen) else { return .ok(what, "\(listen) is free") }
        if case .addressInUse = failure {
            if await answers() { return .ok(what, "a service answers at \(listen)") }
        }
        return .failure(what, "\(failure)", "Correct `api.listen` (\(place)).")
    }

    /// Binds the address and lets go of it; nobody could connect meanwhile.
    private static func trial(_ listen: ListenAddress) -> APIServerFailure? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(listen.host, "\(listen.port)", &hints, &list)
        guard code == 0, let address = list?.pointee else {
            return .cannotListen(
                host: listen.host, port: listen.port, reason: String(cString: gai_strerror(code)))
        }
        defer { freeaddrinfo(list) }
        let file = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), address.ai_protocol)
        guard file >= 0 else { return APIServerFailure(errno: errno, host: listen.host, port: listen.port) }
        defer { close(file) }
        // As the server does, so that connections of a service that has just ended are no obstacle.
        var yes: Int32 = 1
        setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(file, address.ai_addr, address.ai_addrlen) == 0 else {
            return APIServerFailure(errno: errno, host: listen.host, port: listen.port)
        }
        return nil
    }

    /// Whether what listens there is this API.
    private func answers() async -> Bool {
        let everywhere = ["0.0.0.0": "127.0.0.1", "::": "::1"]
        let near = ListenAddress(host: everywhere[listen.host] ?? listen.host, port: listen.port)
        do throws(APIClientFailure) {
            _ = try await APIClient(url: "http://\(near)", key: nil).isReady()
            return true
        } catch {
            return false
        }
    }
}
