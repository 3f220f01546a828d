import Telephony

/// How an agent and their callers come together.
package enum Connection: String, Hashable, Sendable, CaseIterable {
    /// Their phone rings for every call.
    case ring
    /// Their headset is called once, when they log in, and stays connected: a caller is put through with one request.
    case nailedUp = "nailed_up"
}

/// An agent's headset is being called: it shall stay connected until they log out.
package struct HeadsetCalled: Hashable, Sendable {
    package var agent: AgentID
    package var server: ServerID
    /// The id chosen for the leg.
    package var channel: ChannelID
    /// The id chosen for the bridge in which it stays.
    package var bridge: BridgeID
    /// Where it is.
    package var endpoint: String

    package init(agent: AgentID, server: ServerID, channel: ChannelID, bridge: BridgeID, endpoint: String) {
        self.agent = agent
        self.server = server
        self.channel = channel
        self.bridge = bridge
        self.endpoint = endpoint
    }
}

/// Why a headset is connected no longer, or never was.
package enum HeadsetEnd: String, Hashable, Sendable, CaseIterable {
    /// The agent hung up, or their phone did.
    case hungUp = "hung_up"
    /// They did not pick up.
    case noAnswer = "no_answer"
    /// Asterisk refused, or a comparison found the leg gone.
    case failed
    /// It is not wanted any more.
    case released
}
