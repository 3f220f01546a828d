/// A first-in first-out line whose front is removed in bulk.
struct Backlog<Element>: Sequence {
    private var items: [Element] = []
    private var head = 0

    var count: Int { items.count - head }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element) { items.append(element) }

    mutating func removeFirst(_ count: Int) -> [Element] {
        let taken = Array(items[head..<head + count])
        head += count
        if head == items.count {
            items.removeAll(keepingCapacity: items.capacity <= 4096)
            head = 0
        } else if head > 1024, head > items.count / 2 {
            items.removeFirst(head)
            head = 0
        }
        return taken
    }

    mutating func change(from index: Int, _ body: (inout Element) -> Void) {
        for index in (head + index)..<items.count { body(&items[index]) }
    }

    func makeIterator() -> ArraySlice<Element>.Iterator { items[head...].makeIterator() }

    /// Without a copy of what follows.
    func dropFirst(_ count: Int) -> ArraySlice<Element> { items[head...].dropFirst(count) }
}
