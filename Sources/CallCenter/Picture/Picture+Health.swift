import MaydayAPI
import Telephony

extension Picture {
    /// The servers as `/v1/health` shows them, in the order of the configuration.
    func serverHealth(_ servers: [(name: ServerID, mode: AsteriskMode)]) -> [AsteriskHealth] {
        servers.map { server in
            let link = links[server.name]
            return AsteriskHealth(
                name: server.name.raw,
                connection: link.flatMap { AsteriskConnection(rawValue: $0.phase.rawValue) } ?? .connecting,
                mode: server.mode, sinceAt: time(link?.since ?? clock.now()), version: link?.version,
                asteriskId: link?.asteriskID, lastEventAt: heardAt[server.name].map(time),
                blindIntervals: blind.intervals[server.name] ?? [],
                missingFeatures: link?.missing ?? [])
        }
    }
}
