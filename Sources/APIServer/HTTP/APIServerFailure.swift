import Glibc
import NIOCore

/// Why the HTTP server could not begin to serve.
package enum APIServerFailure: Error, Sendable, Hashable {
    /// Another program listens there.
    case addressInUse(host: String, port: Int)
    /// The address is none of this machine's.
    case addressNotHere(host: String, port: Int)
    /// The user may not listen there: ports below 1024 want a right of their own.
    case notAllowed(host: String, port: Int)
    case cannotListen(host: String, port: Int, reason: String)

    /// Nil for what has nothing to do with listening.
    init?(_ error: any Error, host: String, port: Int) {
        switch error {
        case let error as IOError: self.init(errno: error.errnoCode, host: host, port: port)
        case let error as SocketAddressError:
            self = .cannotListen(host: host, port: port, reason: "the name is not known (\(error))")
        default: return nil
        }
    }

    package init(errno code: Int32, host: String, port: Int) {
        self =
            switch code {
            case EADDRINUSE: .addressInUse(host: host, port: port)
            case EADDRNOTAVAIL: .addressNotHere(host: host, port: port)
            case EACCES, EPERM: .notAllowed(host: host, port: port)
            default: .cannotListen(host: host, port: port, reason: String(cString: strerror(code)))
            }
    }
}

extension APIServerFailure: CustomStringConvertible {
    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .addressInUse(let host, let port):
            "\(Self.text(host, port)) is in use by another program, perhaps by this service already "
                + "(ss -ltnp sport = :\(port) names it); end that one, or choose another port"
        case .addressNotHere(let host, let port):
            "\(Self.text(host, port)) is no address of this machine; choose one of its own, 127.0.0.1 or 0.0.0.0"
        case .notAllowed(let host, let port):
            "this user may not listen on \(Self.text(host, port)); choose a port from 1024 up"
        case .cannotListen(let host, let port, let reason): "cannot listen on \(Self.text(host, port)): \(reason)"
        }
    }

    private static func text(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
