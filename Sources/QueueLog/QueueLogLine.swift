import Telephony

/// One line of a queue_log: `epoch|callid|queue|agent|event|data1|data2|…`, as Asterisk 22 writes it.
package struct QueueLogLine: Hashable, Sendable {
    /// What stands in a field to which nothing belongs.
    package static let none = "NONE"

    package enum Field: Hashable, Sendable {
        case text(String)
        /// The caller's number, which is no part of a fact: whoever writes the line asks for it.
        case number(CallerToken)
    }

    /// Written in whole seconds since 1970.
    package var at: Instant
    /// The id of the caller's channel, which is Asterisk's `uniqueid`, so that the line finds its CDR.
    package var call: String
    package var queue: String
    package var agent: String
    package var event: QueueLogEvent
    package var data: [Field]

    package init(
        at: Instant, call: String = none, queue: String = none, agent: String = none, event: QueueLogEvent,
        data: [Field] = []
    ) {
        self.at = at
        self.call = call
        self.queue = queue
        self.agent = agent
        self.event = event
        self.data = data
    }

    /// Whose number is needed to write the line.
    package var caller: CallerToken? {
        for case .number(let token) in data { return token }
        return nil
    }

    /// The line without its end. A number that is withheld, unknown or erased leaves its field empty.
    package func text(number: (CallerToken) -> String?) -> String {
        var text = "\(Self.seconds(at))|\(clean(call))|\(clean(queue))|\(clean(agent))|\(event.rawValue)|"
        for (index, field) in data.enumerated() {
            if index > 0 { text += "|" }
            switch field {
            case .text(let value): text += clean(value)
            case .number(let token): text += clean(number(token) ?? "")
            }
        }
        return text
    }

    /// Seconds as the log counts them: the difference of two lines' moments is what stands in their data.
    static func seconds(_ moment: Instant) -> Int64 {
        let rest = moment.milliseconds % 1000
        return (moment.milliseconds - (rest < 0 ? rest + 1000 : rest)) / 1000
    }

    /// A field must not end the field or the line.
    private func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: Self.isForbidden) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { Self.isForbidden($0) ? "_" : $0 }))
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "|" || scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}
