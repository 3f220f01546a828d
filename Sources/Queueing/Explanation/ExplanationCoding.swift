import Telephony
import WireJSON

/// Explanations as bytes: JSON with the agents by their number in a ``Roster``, runs of them as `3-17`.
package enum ExplanationCoding {
    package static func bytes(of explanation: Explanation, at: Instant, _ roster: Roster) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.member("strategy", explanation.strategy.rawValue)
        json.member("by", explanation.criterion.rawValue)
        json.member("sharing", explanation.sharing == .weight ? nil : explanation.sharing.rawValue)
        json.member("weight", explanation.weight == 0 ? nil : explanation.weight)
        json.member("priority", explanation.priority == 0 ? nil : explanation.priority)
        json.member("waited", explanation.waited.milliseconds)
        json.member("place", explanation.place)
        json.member("line", explanation.line)
        let demand = explanation.demand
        SettingsCoding.write(
            Needs(required: demand.required, preferred: demand.preferred, agent: demand.agent), &json)
        json.member("relaxed", demand.relaxedBy == 0 ? nil : demand.relaxedBy)
        json.member("tiers", demand.tiers == Membership.lastTier ? nil : demand.tiers)
        json.member("agent", explanation.chosen?.agent.raw)
        json.member("tier", explanation.chosen?.tier)
        json.member("lacks", explanation.chosen.flatMap { $0.shortfall == 0 ? nil : $0.shortfall })
        json.member("value", explanation.chosen?.value)
        json.member("after", explanation.after?.raw)
        json.member("besides", explanation.besides?.raw)
        if !explanation.skipped.isEmpty {
            json.array("skipped") { json in
                for group in explanation.skipped {
                    SettingsCoding.object(&json) { write(group, base(explanation, group.reason, at), roster, &$0) }
                }
            }
        }
        json.endObject()
        return json.bytes
    }

    /// What a group's values are written relative to.
    private static func base(_ explanation: Explanation, _ reason: SkipReason, _ at: Instant) -> Int64 {
        reason == .later ? explanation.chosen?.value ?? 0 : at.milliseconds
    }

    private static func write(
        _ group: Explanation.Skipped, _ base: Int64, _ roster: Roster, _ json: inout JSONWriter
    ) {
        json.member("why", group.reason.rawValue)
        json.member("detail", group.detail)
        // Whoever is passed over is configured, and therefore in the roster.
        json.member("agents", runs(of: group.agents.compactMap { roster.number(of: $0) }))
        guard !group.values.isEmpty else { return }
        json.array("values") { json in
            for value in group.values { json.value(value &- base) }
        }
    }

    /// `[3, 4, 5, 9]` → `3-5,9`, in their order.
    static func runs(of numbers: [Int]) -> String {
        var text = ""
        var index = 0
        while index < numbers.count {
            var end = index
            while end + 1 < numbers.count, numbers[end + 1] == numbers[end] + 1 { end += 1 }
            if !text.isEmpty { text += "," }
            text += end == index ? "\(numbers[index])" : "\(numbers[index])-\(numbers[end])"
            index = end + 1
        }
        return text
    }

    static func numbers(in runs: String, below limit: Int) -> [Int]? {
        var numbers: [Int] = []
        for run in runs.split(separator: ",") {
            let ends = run.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, ends.count <= 2, first >= 0, last < limit, first <= last
            else { return nil }
            numbers.append(contentsOf: first...last)
        }
        return numbers
    }

    // MARK: Reading

    /// - Parameter at: the moment of the offer.
    package static func explanation(
        from bytes: [UInt8], at: Instant, _ roster: Roster
    ) throws(CodingError) -> Explanation {
        let fields = try Fields(bytes)
        var explanation = Explanation(
            strategy: try fields.choice("strategy"), criterion: try fields.choice("by"), demand: demand(fields),
            sharing: fields.text("sharing").flatMap { Sharing(rawValue: $0) } ?? .weight,
            weight: Int(fields.number("weight") ?? 0), priority: Int(fields.number("priority") ?? 0),
            waited: Span(milliseconds: try fields.integer("waited")), place: Int(try fields.integer("place")),
            line: Int(try fields.integer("line")))
        if let agent = fields.text("agent") {
            explanation.chosen = Explanation.Candidate(
                agent: AgentID(agent), tier: Int(fields.number("tier") ?? 1),
                shortfall: Int(fields.number("lacks") ?? 0), value: fields.number("value") ?? 0)
        }
        explanation.after = fields.text("after").map { AgentID($0) }
        explanation.besides = fields.text("besides").map { OfferID($0) }
        explanation.skipped = try groups(in: bytes, explanation, at, roster)
        return explanation
    }

    private static func demand(_ fields: Fields) -> Demand {
        let needs = fields.needs
        return Demand(
            required: needs.required, preferred: needs.preferred, relaxedBy: Int(fields.number("relaxed") ?? 0),
            tiers: Int(fields.number("tiers") ?? Int64(Membership.lastTier)), agent: needs.agent)
    }

    private static func groups(
        in bytes: [UInt8], _ explanation: Explanation, _ at: Instant, _ roster: Roster
    ) throws(CodingError) -> [Explanation.Skipped] {
        var groups: [Explanation.Skipped] = []
        let failure: CodingError? = bytes.withUnsafeBytes { bytes in
            var json = JSONReader(bytes)
            do throws(CodingError) {
                try SettingsCoding.eachMember(&json) { (key, json) throws(CodingError) in
                    guard key == "skipped" else { return try SettingsCoding.skip(&json) }
                    try SettingsCoding.eachElement(&json) { (json) throws(CodingError) in
                        groups.append(try group(&json, explanation, at, roster))
                    }
                }
                return nil
            } catch { return error }
        }
        if let failure { throw failure }
        return groups
    }

    private static func group(
        _ json: inout JSONReader, _ explanation: Explanation, _ at: Instant, _ roster: Roster
    ) throws(CodingError) -> Explanation.Skipped {
        var why = ""
        var detail: String?
        var agents = ""
        var values: [Int64] = []
        try SettingsCoding.eachMember(&json) { (key, json) throws(CodingError) in
            do throws(JSONError) {
                switch key {
                case "why": why = try json.readString()
                case "detail": detail = try json.readString()
                case "agents": agents = try json.readString()
                case "values":
                    try json.beginArray()
                    while try json.nextElement() { values.append(try json.readInt64()) }
                default: try json.skipValue()
                }
            } catch { throw CodingError.malformed(error) }
        }
        guard let reason = SkipReason(rawValue: why) else { throw .unknownValue(field: "why", value: why) }
        guard let numbers = numbers(in: agents, below: roster.agents.count) else {
            throw .unknownValue(field: "agents", value: agents)
        }
        let base = base(explanation, reason, at)
        return Explanation.Skipped(
            reason: reason, detail: detail, agents: numbers.map { roster.agents[$0] }, values: values.map { $0 &+ base }
        )
    }
}
