import Telephony

/// How far a zone's clocks are ahead of UTC, as the rim read it. In seconds throughout.
package struct ZoneOffsets: Hashable, Sendable {
    /// From `at` on, in seconds since the epoch, the clocks are `offset` ahead.
    package struct Change: Hashable, Sendable {
        package var at: Int64
        package var offset: Int64

        package init(at: Int64, offset: Int64) {
            self.at = at
            self.offset = offset
        }
    }

    /// As the configuration names it: `Europe/Berlin`.
    package var name: String
    /// Before the first change.
    package var first: Int64
    /// In order of time; after the last one nothing is known to change.
    package var changes: [Change]

    package init(name: String, first: Int64, changes: [Change] = []) {
        self.name = name
        self.first = first
        self.changes = changes.sorted { $0.at < $1.at }
    }

    package static let utc = ZoneOffsets(name: "UTC", first: 0)

    /// How far the clocks are ahead at a moment.
    package func offset(at moment: Int64) -> Int64 {
        changes.last { $0.at <= moment }?.offset ?? first
    }

    /// What the clocks show, in seconds since their own 1970.
    package func local(_ moment: Int64) -> Int64 { moment + offset(at: moment) }

    /// When the clocks show this: of two such moments the earlier; where they skip it, the moment at which they do.
    package func earliest(_ local: Int64) -> Int64 { moments(of: local).first ?? skip(of: local) }

    /// As `earliest`, of two moments the later.
    package func latest(_ local: Int64) -> Int64 { moments(of: local).last ?? skip(of: local) }

    private func moments(of local: Int64) -> [Int64] {
        var found: [Int64] = []
        var from = Int64.min
        var offset = first
        for change in changes {
            let moment = local - offset
            if moment >= from, moment < change.at { found.append(moment) }
            (from, offset) = (change.at, change.offset)
        }
        if local - offset >= from { found.append(local - offset) }
        return found
    }

    private func skip(of local: Int64) -> Int64 {
        var offset = first
        for change in changes {
            if change.at + offset <= local, local < change.at + change.offset { return change.at }
            offset = change.offset
        }
        return local - offset
    }
}
