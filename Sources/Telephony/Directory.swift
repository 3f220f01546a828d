/// Where the things with an id are: in a slot if they live, among the latest ends if they ended lately, otherwise
/// nowhere. One table for both, so that most events cost one look-up.
struct Directory<ID: TelephonyIdentifier>: Sendable {
    struct End: Sendable {
        var at: Instant
        var how: How
    }

    enum How: UInt8, Sendable {
        /// Asterisk said so: final.
        case told
        /// A comparison found it gone.
        case inferred
        /// It may live on where we do not look.
        case outOfSight
    }

    /// A slot, or the complement of a place in the ring of ends.
    private var places: [ID: Int32] = [:]
    private var ring: ContiguousArray<(id: ID, end: End)> = []
    private var next = 0
    private let capacity: Int

    /// - Parameter capacity: How many ends are remembered; the oldest is forgotten first.
    init(capacity: Int) { self.capacity = capacity }

    /// The slot of something that lives.
    subscript(id: ID) -> Int32? {
        guard let place = places[id], place >= 0 else { return nil }
        return place
    }

    func end(of id: ID) -> End? {
        guard let place = places[id], place < 0 else { return nil }
        return ring[Int(~place)].end
    }

    mutating func enter(_ id: ID, in slot: Int32) { places[id] = slot }

    mutating func end(_ id: ID, at: Instant, how: How) {
        if ring.count < capacity {
            ring.append((id, End(at: at, how: how)))
        } else {
            // Not if it lives again, or ended again later.
            if places[ring[next].id] == ~Int32(next) { places[ring[next].id] = nil }
            ring[next] = (id, End(at: at, how: how))
        }
        places[id] = ~Int32(next)
        next = (next + 1) % capacity
    }
}
