import Telephony

/// What a server answered when it was asked for everything.
package struct AsteriskSnapshot: Hashable, Sendable {
    package var server: ServerID
    /// Asterisk's own id of itself.
    package var asteriskID: String
    package var startedAt: Instant
    /// The dialplan's beat, by Asterisk's clock: the last sign of life of whoever served before. Nil where it was not asked
    /// for, and where there was none since Asterisk's start.
    package var beatAt: Instant?
    /// Our own clock before the first question; nil where nobody noted it.
    package var askedAt: Instant?
    /// Asterisk's clock before the first question: the stamp of a ping.
    package var begunAt: Instant
    /// Asterisk's clock after the last answer: the stamp of another.
    package var endedAt: Instant
    package var legs: [LegSnapshot]
    package var bridges: [BridgeSnapshot]
    package var endpoints: [Endpoint]
    /// No request lists every device; these are the states that were asked for.
    package var devices: [DeviceState]
    package var applications: [Application]
    /// Playbacks and recordings can be asked for one by one only: those of the board that Asterisk answered 404 for.
    package var gonePlaybacks: [PlaybackID]
    package var goneRecordings: [RecordingName]
    /// Of the legs that were asked about, whether the phone behind them has them on hold.
    package var holds: [ChannelID: Bool] = [:]

    package init(
        server: ServerID, asteriskID: String, startedAt: Instant, begunAt: Instant, endedAt: Instant,
        legs: [LegSnapshot] = [], bridges: [BridgeSnapshot] = [], endpoints: [Endpoint] = [],
        devices: [DeviceState] = [], applications: [Application] = [], gonePlaybacks: [PlaybackID] = [],
        goneRecordings: [RecordingName] = []
    ) {
        self.server = server
        self.asteriskID = asteriskID
        self.startedAt = startedAt
        self.begunAt = begunAt
        self.endedAt = endedAt
        self.legs = legs
        self.bridges = bridges
        self.endpoints = endpoints
        self.devices = devices
        self.applications = applications
        self.gonePlaybacks = gonePlaybacks
        self.goneRecordings = goneRecordings
    }

    /// One run of one server program. What another run had is gone.
    package struct Run: Hashable, Sendable {
        package var asteriskID: String
        package var startedAt: Instant
    }
    package var run: Run { Run(asteriskID: asteriskID, startedAt: startedAt) }

    /// A Stasis application and what it is subscribed to.
    package struct Application: Hashable, Sendable {
        package var name: String
        package var legs: [ChannelID]
        package var bridges: [BridgeID]
        package var endpoints: [String]
        package var devices: [String]

        package init(
            name: String, legs: [ChannelID] = [], bridges: [BridgeID] = [], endpoints: [String] = [],
            devices: [String] = []
        ) {
            self.name = name
            self.legs = legs
            self.bridges = bridges
            self.endpoints = endpoints
            self.devices = devices
        }
    }
}
