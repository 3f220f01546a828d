import Queueing
import Telephony

extension ConfigurationReader {
    func announcements(_ section: Section) -> Announcements {
        let least = Duration.seconds(5)
        let most = Duration.seconds(3600)
        func span(_ section: Section, _ key: String, _ value: Span, from least: Duration = .seconds(5)) -> Span {
            Span(section.value(key, default: .milliseconds(value.milliseconds), Value.duration(from: least, to: most)))
        }
        var told = Announcements.none
        told.position = section.value("position", default: told.position, Value.word(Announcements.Position.self))
        told.estimate = section.value("estimate", default: told.estimate, Value.truth)
        told.after = span(section, "after", told.after, from: .zero)
        told.every = span(section, "every", told.every, from: least)
        if told.position == .no, !told.estimate {
            for key in ["after", "every"] where section.node(key) != nil {
                problems.warn(
                    section.origin(of: key), section.path(of: key), "has no effect without position or estimate")
            }
        }
        let periodic = section.section("periodic")
        told.periodic = periodic.list("sounds", Value.sound).map(\.value)
        told.periodicEvery = span(periodic, "every", told.periodicEvery, from: least)
        told.order = periodic.value("order", default: told.order, Value.word(Announcements.Order.self))
        periodic.finish()
        if section.node("periodic") != nil, told.periodic.isEmpty {
            problems.warn(section.origin(of: "periodic"), section.path(of: "periodic"), "has no effect without sounds")
        }
        told.agent = section.list("agent", Value.sound).map { $0.value == "wait" ? .wait : .sound($0.value) }
        section.finish()
        return told
    }
}
