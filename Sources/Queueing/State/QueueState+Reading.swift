import Telephony

/// What a read model shows.
extension QueueState {
    /// The entry's place among all callers of its queue who are not connected yet, from 1; nil once connected.
    package func position(of id: EntryID) -> Int? {
        guard let entry = entries[id], entry.stage != .connected else { return nil }
        var ahead = 0
        for server in servers.keys { ahead += rank(of: entry.place, in: LaneKey(queue: entry.queue, server: server)) }
        if servers[entry.server] == nil { ahead += rank(of: entry.place, in: entry.lane) }
        return ahead + 1
    }

    private func rank(of place: Place, in lane: LaneKey) -> Int { lanes[lane]?.line.rank(of: place) ?? 0 }

    /// The callers of a queue who are not connected yet, in the order in which they will be served.
    package func line(of queue: QueueID) -> [Entry] {
        var places: [Place] = []
        for (key, lane) in lanes where key.queue == queue { places.append(contentsOf: lane.line) }
        return places.sorted().compactMap { entries[$0.entry] }
    }

    /// How many callers of a queue are not connected yet, without those who are to be called back.
    package func lineLength(of queue: QueueID) -> Int {
        var length = callbacks.isEmpty ? 0 : -callbacks.count { entries[$0]?.queue == queue }
        for (key, lane) in lanes where key.queue == queue { length += lane.line.count }
        return length
    }

    /// The agents to whom this queue could make an offer now.
    package func availableCount(of queue: QueueID) -> Int {
        var count = 0
        for (key, lane) in lanes where key.queue == queue { count += lane.available.count }
        return count
    }

    /// The agent whom an entry is connected to, or who has picked up for it; else the first whose phone rings.
    package func currentAgent(of entry: EntryID) -> AgentID? {
        currentOffer(of: entry)?.agent
    }

    /// The offer that was picked up, or else the first of those that run.
    package func currentOffer(of entry: EntryID) -> Offer? {
        guard let entry = entries[entry] else { return nil }
        return (entry.winner ?? entry.running.first).flatMap { offers[$0] }
    }
}
