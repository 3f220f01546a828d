import MaydayAPI

/// May traffic be sent to this service?
enum Readiness {
    /// What is missing, for people; nil if nothing is. One server that is up is enough.
    static func missing(isDraining: Bool, servers: [AsteriskHealth]) -> String? {
        if isDraining { return "draining: new callers go to the fall-back queue" }
        guard !servers.contains(where: { $0.connection == .up }) else { return nil }
        let states = servers.map { "\($0.name) is \(words($0.connection))" }
        return "no Asterisk serves callers through this service: \(states.joined(separator: ", "))"
    }

    private static func words(_ connection: AsteriskConnection) -> String {
        switch connection {
        case .connecting: "being connected"
        case .reconciling: "connected and being compared"
        case .up: "up"
        case .down: "not connected"
        case .replaced: "connected to another program"
        }
    }
}
