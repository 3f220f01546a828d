import Telephony

extension QueueState {
    /// The way on which callers would come back to a queue if it were closed, by queues that are closed or that their hours
    /// will close, both ends included; nil where there is none. One that the settings alone make is none of an order's.
    /// - Parameter target: where the order sends callers; nil for where the queue's settings do.
    package func circle(closing id: QueueID, to target: Target?) -> [QueueID]? {
        guard let queue = queues[id] else { return nil }
        let door = Door(isOpen: false, cause: .order, target: target)
        let way = shortestCircle(from: id) { other in
            other == id
                ? [queue.settings.hours.target(of: door).queue].compactMap { $0 } : whereClosingLeads(other)
        }
        return way.flatMap { way in target != nil || way.contains { hasOwnOrder($0) } ? way : nil }
    }

    /// Where a queue sends callers while it is closed: by an order, or else by its hours, now or later.
    private func whereClosingLeads(_ id: QueueID) -> [QueueID] {
        guard let queue = queues[id], !queue.isRetired else { return [] }
        let hours = queue.settings.hours
        if !queue.door.isOpen, queue.door.cause == .order {
            return [hours.target(of: queue.door).queue].compactMap { $0 }
        }
        return hours.schedule == nil ? [] : [hours.whenClosed, hours.whenHoliday].compactMap { $0?.queue }
    }

    /// Whether somebody who closed a queue said where its callers go.
    private func hasOwnOrder(_ id: QueueID) -> Bool {
        queues[id].map { !$0.door.isOpen && $0.door.cause == .order && $0.door.target != nil } ?? false
    }
}

/// The shortest way from a place back to it, both ends included; nil where there is none. A step from it to itself is none.
package func shortestCircle<Place: Hashable>(from start: Place, _ next: (Place) -> [Place]) -> [Place]? {
    var ways = [[start]]
    var seen: Set<Place> = []
    while !ways.isEmpty {
        let way = ways.removeFirst()
        for place in next(way[way.count - 1]) {
            if place == start {
                if way.count > 1 { return way + [start] }
            } else if seen.insert(place).inserted {
                ways.append(way + [place])
            }
        }
    }
    return nil
}
