import WireJSON

extension SplitMix64 {
    package mutating func text() -> String {
        let letters = Array("ab\"\\/\n\t\u{1}\u{7f}é€😀 \u{2028}z")
        return String(
            (0..<Int.random(in: 0..<20, using: &self)).map { _ in letters.randomElement(using: &self) ?? "a" })
    }

    package mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int64(bitPattern: next()))
        case 3: return .number("\(Double.random(in: -1e9..<1e9, using: &self))")
        case 4, 5: return .string(text())
        case 6: return .array((0..<Int.random(in: 0..<5, using: &self)).map { _ in value(depth: depth - 1) })
        default:
            return .object(
                (0..<Int.random(in: 0..<5, using: &self)).map { _ in JSONMember(text(), value(depth: depth - 1)) })
        }
    }
}
