import Queueing
import Telephony

/// One agent as the file describes them.
package struct AgentConfiguration: Sendable, Hashable {
    package enum InitialState: String, Sendable, Hashable, CaseIterable {
        case offline
        case ready
    }

    /// Names the agent in the API and in every figure.
    package var id: String
    /// For people; the id if none is given.
    package var name: String
    /// What Asterisk dials: `PJSIP/1001`.
    package var endpoint: String
    /// The name of the Asterisk that the phone is registered with: callers there are the agent's.
    package var server: String
    /// In the file's order.
    package var memberships: [Membership]
    package var skills: Skills
    /// Whether the phone rings for every call, or the headset stays connected.
    package var connection: Connection
    /// How many calls they can have at a time.
    package var capacity = 1
    /// The agent's time after a call, whatever the queue says; nil goes by the queue.
    package var wrapUp: Duration?
    /// The state on the first start. Later starts go on with the state that was journalled.
    package var initialState: InitialState

    package init(
        id: String, name: String? = nil, endpoint: String, server: String, memberships: [Membership] = [],
        skills: Skills = Skills(), connection: Connection = .ring,
        wrapUp: Duration? = nil, initialState: InitialState = .offline
    ) {
        self.id = id
        self.name = name ?? id
        self.endpoint = endpoint
        self.server = server
        self.memberships = memberships
        self.skills = skills
        self.connection = connection
        self.wrapUp = wrapUp
        self.initialState = initialState
    }

    /// The ids of the queues that the agent serves.
    package var queues: [String] { memberships.map(\.queue.raw) }
}
