import Queueing
import Telephony

extension ConfigurationReader {
    /// As many as a feature code can number.
    private static let mostDispositions = 99

    func dispositions(_ root: Section) -> [Disposition] {
        var dispositions: [Disposition] = []
        for section in root.sections("dispositions") {
            let id = section.required("id", Value.identifier)
            let name = section.optional("name", Value.text)
            section.finish()
            guard let id else { continue }
            if dispositions.contains(where: { $0.id == id }) {
                problems.add(section.origin(of: "id"), section.path(of: "id"), "'\(id)' is there already")
            }
            if dispositions.count == Self.mostDispositions {
                problems.add(section.origin, section.path, "there can be \(Self.mostDispositions) at most")
            }
            dispositions.append(Disposition(id: id, name: name ?? id))
        }
        return dispositions
    }

    /// What each queue wants to know of its calls. Read before the queues themselves: it asks for the keys of theirs.
    func disposition(_ section: Section, among known: [Disposition]) -> DispositionRule {
        let isThere = section.node("disposition") != nil
        let rules = section.section("disposition")
        var rule = DispositionRule.none
        for item in rules.list("allow", Value.identifier) {
            if known.contains(where: { $0.id == item.value }) {
                rule.allowed.append(item.value)
            } else {
                problems.add(
                    item.origin, item.path, "there is no disposition '\(item.value)'",
                    Spelling.nearest(to: item.value, among: known.map(\.id)))
            }
        }
        rule.isRequired = rules.value("required", default: rule.isRequired, Value.truth)
        rule.longest = Span(
            rules.value(
                "longest", default: .milliseconds(rule.longest.milliseconds),
                Value.duration(from: .seconds(1), to: .seconds(3600))))
        if rules.node("longest") != nil, !rule.isRequired {
            problems.warn(
                rules.origin(of: "longest"), rules.path(of: "longest"), "has no effect without required: true")
        }
        rules.finish()
        if isThere, known.isEmpty {
            problems.add(
                section.origin(of: "disposition"), section.path(of: "disposition"),
                "there are none; list them under dispositions")
        }
        return rule
    }
}
