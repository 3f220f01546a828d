import WireJSON

extension JSONReader {
    /// Reads an integer that an `Int` holds, or steps over the value and returns nil.
    @inline(__always)
    mutating func readIntOrSkip() throws(JSONError) -> Int? {
        guard let value = try readInt64OrSkip() else { return nil }
        return Int(exactly: value)
    }

    /// Reads an array of strings; nil where the value is none, or not all of its elements are.
    mutating func readStringsOrSkip() throws(JSONError) -> [String]? {
        guard try beginArrayOrSkip() else { return nil }
        var strings: [String] = []
        var isWhole = true
        while try nextElement() {
            if let string = try readStringOrSkip() { strings.append(string) } else { isWhole = false }
        }
        return isWhole ? strings : nil
    }
}
