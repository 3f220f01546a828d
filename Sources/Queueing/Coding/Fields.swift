import Telephony
import WireJSON

/// The members of one flat JSON object, looked up by name. A handful of members: a list is faster than a dictionary.
struct Fields {
    private enum Value {
        case text(String)
        case number(Int64)
        case flag(Bool)
    }

    private var names: [StaticName] = []
    private var values: [Value] = []

    private struct StaticName {
        var head: UInt64
        var count: Int
        /// Beyond what the head tells; empty for short names.
        var whole: String
    }

    init(_ body: [UInt8]) throws(CodingError) {
        var found = Fields()
        let failure: CodingError? = body.withUnsafeBytes { bytes -> CodingError? in
            var json = JSONReader(bytes)
            do throws(JSONError) {
                try found.read(&json)
                try json.finish()
                return nil
            } catch { return .malformed(error) }
        }
        if let failure { throw failure }
        self = found
    }

    /// Reads the object at the reader's position.
    init(_ json: inout JSONReader) throws(CodingError) {
        do { try read(&json) } catch { throw .malformed(error) }
    }

    private init() {
        names.reserveCapacity(10)
        values.reserveCapacity(10)
    }

    private mutating func read(_ json: inout JSONReader) throws(JSONError) {
        try json.beginObject()
        while let key = try json.nextKey() {
            let value: Value
            switch json.peekKind() {
            case .string: value = .text(try json.readString())
            case .number: value = .number(try json.readInt64())
            case .bool: value = .flag(try json.readBool())
            default:
                try json.skipValue()
                continue
            }
            names.append(StaticName(head: key.head, count: key.count, whole: key.count > 8 ? key.string : ""))
            values.append(value)
        }
    }

    private func find(_ name: StaticString) -> Value? {
        let count = name.utf8CodeUnitCount
        var head: UInt64 = 0
        for index in stride(from: min(count, 8) - 1, through: 0, by: -1) {
            head = head << 8 | UInt64(name.utf8Start[index])
        }
        for index in names.indices where names[index].head == head && names[index].count == count {
            if count <= 8 || names[index].whole == name.description { return values[index] }
        }
        return nil
    }

    func text(_ name: StaticString) -> String? {
        if case .text(let text) = find(name) { text } else { nil }
    }

    func number(_ name: StaticString) -> Int64? {
        if case .number(let number) = find(name) { number } else { nil }
    }

    func has(_ name: StaticString) -> Bool { find(name) != nil }

    /// False where it is missing.
    func flag(_ name: StaticString) -> Bool {
        if case .flag(true) = find(name) { true } else { false }
    }

    func require(_ name: StaticString) throws(CodingError) -> String {
        guard let text = text(name) else { throw .missing(field: name.description) }
        return text
    }

    func integer(_ name: StaticString) throws(CodingError) -> Int64 {
        guard let number = number(name) else { throw .missing(field: name.description) }
        return number
    }

    func instant(_ name: StaticString) throws(CodingError) -> Instant {
        Instant(milliseconds: try integer(name))
    }

    func choice<Choice: RawRepresentable<String>>(_ name: StaticString) throws(CodingError) -> Choice {
        let text = try require(name)
        guard let choice = Choice(rawValue: text) else {
            throw .unknownValue(field: name.description, value: text)
        }
        return choice
    }

    /// What is asked of an agent.
    var needs: Needs {
        Needs(
            required: Skills(text: text("skills") ?? ""), preferred: Skills(text: text("prefer_skills") ?? ""),
            agent: text("prefer_agent").map { AgentID($0) })
    }

    /// What an agent becomes after the call.
    var afterCall: AfterCall? {
        switch text("after_call") {
        case "offline": .offline
        case "not_ready": .notReady(reason: text("after_call_reason") ?? "")
        default: nil
        }
    }
}
