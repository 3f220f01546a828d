import ARI
import ARIClient
import Logging
import Queueing
import Telephony

/// Keeps the device states of agents and queues as the picture has them, for the hints that lamps of phones follow.
///
/// Theory of operation. Nothing is sent when something happens: at each tick what was told last is compared with what is so
/// now, and the difference goes out, so many at a time. What came and went between two ticks is never told, and a flood of
/// changes is a steady trickle of requests. With each new connection Asterisk is asked what it has, as it keeps states over
/// its own restarts: what is right is not told again, and whose agent or queue is gone is deleted.
actor Lamps {
    /// How often lamps are looked at, and how many of a server change each time at most.
    static let period = Duration.milliseconds(250)
    static let portion = 50
    /// How many ticks a server is left alone that refused.
    static let rest = 20

    private struct Told {
        var since: Instant
        var lamps: [String: ARI.DeviceStateValue] = [:]
    }

    private let picture: Picture
    private let requests: [ServerID: any AsteriskRequests]
    private let prefixes: [String]
    private let log: Logger
    private var told: [ServerID: Told] = [:]
    /// Servers that refused, and how many ticks they are left alone yet.
    private var resting: [ServerID: Int] = [:]
    /// The last fact that everything was told of.
    private var settled: (sequence: Int64, servers: [ServerID: Instant])?

    init(picture: Picture, requests: [ServerID: any AsteriskRequests], application: String, log: Logger) {
        self.picture = picture
        self.requests = requests
        self.log = log
        prefixes = ["agent", "queue"].map { "Stasis:\(application)-\($0)-" }
    }

    static func name(ofAgent agent: AgentID, _ application: String) -> String { "Stasis:\(application)-agent-\(agent)" }
    static func name(ofQueue queue: QueueID, _ application: String) -> String { "Stasis:\(application)-queue-\(queue)" }

    static func lamp(of state: Queueing.AgentState) -> ARI.DeviceStateValue {
        switch state {
        case .offline, .unreachable: .unavailable
        case .ready: .notInUse
        case .reserved, .dialling, .ringing: .ringing
        case .talking, .consulting, .otherCall: .inUse
        case .held: .onHold
        case .wrapUp, .notReady: .busy
        }
    }

    func tick() async {
        let sequence = await picture.sequence
        let servers = await picture.lampServers()
        if let settled, settled == (sequence, servers) { return }
        let lamps = await picture.lamps()
        var isDone = true
        for (server, since) in servers.sorted(by: { $0.key < $1.key }) {
            if !(await tell(server, since, lamps)) { isDone = false }
        }
        settled = isDone ? (sequence, servers) : nil
    }

    /// - Returns: whether the server knows everything now.
    private func tell(_ server: ServerID, _ since: Instant, _ lamps: [String: ARI.DeviceStateValue]) async -> Bool {
        guard let requests = requests[server] else { return true }
        if let ticks = resting[server] {
            resting[server] = ticks > 1 ? ticks - 1 : nil
            return false
        }
        do throws(ARIError) {
            if told[server]?.since != since {
                var known = Told(since: since)
                for device in try await requests.send(ARI.DeviceStates.list())
                where prefixes.contains(where: { device.name.hasPrefix($0) }) {
                    known.lamps[device.name] = device.state
                }
                told[server] = known
            }
            let known = told[server]?.lamps ?? [:]
            let changed = lamps.filter { known[$0.key] != $0.value }.sorted { $0.key < $1.key }
            let gone = known.keys.filter { lamps[$0] == nil }.sorted()
            for (name, lamp) in changed.prefix(Self.portion) {
                _ = try await requests.send(ARI.DeviceStates.update(deviceName: name, deviceState: lamp))
                told[server]?.lamps[name] = lamp
            }
            for name in gone.prefix(Self.portion) {
                _ = try await requests.send(ARI.DeviceStates.delete(deviceName: name))
                told[server]?.lamps[name] = nil
            }
            return changed.count <= Self.portion && gone.count <= Self.portion
        } catch {
            // What it has is asked anew.
            told[server] = nil
            resting[server] = Self.rest
            log.notice(
                "lamps cannot be set for now", metadata: ["server": "\(server)", "error": "\(error)"])
            return false
        }
    }
}
