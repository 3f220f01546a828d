import Telephony
import WireJSON

/// Settings and small values that facts and checkpoints share.
enum SettingsCoding {
    static func write(_ settings: Settings, _ json: inout JSONWriter) {
        if settings.sharing != .weight { json.member("sharing", settings.sharing.rawValue) }
        if !settings.reasons.isEmpty {
            json.array("reasons") { json in
                for reason in settings.reasons { object(&json) { write(reason, &$0) } }
            }
        }
        if !settings.dispositions.isEmpty {
            json.array("dispositions") { json in
                for disposition in settings.dispositions { object(&json) { write(disposition, &$0) } }
            }
        }
        HoursCoding.write(settings.schedules, &json)
        json.array("queues") { json in
            for queue in settings.queues { object(&json) { write(queue, &$0) } }
        }
        json.array("agents") { json in
            for agent in settings.agents { object(&json) { write(agent, &$0) } }
        }
    }

    static func object(_ json: inout JSONWriter, _ body: (inout JSONWriter) -> Void) {
        json.beginObject()
        body(&json)
        json.endObject()
    }

    static func write(_ queue: QueueSettings, _ json: inout JSONWriter) {
        json.member("id", queue.id.raw)
        json.member("name", queue.name)
        json.member("group", queue.group)
        json.member("strategy", queue.strategy.rawValue)
        json.member("ring_timeout", queue.ringTimeout.milliseconds)
        json.member("retry", queue.retry.milliseconds)
        json.member("max_wait", queue.maxWait?.milliseconds)
        json.member("wrap_up", queue.wrapUp.milliseconds)
        json.member("service_level", queue.serviceLevel.milliseconds)
        json.member("short_abandon", queue.shortAbandon.milliseconds)
        json.member("music", queue.music)
        json.member("ring_step", queue.ringStep == .seconds(5) ? nil : queue.ringStep.milliseconds)
        if queue.autoPause.contains(.noAnswer) { json.member("auto_pause", true) }
        if queue.autoPause.contains(.busy) { json.member("auto_pause_busy", true) }
        if queue.autoPause.contains(.unreachable) { json.member("auto_pause_unreachable", true) }
        if queue.weight != 0 { json.member("weight", queue.weight) }
        write(queue.needs, &json)
        if queue.tiers != Membership.lastTier { json.member("tiers", queue.tiers) }
        if !queue.widening.isEmpty { json.member("widen", text(queue.widening)) }
        if queue.preferredAgentWait != .seconds(30) {
            json.member("preferred_agent_wait", queue.preferredAgentWait.milliseconds)
        }
        LimitsCoding.write(queue.limits, &json)
        if queue.announcements != .none { write(queue.announcements, &json) }
        write(queue.disposition, &json)
        json.member("screen_pop", queue.screenPop?.template)
        HoursCoding.write(queue.hours, &json)
        if queue.answer != .answer { json.member("answer", queue.answer.rawValue) }
        if let callback = queue.callback { write(callback, &json) }
        if !queue.isExclusive { json.member("shared", true) }
    }

    static func write(_ agent: AgentSettings, _ json: inout JSONWriter) {
        json.member("id", agent.id.raw)
        json.member("name", agent.name)
        json.member("endpoint", agent.endpoint)
        json.member("server", agent.server.raw)
        json.member("starts_ready", agent.startsReady)
        json.member("queues", agent.queues.map(\.raw))
        json.member("wrap_up", agent.wrapUp?.milliseconds)
        if agent.connection != .ring { json.member("connection", agent.connection.rawValue) }
        if agent.capacity != 1 { json.member("capacity", agent.capacity) }
        if !agent.skills.isEmpty { json.member("skills", agent.skills.text) }
        if agent.position != 0 { json.member("position", agent.position) }
        // Beside the queues, in their order.
        if agent.memberships.contains(where: { $0.tier != 1 }) {
            numbers("tiers", agent.memberships.map(\.tier), &json)
        }
        if agent.memberships.contains(where: { $0.weight != 1 }) {
            numbers("weights", agent.memberships.map(\.weight), &json)
        }
    }

    static func write(_ needs: Needs, _ json: inout JSONWriter) {
        if !needs.required.isEmpty { json.member("skills", needs.required.text) }
        if !needs.preferred.isEmpty { json.member("prefer_skills", needs.preferred.text) }
        json.member("prefer_agent", needs.agent?.raw)
    }

    /// `20000:30:2` is: after 20 s, 30 points less, up to tier 2. Several with a blank between them.
    private static func text(_ widening: [Widening]) -> String {
        widening.map { "\($0.after.milliseconds):\($0.relax):\($0.tiers)" }.joined(separator: " ")
    }

    private static func widening(_ text: String) throws(CodingError) -> [Widening] {
        var steps: [Widening] = []
        for part in text.split(separator: " ") {
            let numbers = part.split(separator: ":").compactMap { Int64($0) }
            guard numbers.count == 3 else { throw .unknownValue(field: "widen", value: text) }
            steps.append(
                Widening(
                    after: Span(milliseconds: numbers[0]), relax: Int(clamping: numbers[1]),
                    tiers: Int(clamping: numbers[2])))
        }
        return steps
    }

    private static func numbers(_ name: StaticString, _ numbers: [Int], _ json: inout JSONWriter) {
        json.array(name) { json in
            for number in numbers { json.value(number) }
        }
    }

    static func write(_ afterCall: AfterCall, _ json: inout JSONWriter) {
        switch afterCall {
        case .offline: json.member("after_call", "offline")
        case .notReady(let reason):
            json.member("after_call", "not_ready")
            json.member("after_call_reason", reason)
        }
    }

    // MARK: Reading

    /// Reads the object at the reader's position.
    static func readSettings(_ json: inout JSONReader) throws(CodingError) -> Settings {
        var queues: [QueueSettings] = []
        var agents: [AgentSettings] = []
        var sharing: Sharing?
        var reasons: [NotReadyReason] = []
        var dispositions: [Disposition] = []
        var schedules: [Schedule] = []
        try eachMember(&json) { (key, json) throws(CodingError) in
            switch key {
            case "queues":
                try eachElement(&json) { (json) throws(CodingError) in queues.append(try readQueue(&json)) }
            case "agents":
                try eachElement(&json) { (json) throws(CodingError) in agents.append(try readAgent(&json)) }
            case "reasons":
                try eachElement(&json) { (json) throws(CodingError) in reasons.append(try readReason(&json)) }
            case "dispositions":
                try eachElement(&json) { (json) throws(CodingError) in dispositions.append(try readDisposition(&json)) }
            case "schedules":
                try eachElement(&json) { (json) throws(CodingError) in
                    schedules.append(try HoursCoding.schedule(&json))
                }
            case "sharing":
                let word: String
                do throws(JSONError) { word = try json.readString() } catch { throw .malformed(error) }
                sharing = Sharing(rawValue: word)
                if sharing == nil { throw .unknownValue(field: "sharing", value: word) }
            default: try skip(&json)
            }
        }
        return Settings(
            queues: queues, agents: agents, sharing: sharing ?? .weight, reasons: reasons, dispositions: dispositions,
            schedules: schedules)
    }

    static func readQueue(_ json: inout JSONReader) throws(CodingError) -> QueueSettings {
        let fields = try Fields(&json)
        var queue = QueueSettings(
            id: QueueID(try fields.require("id")), name: try fields.require("name"), group: try fields.require("group"),
            ringTimeout: Span(milliseconds: try fields.integer("ring_timeout")),
            retry: Span(milliseconds: try fields.integer("retry")),
            maxWait: fields.number("max_wait").map { Span(milliseconds: $0) },
            wrapUp: Span(milliseconds: try fields.integer("wrap_up")),
            serviceLevel: Span(milliseconds: try fields.integer("service_level")),
            shortAbandon: Span(milliseconds: try fields.integer("short_abandon")), music: try fields.require("music"),
            strategy: try fields.choice("strategy"),
            ringStep: fields.number("ring_step").map { Span(milliseconds: $0) } ?? .seconds(5),
            autoPause: autoPause(fields), weight: Int(fields.number("weight") ?? 0), needs: fields.needs,
            tiers: Int(fields.number("tiers") ?? Int64(Membership.lastTier)),
            widening: try widening(fields.text("widen") ?? ""),
            preferredAgentWait: fields.number("preferred_agent_wait").map { Span(milliseconds: $0) } ?? .seconds(30),
            limits: try LimitsCoding.read(fields), announcements: try fields.announcements(),
            disposition: fields.dispositionRule, hours: try HoursCoding.hours(fields))
        // A template that a later version refuses pops nothing; it stops no start.
        if fields.has("answer") { queue.answer = try fields.choice("answer") }
        queue.callback = try fields.callbackRules()
        queue.isExclusive = !fields.flag("shared")
        queue.screenPop = fields.text("screen_pop").flatMap { try? ScreenPop($0) }
        return queue
    }

    private static func autoPause(_ fields: Fields) -> AutoPause {
        var after: AutoPause = []
        if fields.flag("auto_pause") { after.insert(.noAnswer) }
        if fields.flag("auto_pause_busy") { after.insert(.busy) }
        if fields.flag("auto_pause_unreachable") { after.insert(.unreachable) }
        return after
    }

    static func readAgent(_ json: inout JSONReader) throws(CodingError) -> AgentSettings {
        var agent = AgentSettings(id: AgentID(""), name: "", endpoint: "", server: ServerID(""), queues: [])
        var tiers: [Int] = []
        var weights: [Int] = []
        try eachMember(&json) { (key, json) throws(CodingError) in
            do throws(JSONError) {
                switch key {
                case "id": agent.id = AgentID(try json.readString())
                case "name": agent.name = try json.readString()
                case "endpoint": agent.endpoint = try json.readString()
                case "server": agent.server = ServerID(try json.readString())
                case "starts_ready": agent.startsReady = try json.readBool()
                case "wrap_up": agent.wrapUp = Span(milliseconds: try json.readInt64())
                case "connection": agent.connection = Connection(rawValue: try json.readString()) ?? .ring
                case "skills": agent.skills = Skills(text: try json.readString())
                case "capacity": agent.capacity = Int(try json.readInt64())
                case "position": agent.position = Int(try json.readInt64())
                case "queues":
                    try json.beginArray()
                    while try json.nextElement() {
                        agent.memberships.append(Membership(queue: QueueID(try json.readString())))
                    }
                case "tiers": tiers = try readNumbers(&json)
                case "weights": weights = try readNumbers(&json)
                default: try json.skipValue()
                }
            } catch { throw CodingError.malformed(error) }
        }
        guard !agent.id.raw.isEmpty else { throw .missing(field: "id") }
        for (index, tier) in zip(agent.memberships.indices, tiers) { agent.memberships[index].tier = tier }
        for (index, weight) in zip(agent.memberships.indices, weights) { agent.memberships[index].weight = weight }
        return agent
    }

    private static func readNumbers(_ json: inout JSONReader) throws(JSONError) -> [Int] {
        var numbers: [Int] = []
        try json.beginArray()
        while try json.nextElement() { numbers.append(Int(try json.readInt64())) }
        return numbers
    }

    static func eachMember(
        _ json: inout JSONReader, _ member: (JSONKey, inout JSONReader) throws(CodingError) -> Void
    ) throws(CodingError) {
        do { try json.beginObject() } catch { throw .malformed(error) }
        while true {
            let key: JSONKey?
            do { key = try json.nextKey() } catch { throw .malformed(error) }
            guard let key else { return }
            try member(key, &json)
        }
    }

    static func eachElement(
        _ json: inout JSONReader, _ element: (inout JSONReader) throws(CodingError) -> Void
    ) throws(CodingError) {
        do { try json.beginArray() } catch { throw .malformed(error) }
        while true {
            let more: Bool
            do { more = try json.nextElement() } catch { throw .malformed(error) }
            guard more else { return }
            try element(&json)
        }
    }

    static func skip(_ json: inout JSONReader) throws(CodingError) {
        do { try json.skipValue() } catch { throw .malformed(error) }
    }
}
