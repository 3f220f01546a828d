/// The state of the link to one Asterisk.
package enum AsteriskConnection: String, Codable, Sendable, Hashable, CaseIterable {
    /// No socket yet, or no answer.
    case connecting
    /// The socket is open; the picture is being compared with the server's.
    case reconciling
    /// Events flow and the picture is whole.
    case up
    /// Lost; being dialled again.
    case down
    /// Another instance took the application over: this one hears nothing any more.
    case replaced
}

/// Who dials whom for the event socket.
package enum AsteriskMode: String, Codable, Sendable, Hashable, CaseIterable {
    /// Mayday dials Asterisk.
    case inbound
    /// Asterisk dials Mayday.
    case outbound
}

/// One Asterisk server as it is seen now.
package struct AsteriskHealth: Codable, Sendable, Hashable {
    /// Its name in the configuration.
    package var name: String
    /// The state of the link.
    package var connection: AsteriskConnection
    /// Who dials whom.
    package var mode: AsteriskMode
    /// When the link entered this state.
    package var sinceAt: APITime
    /// Asterisk's version, once known.
    package var version: String?
    /// Its entity id, once known.
    package var asteriskId: String?
    /// When its last event came.
    package var lastEventAt: APITime?
    /// The last spans in which events may have been lost, oldest first.
    package var blindIntervals: [BlindInterval]
    /// What this server's api-docs do not offer and Mayday would use.
    package var missingFeatures: [String]

    package init(
        name: String, connection: AsteriskConnection, mode: AsteriskMode, sinceAt: APITime, version: String? = nil,
        asteriskId: String? = nil, lastEventAt: APITime? = nil, blindIntervals: [BlindInterval] = [],
        missingFeatures: [String] = []
    ) {
        self.name = name
        self.connection = connection
        self.mode = mode
        self.sinceAt = sinceAt
        self.version = version
        self.asteriskId = asteriskId
        self.lastEventAt = lastEventAt
        self.blindIntervals = blindIntervals
        self.missingFeatures = missingFeatures
    }

    private enum CodingKeys: String, CodingKey {
        case name, connection, mode, version
        case sinceAt = "since_at"
        case asteriskId = "asterisk_id"
        case lastEventAt = "last_event_at"
        case blindIntervals = "blind_intervals"
        case missingFeatures = "missing_features"
    }
}

/// A span in which nothing was heard from a server; the picture was repaired at its end.
package struct BlindInterval: Codable, Sendable, Hashable {
    /// The last moment that was certainly seen.
    package var fromAt: APITime
    /// When the picture was whole again; absent while blind.
    package var toAt: APITime?
    /// Why, for people: the connection was lost, silent, mute, replaced, …
    package var reason: String

    package init(fromAt: APITime, toAt: APITime? = nil, reason: String) {
        self.fromAt = fromAt
        self.toAt = toAt
        self.reason = reason
    }

    private enum CodingKeys: String, CodingKey {
        case reason
        case fromAt = "from_at"
        case toAt = "to_at"
    }
}

/// Whether facts reach the disk.
package enum StoreState: String, Codable, Sendable, Hashable, CaseIterable {
    case ok
    /// Facts wait in memory, or are written to a file that has lost its name; calls go on.
    case degraded
}

/// The journal and its database.
package struct StoreHealth: Codable, Sendable, Hashable {
    /// Whether facts reach the disk.
    package var state: StoreState
    /// Facts that wait in memory to be committed.
    package var bufferedFacts: Int64
    /// Facts lost since the start, because the memory for waiting ones was full; the journal's book says which.
    package var lostFacts: Int64
    /// The last committed sequence of this node's journal.
    package var journalSequence: Int64
    /// Why the last commit failed.
    package var lastError: String?
    /// When the store entered this state.
    package var sinceAt: APITime

    package init(
        state: StoreState, bufferedFacts: Int64 = 0, lostFacts: Int64 = 0, journalSequence: Int64,
        lastError: String? = nil,
        sinceAt: APITime
    ) {
        self.state = state
        self.bufferedFacts = bufferedFacts
        self.lostFacts = lostFacts
        self.journalSequence = journalSequence
        self.lastError = lastError
        self.sinceAt = sinceAt
    }

    private enum CodingKeys: String, CodingKey {
        case state
        case bufferedFacts = "buffered_facts"
        case lostFacts = "lost_facts"
        case journalSequence = "journal_sequence"
        case lastError = "last_error"
        case sinceAt = "since_at"
    }
}

/// Something that a person should look at.
package struct Alarm: Codable, Sendable, Hashable {
    /// Stable, for programs: `store`, `store_file`, `api_connections`; `asterisk_down_NAME`, `asterisk_replaced_NAME` with the
    /// server's name.
    package var code: String
    /// For people.
    package var text: String
    /// When it was raised.
    package var sinceAt: APITime

    package init(code: String, text: String, sinceAt: APITime) {
        self.code = code
        self.text = text
        self.sinceAt = sinceAt
    }

    private enum CodingKeys: String, CodingKey {
        case code, text
        case sinceAt = "since_at"
    }
}
