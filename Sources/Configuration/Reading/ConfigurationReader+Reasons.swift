import Queueing
import Telephony

extension ConfigurationReader {
    func reasons(_ root: Section) -> [NotReadyReason] {
        var reasons: [NotReadyReason] = []
        for section in root.sections("reasons") {
            let id = section.required("id", Value.identifier)
            let name = section.optional("name", Value.text)
            let billable = section.value("billable", default: false, Value.truth)
            let longest = section.optional("longest", Value.duration(from: .seconds(1)))
            section.finish()
            guard let id else { continue }
            if reasons.contains(where: { $0.id == id }) {
                problems.add(section.origin(of: "id"), section.path(of: "id"), "'\(id)' is there already")
            }
            reasons.append(
                NotReadyReason(id: id, name: name ?? id, billable: billable, longest: longest.map { Span($0) }))
        }
        return reasons
    }
}
