import Queueing
import Telephony

/// What the dialplan says of a caller, in the arguments of `Stasis()` after the dialled number:
/// `priority=5,skills=german:60&billing,prefer_skills=english:50,agent=alice`.
struct Wishes: Equatable {
    static let priorities = -1_000_000...1_000_000

    var priority = 0
    /// The place at which they enter, from 1.
    var position: Int?
    var needs = Needs.none
    /// What could not be understood, to be told; the caller comes in all the same.
    var unread: [String] = []

    /// - Parameter arguments: of `Stasis()`, without the number.
    init(_ arguments: some Sequence<String>) {
        for argument in arguments where !argument.isEmpty && argument != AgentLeg.returned {
            let words = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let (name, value) = (words[0], words.count > 1 ? String(words[1]) : "")
            switch name {
            case _ where value.isEmpty && words.count > 1: break  // A variable of the dialplan that is not set.
            case "priority":
                if let priority = Int(value), Self.priorities.contains(priority) {
                    self.priority = priority
                } else {
                    unread.append(argument)
                }
            case "position":
                if let position = Int(value), position > 0 { self.position = position } else { unread.append(argument) }
            case "skills": needs.required = skills(value, argument)
            case "prefer_skills": needs.preferred = skills(value, argument)
            case "agent": needs.agent = AgentID(value)
            case _ where Self.isVariable(name): break  // Read when a screen pop wants it.
            default: unread.append(argument)
            }
        }
    }

    private mutating func skills(_ value: String, _ argument: String) -> Skills {
        let parts = value.split(separator: "&")
        let skills = Skills(text: parts.joined(separator: ","))
        if parts.contains(where: { Skills(text: $0).isEmpty }) { unread.append(argument) }
        return skills
    }
}
