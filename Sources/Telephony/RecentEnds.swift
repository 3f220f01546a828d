/// The playbacks and recordings that ended lately, so that a late event about one of them does not bring it back as a ghost. Bounded: the
/// oldest is forgotten first.
struct RecentEnds<ID: TelephonyIdentifier>: Sendable {
    struct End: Sendable {
        var at: Instant
        /// Where in the ring the id stands, to tell a fresh entry from one that was renewed.
        fileprivate var place: Int
    }

    private let capacity: Int
    private var ring: ContiguousArray<ID> = []
    private var next = 0
    private var ends: [ID: End] = [:]

    init(capacity: Int) { self.capacity = capacity }

    subscript(id: ID) -> End? { ends[id] }

    mutating func insert(_ id: ID, at: Instant) {
        if ring.count < capacity {
            ring.append(id)
        } else {
            let oldest = ring[next]
            if ends[oldest]?.place == next { ends[oldest] = nil }
            ring[next] = id
        }
        ends[id] = End(at: at, place: next)
        next = (next + 1) % capacity
    }

    mutating func remove(_ id: ID) { ends[id] = nil }
}
