import MaydayAPI

/// What a list can be narrowed by, and the part of it that is asked for.
struct Listing: Sendable {
    static let defaultLimit = 100
    static let maximumLimit = 1000

    static func parameters(states: [String]) -> [Operation.QueryParameter] {
        let state = Operation.QueryParameter(
            name: "state", schema: .string(values: states), summary: "Only those in this state.")
        return (states.isEmpty ? [] : [state]) + [
            Operation.QueryParameter(name: "queue", schema: .string(values: []), summary: "Only those of this queue.")
        ] + parts
    }

    /// Which part of a list is asked for.
    static let parts = [
        Operation.QueryParameter(
            name: "limit", schema: .integer,
            summary: "At most so many, 1 to \(maximumLimit); \(defaultLimit) when absent."),
        Operation.QueryParameter(
            name: "cursor", schema: .string(values: []), summary: "`next` of the part before."),
    ]

    private let limit: Int
    private let cursor: (index: Int, id: String)?

    init(_ query: [String: String]) throws(APIFailure) {
        if let text = query["limit"] {
            guard let value = Int(text), (1...Self.maximumLimit).contains(value) else {
                throw .invalid([FieldError(field: "limit", detail: "expected 1 to \(Self.maximumLimit)")])
            }
            limit = value
        } else {
            limit = Self.defaultLimit
        }
        if let text = query["cursor"] {
            let parts = text.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, let index = Int(parts[0]), index >= 0 else {
                throw .invalid([FieldError(field: "cursor", detail: "expected the next of an earlier answer")])
            }
            cursor = (index, String(parts[1]))
        } else {
            cursor = nil
        }
    }

    /// Lists are live. The following part begins after the last item told; where that has gone, at its place.
    func page<Item: Identified & Codable & Sendable & Hashable>(_ items: [Item]) -> Page<Item> {
        var start = 0
        if let cursor {
            start = items.firstIndex { $0.id == cursor.id }.map { $0 + 1 } ?? min(cursor.index, items.count)
        }
        let part = items[start...].prefix(limit)
        let next = part.last.flatMap { part.endIndex < items.count ? "\(part.endIndex).\($0.id)" : nil }
        return Page(items: Array(part), next: next)
    }
}

protocol Identified {
    var id: String { get }
}

extension Call: Identified {}
extension Queue: Identified {}
extension Agent: Identified {}
extension Caller: Identified {}
extension AgentReason: Identified {}
extension BusinessHours: Identified {}

extension APIRequest {
    /// What the key may see of a list, narrowed by `queue` and `state`, and paged.
    func reply<Item: Identified & QueueBound & Codable & Sendable & Hashable>(
        _ items: [Item], state: (Item) -> String?
    ) throws(APIFailure) -> Reply {
        let listing = try Listing(query)
        let queue = query["queue"]
        let wanted = query["state"]
        let visible = items.filter { item in
            grant.allows(item.boundQueues) && (queue.map { item.boundQueues.contains($0) } ?? true)
                && (wanted == nil || state(item) == wanted)
        }
        return .json(listing.page(visible))
    }
}
