import Telephony

/// Counts by interval, oldest first. The interval that is asked for is nearly always the last.
struct Series<Counts: Hashable & Sendable>: Hashable, Sendable {
    struct Item: Hashable, Sendable {
        var start: Instant
        var counts: Counts
    }
    private(set) var items: [Item] = []

    mutating func change(_ start: Instant, or empty: @autoclosure () -> Counts, _ body: (inout Counts) -> Void) {
        var index = items.count
        while index > 0, items[index - 1].start > start { index -= 1 }
        if index > 0, items[index - 1].start == start {
            body(&items[index - 1].counts)
        } else {
            var item = Item(start: start, counts: empty())
            body(&item.counts)
            items.insert(item, at: index)
        }
    }

    func items(from: Instant, until: Instant) -> ArraySlice<Item> {
        let first = items.firstIndex { $0.start >= from } ?? items.endIndex
        let last = items[first...].firstIndex { $0.start >= until } ?? items.endIndex
        return items[first..<last]
    }

    mutating func removeAll(before horizon: Instant) {
        items.removeFirst(items.prefix { $0.start < horizon }.count)
    }
}
