import Telephony

/// A time in which things may have happened that are not in the figures: every span that it touches is marked (K12).
package struct BlindTime: Hashable, Sendable {
    /// Who was blind.
    package enum Source: Hashable, Sendable {
        /// A server told us nothing.
        case server(ServerID)
        /// Facts did not reach the journal as they should; some may be lost.
        case journal
    }
    package var source: Source
    package var from: Instant
    /// Nil while it lasts.
    package var until: Instant?

    package init(_ source: Source, from: Instant, until: Instant?) {
        self.source = source
        self.from = from
        self.until = until
    }

    package func touches(_ from: Instant, _ until: Instant) -> Bool {
        self.from < until && (self.until.map { $0 > from } ?? true)
    }
}

extension [BlindTime] {
    /// How much of a span they cover; where they overlap it counts once. They come in order of their beginnings.
    package func coverage(from: Instant, until: Instant) -> Span {
        var covered = Span.zero
        var reached = from
        for time in self {
            let begin = Swift.max(reached, time.from)
            let end = Swift.min(time.until ?? until, until)
            guard begin < end else { continue }
            covered = covered + (end - begin)
            reached = end
        }
        return covered
    }
}

extension StatisticsFold {
    mutating func lose(_ server: ServerID, at: Instant) {
        // Said again by a process that has just started: the first word counts.
        guard !blind.contains(where: { $0.source == .server(server) && $0.until == nil }) else { return }
        insert(BlindTime(.server(server), from: at, until: nil))
    }

    mutating func reconcile(_ server: ServerID, _ from: Instant, _ until: Instant) {
        // What is known now replaces what was assumed when it began.
        blind.removeAll { $0.source == .server(server) && $0.until == nil }
        insert(BlindTime(.server(server), from: from, until: until))
    }

    /// Notes a time in which facts did not reach the journal as they should. Told twice, it counts once; told late, it
    /// is the same as if it had been told at once.
    package mutating func markInterrupted(from: Instant, until: Instant) {
        insert(BlindTime(.journal, from: from, until: until))
    }

    /// The blind times that touch a span: its figures are marked with them.
    package func blind(from: Instant, until: Instant) -> [BlindTime] {
        blind.filter { $0.touches(from, until) }
    }

    /// In order of their beginnings, so that it does not matter when they were told.
    private mutating func insert(_ time: BlindTime) {
        guard time.until.map({ $0 > time.from && $0 >= horizon }) ?? true, !blind.contains(time) else { return }
        func precedes(_ left: BlindTime, _ right: BlindTime) -> Bool {
            if left.from != right.from { return left.from < right.from }
            if left.source != right.source { return name(left) < name(right) }
            return (left.until ?? right.from) < (right.until ?? left.from)
        }
        func name(_ time: BlindTime) -> String {
            if case .server(let server) = time.source { server.raw } else { "" }
        }
        blind.insert(time, at: blind.firstIndex { precedes(time, $0) } ?? blind.endIndex)
    }
}
