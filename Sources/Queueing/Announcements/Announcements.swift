import Telephony

/// Something that Asterisk can say.
package enum Media: Hashable, Sendable {
    /// A sound file by its name, as the dialplan's Playback() takes it.
    case sound(String)
    case number(Int)
}

/// What callers of a queue are told while they wait, and agents before they are connected.
package struct Announcements: Hashable, Sendable {
    /// Whether callers are told their place in the line.
    package enum Position: String, Hashable, Sendable, CaseIterable {
        case no, always
        /// Only a place that is better than the one that was told last.
        case better
    }

    /// In which order the periodic sounds come.
    package enum Order: String, Hashable, Sendable, CaseIterable {
        case inTurn = "in_turn"
        case random
    }

    package var position: Position
    /// Whether callers are told the estimated wait, where it is known.
    package var estimate: Bool
    /// When place and estimate are told first, from the beginning of the music.
    package var after: Span
    /// And how often from then on.
    package var every: Span
    /// Sounds that are played one at a time.
    package var periodic: [String]
    package var periodicEvery: Span
    package var order: Order
    /// What the agent hears before the connection, while the caller stays on the music.
    package var agent: [Briefing]

    /// A part of what an agent hears.
    package enum Briefing: Hashable, Sendable {
        case sound(String)
        /// How long the caller has waited.
        case wait
    }

    package init(
        position: Position = .no, estimate: Bool = false, after: Span = .seconds(10), every: Span = .seconds(30),
        periodic: [String] = [], periodicEvery: Span = .seconds(60), order: Order = .inTurn, agent: [Briefing] = []
    ) {
        self.position = position
        self.estimate = estimate
        self.after = after
        self.every = every
        self.periodic = periodic
        self.periodicEvery = periodicEvery
        self.order = order
        self.agent = agent
    }

    package static let none = Announcements()

    /// Whether callers of the queue are told anything.
    var concernCallers: Bool { position != .no || estimate || !periodic.isEmpty }
}

/// Asterisk's own sounds (asterisk-core-sounds), as app_queue uses them.
enum Phrases {
    static func position(_ place: Int) -> [Media] {
        place <= 1
            ? [.sound("queue-youarenext")]
            : [.sound("queue-thereare"), .number(place), .sound("queue-callswaiting")]
    }

    /// In whole minutes, rounded up.
    static func estimate(_ wait: Span) -> [Media] {
        let minutes = Int((max(0, wait.milliseconds) + 59_999) / 60_000)
        return minutes <= 1
            ? [.sound("queue-holdtime"), .sound("queue-less-than"), .number(1), .sound("queue-minute")]
            : [.sound("queue-holdtime"), .number(minutes), .sound("queue-minutes")]
    }

    static let thanks: [Media] = [.sound("queue-thankyou")]

    /// In whole minutes or, of less than two, in seconds.
    static func waited(_ wait: Span) -> [Media] {
        let seconds = Int(max(0, wait.milliseconds) / 1000)
        return seconds >= 120
            ? [.sound("queue-reporthold"), .number(seconds / 60), .sound("queue-minutes")]
            : [.sound("queue-reporthold"), .number(seconds), .sound("queue-seconds")]
    }
}

extension Announcements {
    /// What an agent hears before they are connected to a caller who has waited so long.
    func briefing(waited: Span) -> [Media] {
        agent.flatMap { part in
            switch part {
            case .sound(let name): [Media.sound(name)]
            case .wait: Phrases.waited(waited)
            }
        }
    }
}
