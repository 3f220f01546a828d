import Telephony

/// Where a caller goes whom a queue does not keep.
package enum Target: Hashable, Sendable {
    case hangUp
    /// Back into Asterisk's dialplan: to the given place, or (nil) to the line after `Stasis()`.
    case dialplan(DialplanPlace?)
    /// Another queue of ours. The wait goes on counting from its beginning.
    case queue(QueueID)

    package var queue: QueueID? { if case .queue(let id) = self { id } else { nil } }
    package var place: DialplanPlace? { if case .dialplan(let place) = self { place } else { nil } }
}

/// A place in Asterisk's dialplan. Its names hold no blanks.
package struct DialplanPlace: Hashable, Sendable {
    package var context: String
    package var `extension`: String
    /// From 1.
    package var priority: Int

    package init(context: String, extension: String, priority: Int = 1) {
        self.context = context
        self.extension = `extension`
        self.priority = priority
    }
}

/// As the journal, the API and people write it: `hangup`, `dialplan`, `dialplan CONTEXT EXTENSION PRIORITY`, `queue ID`.
extension Target: LosslessStringConvertible {
    package var description: String {
        switch self {
        case .hangUp: "hangup"
        case .dialplan(nil): "dialplan"
        case .dialplan(let place?): "dialplan \(place.context) \(place.extension) \(place.priority)"
        case .queue(let queue): "queue \(queue)"
        }
    }

    package init?(_ description: String) {
        let words = description.split(separator: " ", omittingEmptySubsequences: false)
        switch (words.first, words.count) {
        case ("hangup", 1): self = .hangUp
        case ("dialplan", 1): self = .dialplan(nil)
        case ("dialplan", 4):
            guard let priority = Int(words[3]) else { return nil }
            self = .dialplan(
                DialplanPlace(context: String(words[1]), extension: String(words[2]), priority: priority))
        case ("queue", 2): self = .queue(QueueID(String(words[1])))
        default: return nil
        }
    }
}
