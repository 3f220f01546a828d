import FoundationEssentials

/// Looks for members that an object has twice. Readers take the first or the last one, each as it likes; a command must
/// not mean one thing here and another to a proxy that checked it.
enum JSONMembers {
    /// The first name that comes twice in one object, however it is escaped.
    ///
    /// - Parameter bytes: well-formed JSON.
    static func repeated(in bytes: [UInt8]) -> String? {
        var open: [Set<String>] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): open.append([])
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
            case UInt8(ascii: "\""):
                let start = index
                index = end(ofStringAt: start, bytes)
                if isName(before: index, bytes), let name = text(bytes[start..<index]), let last = open.indices.last,
                    !open[last].insert(name).inserted
                {
                    return name
                }
                continue
            default: break
            }
            index += 1
        }
        return nil
    }

    /// The index after the closing quote.
    private static func end(ofStringAt start: Int, _ bytes: [UInt8]) -> Int {
        var index = start + 1
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.endIndex)
    }

    private static func isName(before end: Int, _ bytes: [UInt8]) -> Bool {
        bytes[end...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: ":")
    }

    private static func text(_ quoted: ArraySlice<UInt8>) -> String? {
        guard quoted.contains(UInt8(ascii: "\\")) else {
            return String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
        }
        return try? JSONDecoder().decode(String.self, from: Data(quoted))
    }
}
