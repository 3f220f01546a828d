/// Reads `text/event-stream` (WHATWG HTML, 9.2.6) from pieces of any size. Pure.
struct EventStreamParser {
    struct Message: Sendable, Hashable {
        /// The last id that was set, by this message or an earlier one.
        var lastId: String
        /// Whether this message set it.
        var setId: Bool
        var type: String
        /// Nil for a message that only sets the id.
        var data: String?
    }

    enum Item: Sendable, Hashable {
        case message(Message)
        /// The service asks for this pause before a reconnect, in milliseconds.
        case retry(Int)
    }

    /// A line beyond this is not this API's; ``isOverflowed`` is set and nothing more is read.
    static let lineLimit = 4 * 1024 * 1024
    private(set) var isOverflowed = false
    private var line: [UInt8] = []
    private var lastWasReturn = false
    private var lastId = ""
    private var setId = false
    private var type = ""
    private var data: String?

    mutating func read(_ bytes: [UInt8]) -> [Item] {
        var items: [Item] = []
        for byte in bytes where !isOverflowed {
            if byte == UInt8(ascii: "\n") && lastWasReturn {
                lastWasReturn = false
                continue
            }
            lastWasReturn = byte == UInt8(ascii: "\r")
            if lastWasReturn || byte == UInt8(ascii: "\n") {
                if let item = endLine() { items.append(item) }
            } else if line.count < Self.lineLimit {
                line.append(byte)
            } else {
                isOverflowed = true
            }
        }
        return items
    }

    private mutating func endLine() -> Item? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return dispatch() }
        let text = String(decoding: line, as: UTF8.self)
        let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        var value = text[colon...].dropFirst()
        if value.first == " " { value = value.dropFirst() }
        switch text[..<colon] {
        case "event": type = String(value)
        case "data": data = data.map { $0 + "\n" + value } ?? String(value)
        case "id" where !value.utf8.contains(0):
            lastId = String(value)
            setId = true
        case "retry": return Int(value).map { .retry($0) }
        default: break
        }
        return nil
    }

    private mutating func dispatch() -> Item? {
        defer {
            type = ""
            data = nil
            setId = false
        }
        guard data != nil || setId else { return nil }
        return .message(Message(lastId: lastId, setId: setId, type: type, data: data))
    }
}
