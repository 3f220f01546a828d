/// A part of a list. `next` is the cursor of the following part and is `null`, not absent, on the last one.
package struct Page<Item: Codable & Sendable & Hashable>: Codable, Sendable, Hashable {
    package var items: [Item]
    /// Opaque; passed back as `?cursor=`.
    package var next: String?

    package init(items: [Item], next: String? = nil) {
        self.items = items
        self.next = next
    }

    private enum CodingKeys: String, CodingKey {
        case items, next
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        // Explicitly null: the synthesised encoding would leave the member out.
        try container.encode(next, forKey: .next)
    }
}
