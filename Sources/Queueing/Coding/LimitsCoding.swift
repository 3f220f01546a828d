import Telephony
import WireJSON

/// The limits as members of their queue; what is at its default is not written.
enum LimitsCoding {
    static func write(_ limits: QueueLimits, _ json: inout JSONWriter) {
        let usual = QueueLimits()
        func target(_ name: StaticString, _ path: KeyPath<QueueLimits, Target>) {
            if limits[keyPath: path] != usual[keyPath: path] { json.member(name, limits[keyPath: path].description) }
        }
        target("on_max_wait", \.onMaxWait)
        json.member("max_length", limits.maxLength)
        target("on_full", \.onFull)
        if !limits.joinEmpty.isEmpty { json.member("join_empty", text(limits.joinEmpty)) }
        target("on_join_empty", \.onJoinEmpty)
        if !limits.leaveEmpty.isEmpty { json.member("leave_empty", text(limits.leaveEmpty)) }
        target("on_leave_empty", \.onLeaveEmpty)
        if limits.leaveEmptyAfter != usual.leaveEmptyAfter {
            json.member("leave_empty_after", limits.leaveEmptyAfter.milliseconds)
        }
        json.member("regain", limits.regain?.milliseconds)
        if !limits.exitKeys.isEmpty {
            let keys = limits.exitKeys.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            json.member("exit_keys", keys.joined(separator: ";"))
        }
    }

    static func read(_ fields: Fields) throws(CodingError) -> QueueLimits {
        var limits = QueueLimits()
        limits.onMaxWait = try fields.target("on_max_wait") ?? limits.onMaxWait
        limits.maxLength = fields.number("max_length").map { Int($0) }
        limits.onFull = try fields.target("on_full") ?? limits.onFull
        limits.joinEmpty = try states(fields, "join_empty")
        limits.onJoinEmpty = try fields.target("on_join_empty") ?? limits.onJoinEmpty
        limits.leaveEmpty = try states(fields, "leave_empty")
        limits.onLeaveEmpty = try fields.target("on_leave_empty") ?? limits.onLeaveEmpty
        if let after = fields.number("leave_empty_after") { limits.leaveEmptyAfter = Span(milliseconds: after) }
        limits.regain = fields.number("regain").map { Span(milliseconds: $0) }
        for item in (fields.text("exit_keys") ?? "").split(separator: ";") {
            let key = item.prefix { $0 != " " }
            guard let target = Target(String(item.dropFirst(key.count + 1))) else {
                throw .unknownValue(field: "exit_keys", value: String(item))
            }
            limits.exitKeys[String(key)] = target
        }
        return limits
    }

    private static func text(_ states: Set<AgentState>) -> String {
        states.map(\.rawValue).sorted().joined(separator: " ")
    }

    private static func states(_ fields: Fields, _ name: StaticString) throws(CodingError) -> Set<AgentState> {
        var states: Set<AgentState> = []
        for word in (fields.text(name) ?? "").split(separator: " ") {
            guard let state = AgentState(rawValue: String(word)) else {
                throw .unknownValue(field: name.description, value: String(word))
            }
            states.insert(state)
        }
        return states
    }
}

extension Fields {
    /// Nil where it is missing.
    func target(_ name: StaticString) throws(CodingError) -> Target? {
        guard let text = text(name) else { return nil }
        guard let target = Target(text) else { throw .unknownValue(field: name.description, value: text) }
        return target
    }
}
