import ARI
import SeededValues
import WireJSON

/// Makes JSON for any model out of the api-docs that the types were generated from: random, but of the right shape.
struct ModelFactory {
    var random: SplitMix64
    /// Whether fields that are not required are left out, each with one chance in two.
    var omitsOptionals = true
    let docs = APIDocs.known

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// The fields of a model with those of the models it is a subtype of, `type` excepted.
    func fields(of name: String) -> [APIDocs.Field] {
        var fields: [APIDocs.Field] = []
        for base in docs.models where base.subtypes.contains(name) { fields += self.fields(of: base.name) }
        fields += docs.model(name)?.fields ?? []
        let isMessage = name == "MissingParams" || docs.events.contains(name)
        return isMessage ? fields.filter { $0.name != "type" } : fields
    }

    mutating func model(_ name: String) -> JSONValue {
        var members: [JSONMember] = []
        let isMessage = name == "MissingParams" || docs.events.contains(name)
        if isMessage { members.append(JSONMember("type", .string(name))) }
        for field in fields(of: name) {
            if !field.isRequired, omitsOptionals, Bool.random(using: &random) { continue }
            members.append(JSONMember(field.name, value(field, of: name)))
        }
        return .object(members)
    }

    private mutating func value(_ field: APIDocs.Field, of model: String) -> JSONValue {
        if field.type.hasPrefix("List[") {
            let inner = String(field.type.dropFirst(5).dropLast())
            return .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in one(inner, in: field.name) })
        }
        if field.name == "timestamp" { return one("Date", in: field.name) }
        return one(field.type, in: field.name)
    }

    private mutating func one(_ type: String, in field: String) -> JSONValue {
        switch type {
        case "string": return .string(random.text())
        case "int": return .integer(Int64.random(in: -5..<5_000_000_000, using: &random))
        case "long": return .integer(Int64(bitPattern: random.next()))
        case "double": return .number("\(Double.random(in: 0..<1_000, using: &random))")
        case "boolean": return .bool(Bool.random(using: &random))
        case "Date":
            let moment = Int64.random(in: -2_000_000_000_000..<4_000_000_000_000, using: &random)
            return .string(ARITimestamp(milliseconds: moment).description)
        case "object":
            if field.hasPrefix("events_") { return .object([JSONMember("type", .string(random.text()))]) }
            return .object(
                (0..<Int.random(in: 0..<4, using: &random)).map { index in
                    let isFree = field == "userevent" && Bool.random(using: &random)
                    let value = isFree ? random.value(depth: 2) : .string(random.text())
                    return JSONMember("v\(index)\(random.text())", value)
                })
        default: return model(type)
        }
    }
}
