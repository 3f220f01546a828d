/// Elements in ascending order, each at most once, in chunks of limited size: inserting, removing and ranking among
/// ten thousand touch one chunk and the list of chunks, never all elements.
package struct OrderedIndex<Element: Comparable & Sendable>: Sendable {
    private static var capacity: Int { 128 }
    private var chunks: [[Element]] = []
    package private(set) var count = 0

    package init() {}

    /// Elements in any order; those that come sorted cost no more than a copy.
    init(_ elements: [Element]) {
        let isSorted = zip(elements, elements.dropFirst()).allSatisfy { $0 < $1 }
        let sorted = isSorted ? elements : elements.sorted()
        for start in stride(from: 0, to: sorted.count, by: Self.capacity) {
            chunks.append(Array(sorted[start..<Swift.min(start + Self.capacity, sorted.count)]))
        }
        count = sorted.count
    }

    package var isEmpty: Bool { count == 0 }
    package var first: Element? { chunks.first?.first }

    /// False if it was there already.
    @discardableResult
    package mutating func insert(_ element: Element) -> Bool {
        guard !chunks.isEmpty else {
            chunks.append([element])
            count = 1
            return true
        }
        let chunk = Swift.min(self.chunk(for: element), chunks.count - 1)
        let place = position(of: element, inChunk: chunk)
        if place < chunks[chunk].count, chunks[chunk][place] == element { return false }
        chunks[chunk].insert(element, at: place)
        count += 1
        if chunks[chunk].count > Self.capacity {
            let half = Self.capacity / 2
            let upper = Array(chunks[chunk][half...])
            chunks[chunk].removeSubrange(half...)
            chunks.insert(upper, at: chunk + 1)
        }
        return true
    }

    /// False if it was not there.
    @discardableResult
    package mutating func remove(_ element: Element) -> Bool {
        let chunk = self.chunk(for: element)
        guard chunk < chunks.count else { return false }
        let place = position(of: element, inChunk: chunk)
        guard place < chunks[chunk].count, chunks[chunk][place] == element else { return false }
        if chunks[chunk].count == 1 {
            chunks.remove(at: chunk)
        } else {
            chunks[chunk].remove(at: place)
        }
        count -= 1
        return true
    }

    package func contains(_ element: Element) -> Bool {
        let chunk = self.chunk(for: element)
        guard chunk < chunks.count else { return false }
        let place = position(of: element, inChunk: chunk)
        return place < chunks[chunk].count && chunks[chunk][place] == element
    }

    /// How many elements are smaller.
    package func rank(of element: Element) -> Int {
        let chunk = self.chunk(for: element)
        var smaller = 0
        for index in 0..<Swift.min(chunk, chunks.count) { smaller += chunks[index].count }
        return chunk < chunks.count ? smaller + position(of: element, inChunk: chunk) : smaller
    }

    /// The smallest element that is greater.
    package func first(after element: Element) -> Element? {
        let chunk = self.chunk(for: element)
        guard chunk < chunks.count else { return nil }
        let place = position(of: element, inChunk: chunk)
        let next = place < chunks[chunk].count && chunks[chunk][place] == element ? place + 1 : place
        if next < chunks[chunk].count { return chunks[chunk][next] }
        return chunk + 1 < chunks.count ? chunks[chunk + 1].first : nil
    }

    /// The element of this rank, from 0; traps beyond ``count``.
    package subscript(rank: Int) -> Element {
        var left = rank
        var chunk = 0
        while left >= chunks[chunk].count {
            left -= chunks[chunk].count
            chunk += 1
        }
        return chunks[chunk][left]
    }

    /// In order; cheaper than iterating, which copies each.
    func visit(_ body: (Element) -> Void) {
        for chunk in chunks { for place in chunk.indices { body(chunk[place]) } }
    }

    /// The first chunk whose last element is not smaller; the number of chunks if there is none.
    private func chunk(for element: Element) -> Int {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            if let last = chunks[middle].last, last < element { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func position(of element: Element, inChunk chunk: Int) -> Int {
        var low = 0
        var high = chunks[chunk].count
        while low < high {
            let middle = (low + high) / 2
            if chunks[chunk][middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension OrderedIndex: Sequence {
    package func makeIterator() -> some IteratorProtocol<Element> { chunks.joined().makeIterator() }
}

extension OrderedIndex: Equatable {
    package static func == (left: Self, right: Self) -> Bool { left.count == right.count && left.elementsEqual(right) }
}
