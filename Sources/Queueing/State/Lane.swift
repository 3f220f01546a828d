import Telephony

/// A queue on one server: only who is on the same Asterisk can be put into one bridge.
package struct LaneKey: Hashable, Comparable, Sendable {
    package var queue: QueueID
    package var server: ServerID

    package init(queue: QueueID, server: ServerID) {
        self.queue = queue
        self.server = server
    }

    package static func < (left: LaneKey, right: LaneKey) -> Bool {
        left.queue != right.queue ? left.queue < right.queue : left.server < right.server
    }
}

/// Who waits and who could serve, each in order. Most callers take any agent of their queue: they and all agents stand in
/// the lane itself, those who ask for more in a group of their own, beside the agents who satisfy them.
package struct Lane: Equatable, Sendable {
    /// Callers of the same ``Demand``.
    package struct Group: Equatable, Sendable {
        /// The group's key, here too: a dictionary copies its keys to have them read.
        package var demand: Demand
        package var waiting = OrderedIndex<Place>()
        package var available = OrderedIndex<AgentRank>()
    }

    /// Everyone not yet connected, offered ones included: the places that callers are told.
    package var line = OrderedIndex<Place>()
    /// Those for whom one more phone may ring: most strategies let one ring at a time.
    package var waiting = OrderedIndex<Place>()
    /// Agents to whom an offer can be made, the next to be asked first.
    package var available = OrderedIndex<AgentRank>()
    /// By demand, without ``Demand/none``.
    package var groups: [Demand: Group] = [:]

    package var isEmpty: Bool { line.isEmpty && available.isEmpty }

    /// The best place of those for whom one more phone may ring and somebody could be asked.
    var best: (place: Place, demand: Demand)? {
        var best: (place: Place, demand: Demand)?
        if let place = waiting.first, !available.isEmpty { best = (place, .none) }
        // Places differ, so that the order of the groups does not matter. Groups are read where they lie: there may be as
        // many as callers.
        for index in groups.values.indices where !groups.values[index].available.isEmpty {
            guard let place = groups.values[index].waiting.first else { continue }
            if best.map({ place < $0.place }) ?? true { best = (place, groups.values[index].demand) }
        }
        return best
    }

    func available(for demand: Demand) -> OrderedIndex<AgentRank>? {
        demand == .none ? available : groups[demand]?.available
    }

    // MARK: Agents come and go

    /// - Parameter rank: where nothing is asked of them.
    mutating func enter(_ rank: AgentRank) {
        available.insert(rank)
        changeGroups { group in
            if let rank = rank.meeting(group.demand) { group.available.insert(rank) }
        }
    }

    mutating func leave(_ rank: AgentRank) {
        available.remove(rank)
        changeGroups { group in
            // Where callers wait there is mostly nobody.
            if !group.available.isEmpty, let rank = rank.meeting(group.demand) { group.available.remove(rank) }
        }
    }

    /// Where they lie. A loop over the indices would hold on to the dictionary, which would be copied.
    private mutating func changeGroups(_ change: (inout Group) -> Void) {
        var index = groups.startIndex
        while index != groups.endIndex {
            change(&groups.values[index])
            groups.formIndex(after: &index)
        }
    }

    /// The available agents who satisfy a demand, in the order in which they are asked.
    func available(meeting demand: Demand) -> OrderedIndex<AgentRank> {
        var found: [AgentRank] = []
        available.visit { if let rank = $0.meeting(demand) { found.append(rank) } }
        return OrderedIndex(found)
    }
}

/// A caller's place: higher priority first, then who entered earlier, then by the order that they have, which is the one in
/// which they arrived unless somebody gave them another.
package struct Place: Hashable, Comparable, Sendable {
    package var priority: Int
    package var enteredAt: Instant
    package var order: Int64
    package var arrival: UInt64
    package var entry: EntryID

    /// The room between the orders of two who arrived one after the other.
    static let gap: Int64 = 1 << 20

    package init(priority: Int, enteredAt: Instant, order: Int64? = nil, arrival: UInt64, entry: EntryID) {
        self.priority = priority
        self.enteredAt = enteredAt
        self.order = order ?? Int64(arrival) * Self.gap
        self.arrival = arrival
        self.entry = entry
    }

    package static func < (left: Place, right: Place) -> Bool {
        if left.priority != right.priority { return left.priority > right.priority }
        if left.enteredAt != right.enteredAt { return left.enteredAt < right.enteredAt }
        if left.order != right.order { return left.order < right.order }
        return left.arrival < right.arrival
    }
}

/// A leg by its server and its id, which is unique only there.
package struct LegKey: Hashable, Comparable, Sendable {
    package var server: ServerID
    package var channel: ChannelID

    package init(_ server: ServerID, _ channel: ChannelID) {
        self.server = server
        self.channel = channel
    }

    /// Channels of different servers seldom share an id: hashing it alone is enough and half the work.
    package func hash(into hasher: inout Hasher) { hasher.combine(channel) }

    package static func < (left: LegKey, right: LegKey) -> Bool {
        left.server != right.server ? left.server < right.server : left.channel < right.channel
    }
}
