/// A call as people speak of it: legs that belong together, because they carry one correlation id, talk in one bridge,
/// or one dialled the other.
package struct Call: Hashable, Sendable {
    /// The correlation id, where a leg carries one; where two calls were joined, the smaller.
    package var id: CallID?
    /// In the order of their creation.
    package var legs: [ChannelID]
    /// The bridges that they talk in. A holding bridge joins nobody: those in it wait beside each other.
    package var bridges: [BridgeID]
}

extension CallBoard {
    /// All live calls, oldest first. Every leg is in exactly one.
    package var calls: [Call] {
        let slots = legs.used
        var group = DisjointSets(count: (slots.last.map(Int.init) ?? -1) + 1)
        var firstOfCall: [CallID: Int32] = [:]
        for slot in slots {
            let leg = legs[slot].leg
            if let call = leg.call {
                if let first = firstOfCall[call] { group.join(first, slot) } else { firstOfCall[call] = slot }
            }
            if let dialler = leg.dialledBy.flatMap({ legSlots[$0] }) { group.join(dialler, slot) }
            let previous = legs[slot].previous
            if previous >= 0, !bridges[legs[slot].bridgeSlot].snapshot.isHolding { group.join(previous, slot) }
        }
        var members: [Int32: [Int32]] = [:]
        var roots: [Int32] = []
        for slot in slots {
            let root = group.root(slot)
            if members[root] == nil { roots.append(root) }
            members[root, default: []].append(slot)
        }
        return roots.compactMap { members[$0].map(call) }.sorted(by: startedEarlier)
    }

    /// The call that a leg belongs to.
    package func call(of id: ChannelID) -> Call? {
        calls.first { $0.legs.contains(id) }
    }

    private func call(_ slots: [Int32]) -> Call {
        let legs = slots.map { self.legs[$0].leg }.sorted(by: {
            ($0.snapshot.createdAt, $0.id) < ($1.snapshot.createdAt, $1.id)
        })
        var talking: Set<BridgeID> = []
        for leg in legs {
            if let id = leg.bridge, let bridge = bridge(id), !bridge.snapshot.isHolding { talking.insert(id) }
        }
        return Call(id: legs.compactMap(\.call).min(), legs: legs.map(\.id), bridges: talking.sorted())
    }

    private func startedEarlier(_ left: Call, _ right: Call) -> Bool {
        guard let first = left.legs.first, let second = right.legs.first else { return false }
        let times = (leg(first)?.snapshot.createdAt, leg(second)?.snapshot.createdAt)
        if let one = times.0, let other = times.1, one != other { return one < other }
        return first < second
    }
}

/// Numbers joined into sets.
private struct DisjointSets {
    private var parents: [Int32]

    init(count: Int) { parents = (0..<Int32(count)).map { $0 } }

    mutating func root(_ number: Int32) -> Int32 {
        var number = number
        while parents[Int(number)] != number {
            parents[Int(number)] = parents[Int(parents[Int(number)])]
            number = parents[Int(number)]
        }
        return number
    }

    mutating func join(_ one: Int32, _ other: Int32) {
        let (left, right) = (root(one), root(other))
        // The lower slot leads, so that the outcome does not depend on the order of joining.
        if left < right { parents[Int(right)] = left } else { parents[Int(left)] = right }
    }
}
