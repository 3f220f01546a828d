import Telephony

/// Who is told what while they wait, and when next. Kept by the process alone: after a restart the times begin anew, and
/// nothing that counts depends on them.
struct Announcer: Sendable {
    struct Record: Hashable, Sendable {
        /// When place and estimate are due; nil where neither is told.
        var placeAt: Instant?
        var periodicAt: Instant?
        /// The place that was told last.
        var told: Int?
        /// How many periodic sounds have been played.
        var count = 0
        /// What is being played, and when it has lasted too long.
        var playing: PlaybackID?
        var until: Instant?

        var due: Instant? {
            playing == nil ? [placeAt, periodicAt].compactMap { $0 }.min() : until
        }
    }

    private struct Due: Comparable, Sendable {
        var at: Instant
        var entry: EntryID
        static func < (left: Due, right: Due) -> Bool {
            left.at != right.at ? left.at < right.at : left.entry < right.entry
        }
    }

    private var records: [EntryID: Record] = [:]
    private var dues = OrderedIndex<Due>()
    private var players: [PlaybackID: EntryID] = [:]

    var next: Instant? { dues.first?.at }
    var entries: [EntryID] { records.keys.sorted() }

    subscript(entry: EntryID) -> Record? {
        get { records[entry] }
        set {
            if let old = records[entry] {
                if let at = old.due { dues.remove(Due(at: at, entry: entry)) }
                if let playing = old.playing { players[playing] = nil }
            }
            records[entry] = newValue
            if let new = newValue {
                if let at = new.due { dues.insert(Due(at: at, entry: entry)) }
                if let playing = new.playing { players[playing] = entry }
            }
        }
    }

    /// The first entry to which something is due.
    func due(at now: Instant) -> EntryID? {
        guard let first = dues.first, first.at <= now else { return nil }
        return first.entry
    }

    /// A playback is over.
    /// - Parameter music: until when there is nothing but music.
    mutating func ended(_ playback: PlaybackID, music: Instant) {
        guard let entry = players[playback], var record = records[entry] else { return }
        record.playing = nil
        record.until = nil
        record.placeAt = record.placeAt.map { max($0, music) }
        record.periodicAt = record.periodicAt.map { max($0, music) }
        self[entry] = record
    }
}
