/// What is to happen and when, in milliseconds of virtual time; what is due at one moment happens in the order in which
/// it was planned.
struct Schedule: Sendable {
    private struct Item {
        var at: Int64
        var order: UInt64
        var what: Happening

        func isBefore(_ other: Item) -> Bool { at != other.at ? at < other.at : order < other.order }
    }

    private var heap: [Item] = []
    /// How many were planned so far.
    private(set) var order: UInt64 = 0

    mutating func plan(_ what: Happening, at: Int64) {
        order += 1
        heap.append(Item(at: at, order: order, what: what))
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// - Returns: what is next, with its place in the order in which things were planned, from 1.
    mutating func next() -> (at: Int64, place: UInt64, what: Happening)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            var parent = 0
            while true {
                var best = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                    if heap[child].isBefore(heap[best]) { best = child }
                }
                if best == parent { break }
                heap.swapAt(best, parent)
                parent = best
            }
        }
        return (first.at, first.order, first.what)
    }
}
