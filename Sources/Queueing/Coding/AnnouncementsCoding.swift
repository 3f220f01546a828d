import Telephony
import WireJSON

/// Sounds stand in one text with blanks between them: their names hold none.
extension SettingsCoding {
    static func write(_ announcements: Announcements, _ json: inout JSONWriter) {
        json.member("announce_position", announcements.position.rawValue)
        json.member("announce_estimate", announcements.estimate)
        json.member("announce_after", announcements.after.milliseconds)
        json.member("announce_every", announcements.every.milliseconds)
        if !announcements.periodic.isEmpty {
            json.member("periodic_sounds", announcements.periodic.joined(separator: " "))
            json.member("periodic_every", announcements.periodicEvery.milliseconds)
            json.member("periodic_order", announcements.order.rawValue)
        }
        guard !announcements.agent.isEmpty else { return }
        let parts = announcements.agent.map { part in
            switch part {
            case .sound(let name): name
            case .wait: "{wait}"
            }
        }
        json.member("agent_briefing", parts.joined(separator: " "))
    }
}

extension Fields {
    func announcements() throws(CodingError) -> Announcements {
        guard text("announce_position") != nil else { return .none }
        var announcements = Announcements(
            position: try choice("announce_position"), estimate: flag("announce_estimate"),
            after: Span(milliseconds: try integer("announce_after")),
            every: Span(milliseconds: try integer("announce_every")))
        if let sounds = text("periodic_sounds") {
            announcements.periodic = sounds.split(separator: " ").map(String.init)
            announcements.periodicEvery = Span(milliseconds: try integer("periodic_every"))
            announcements.order = try choice("periodic_order")
        }
        announcements.agent = (text("agent_briefing") ?? "").split(separator: " ").map { part in
            part == "{wait}" ? .wait : .sound(String(part))
        }
        return announcements
    }
}
