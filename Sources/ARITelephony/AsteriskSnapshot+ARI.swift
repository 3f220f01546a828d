import ARI
import Telephony

extension AsteriskSnapshot {
    /// From the answers, in the order in which the questions must be put: ping, info, channels, bridges, endpoints,
    /// device states, applications, ping.
    ///
    /// Bridges after channels: a leg that enters a bridge between the two is then known by its own events, while the
    /// other way round it would be listed nowhere.
    ///
    /// - Returns: nil if the answers are of two servers, or of one that started anew in between, or if `info` lacks
    ///   the status that was asked for: ask again.
    package init?(
        server: ServerID, begun: ARI.AsteriskPing, info: ARI.AsteriskInfo, channels: [ARI.Channel],
        bridges: [ARI.Bridge], endpoints: [ARI.Endpoint], deviceStates: [ARI.DeviceState],
        applications: [ARI.Application], ended: ARI.AsteriskPing, _ words: Vocabulary = Vocabulary()
    ) {
        guard let status = info.status, begun.asteriskID == ended.asteriskID else { return nil }
        self.init(
            server: server, asteriskID: begun.asteriskID, startedAt: Instant(status.startupTime),
            begunAt: Instant(begun.timestamp), endedAt: Instant(ended.timestamp),
            legs: channels.map { words.leg($0) }, bridges: bridges.map { words.bridge($0) },
            endpoints: endpoints.map { words.endpoint($0) }, devices: deviceStates.map { words.device($0) },
            applications: applications.map { Application($0) })
    }
}

extension AsteriskSnapshot.Application {
    package init(_ application: ARI.Application) {
        self.init(
            name: application.name, legs: application.channelIDs.map { ChannelID($0) },
            bridges: application.bridgeIDs.map { BridgeID($0) }, endpoints: application.endpointIDs,
            devices: application.deviceNames)
    }
}
