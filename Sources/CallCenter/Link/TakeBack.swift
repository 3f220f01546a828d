import ARI
import ARIClient
import ARITelephony
import Logging
import Queueing
import Telephony

/// When to look for callers in the fall-back queue: often in the minute after every reconnect and as long as somebody is
/// found, because a caller whose dead-man ran out at the last moment may still be on the way there; now and then
/// otherwise, because this process may have been stopped for a while without losing its connection.
struct TakeBack {
    private static let period = Duration.seconds(2)
    private static let window = Duration.seconds(60)
    private static let calmPeriod = Duration.seconds(10)

    /// When the time of frequent looks ends.
    private var until: ContinuousClock.Instant

    init(until: ContinuousClock.Instant = .now + Self.window) { self.until = until }

    /// How long until the next look.
    var pause: Duration { ContinuousClock.now < until ? Self.period : Self.calmPeriod }

    /// - Parameter found: how many callers the last look found.
    mutating func note(found: Int) {
        if found > 0 { until = .now + Self.window }
    }
}

extension Link {
    /// Pulls callers out of the fall-back queue, who came first first. The dialplan's own tool does the pulling
    /// (`mayday-tool` in asterisk-conf/extensions.conf), because ARI cannot move a channel that is not in Stasis. Those
    /// who talk to somebody there are left alone: here by their bridge, and at the last moment by the dialplan.
    ///
    /// - Returns: how many callers waited there.
    func takeBackCallers() async throws(ARIError) -> Int {
        let queued = try await requests.send(ARI.Channels.list()).filter { channel in
            // Other queues of this Asterisk are none of our business.
            channel.dialplan.appName == "Queue" && channel.dialplan.context == AgentLeg.fallbackContext
        }
        guard !queued.isEmpty else { return 0 }
        let talking = Set(try await requests.send(ARI.Bridges.list()).flatMap(\.channels))
        let waiting = queued.filter { !talking.contains($0.id) }
            .map { (channel: $0, entered: entered($0)) }
            .sorted { ($0.entered, $0.channel.id) < ($1.entered, $1.channel.id) }
        for caller in waiting {
            guard !Task.isCancelled, !state.isDraining else { break }
            // One after another, so that who came first finds the agent who is free.
            let leg = LegKey(settings.server, ChannelID(caller.channel.id.rawValue))
            arrivals.expect(leg)
            defer { arrivals.forget(leg) }
            log.notice("taking a caller back from the fall-back queue", metadata: ["channel": "\(caller.channel.id)"])
            _ = try await requests.send(
                ARI.Channels.originate(
                    endpoint: "Local/pull@mayday-tool/n", app: settings.application, appArgs: AgentLeg.argument,
                    variables: ARI.VariableSettings([.init(name: "TARGET", value: caller.channel.name)])))
            await arrivals.wait(for: leg, atMost: .seconds(2))
        }
        return waiting.count
    }

    private func entered(_ channel: ARI.Channel) -> Int64 {
        channel.channelVars?[AgentLeg.enteredVariable].flatMap { Int64($0) } ?? .max
    }
}
