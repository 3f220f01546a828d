import Logging
import QueueLog
import Queueing
import Store
import Telephony

/// Follows the journal and writes a queue_log.
///
/// Theory of operation. Each second facts are read from the store, so only what is committed is written, live and after a
/// restart alike, and whatever cannot be written now waits there and not in memory. Lines go into the file first; how far they
/// have come, and what the fold knows, is noted in the store a moment later. A new life folds what follows the note once
/// more and leaves out what it finds behind the noted length (docs/decisions/0190). Before the first line goes into a file,
/// the file is noted, so that a file that was moved away meanwhile is known by its number.
package actor QueueLogFollower {
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private enum Part { case lines, notes }

    private static let cursorNote = "queue_log"
    private static let foldNote = "queue_log_fold"
    /// How many facts are read at once.
    private static let portion = 1024
    /// The fold is noted every so many ticks: it is larger than the cursor, and can be made again.
    private static let ticksPerFold = 60

    private let executor = BlockingExecutor(name: "mayday-queue-log")
    private let store: Store
    private let state: ServiceState
    private let clock: WallClock
    private let log: Logger

    private var isRestored = false
    private var fold: QueueLogFold
    private var output: QueueLogOutput
    /// The last fact in the fold.
    private var folded: Int64 = 0
    /// The last fact of which all lines are written.
    private var written: Int64 = 0
    /// Lines whose callers' numbers are not asked for yet.
    private var lines: [QueueLogLine] = []
    private var noted: QueueLogCursor?
    /// Whether the file into which lines go is noted.
    private var isClaimed = false
    private var ticks = 0
    /// What does not work at present: writing, or noting.
    private var troubles: [Part: String] = [:]

    private let ticking: AsyncStream<Void>
    private nonisolated let inbox: AsyncStream<Void>.Continuation

    package init(
        path: String, naming: AgentNaming, store: Store, state: ServiceState, clock: WallClock, log: Logger
    ) {
        self.store = store
        self.state = state
        self.clock = clock
        self.log = log
        fold = QueueLogFold(naming: naming)
        output = QueueLogOutput(path: path)
        (ticking, inbox) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: Told from outside

    /// A second has passed. One that comes while the last is at work is passed over.
    package nonisolated func tick() { inbox.yield() }

    /// Nothing follows any more: `run` returns once the log has what is committed.
    package nonisolated func finish() { inbox.finish() }

    /// Follows until `finish`.
    package func run() async {
        for await _ in ticking {
            await follow()
            await note()
        }
        await follow()
        await note(isLast: true)
    }

    // MARK: One look

    /// Writes what the journal has, as far as the disk takes it.
    func follow() async {
        await telling(of: .lines) {
            if !isRestored { try await restore() }
            while true {
                try await write()
                guard store.status.committed > folded else { break }
                let rows = try await store.reader.journal(after: folded, limit: Self.portion)
                guard let last = rows.last else { break }
                for row in rows { take(row) }
                folded = last.sequence
                // A long past is not begun anew after a kill.
                if rows.count == Self.portion {
                    try await write()
                    await note()
                }
            }
            output.hasCaughtUp()
        }
    }

    /// Notes how far the log is, if that has changed.
    func note(isLast: Bool = false) async {
        ticks += 1
        await telling(of: .notes) {
            guard isRestored, output.isWritten, output.isCaughtUp, lines.isEmpty, let file = output.file else { return }
            let cursor = QueueLogCursor(
                sequence: written, lines: output.done, file: file.identity, length: file.length)
            guard cursor != noted || isLast else { return }
            try file.sync()
            var notes = [Self.cursorNote: cursor.text]
            if isLast || ticks >= Self.ticksPerFold {
                notes[Self.foldNote] = "\(written) \(String(decoding: fold.checkpoint, as: UTF8.self))"
            }
            try await store.keep(notes: notes)
            noted = cursor
            if notes.count > 1 { ticks = 0 }
        }
    }

    private func take(_ row: JournalRow) {
        do {
            let fact = try FactCoding.fact(kind: row.kind, version: row.version, body: row.body)
            fold.apply(DatedFact(at: row.at, fact: fact), into: &lines)
        } catch {
            log.error(
                "a fact cannot be read for the queue_log", metadata: ["sequence": "\(row.sequence)", "why": "\(error)"])
        }
    }

    private func write() async throws {
        // Should the store fail half way, those that follow wait.
        var resolved = 0
        defer { lines.removeFirst(resolved) }
        while resolved < lines.count {
            let line = lines[resolved]
            let number = try await number(line)
            output.add(line.text { _ in number })
            resolved += 1
        }
        if try output.look() { isClaimed = false }
        if !output.isWritten {
            if !isClaimed { try await claim() }
            try output.write()
        }
        written = folded
        output.restartCount()
    }

    private func number(_ line: QueueLogLine) async throws -> String? {
        guard let caller = line.caller else { return nil }
        return try await store.reader.caller(caller)?.number
    }

    /// Notes a file before anything is written to it.
    private func claim() async throws {
        guard let file = output.file else { return }
        let cursor = QueueLogCursor(
            sequence: written, lines: output.done, file: file.identity,
            length: file.length - Int64(file.fragment.count))
        try await store.keep(notes: [Self.cursorNote: cursor.text])
        noted = cursor
        isClaimed = true
    }

    // MARK: The start

    private func restore() async throws {
        let reader = store.reader
        fold = QueueLogFold(naming: fold.naming)
        lines = []
        if let cursor = try await reader.note(Self.cursorNote).flatMap(QueueLogCursor.init(text:)) {
            var at: Int64 = 0
            if let earlier = try await earlierFold(), earlier.sequence <= cursor.sequence {
                (at, fold) = earlier
            }
            while at < cursor.sequence {
                let rows = try await reader.journal(after: at, limit: Self.portion)
                guard let last = rows.last else { break }
                for row in rows where row.sequence <= cursor.sequence { take(row) }
                lines.removeAll(keepingCapacity: true)
                at = last.sequence
            }
            folded = cursor.sequence
            written = cursor.sequence
            noted = cursor
            output.resume(cursor)
        }
        isRestored = true
    }

    /// The fold that was noted last, and the last fact in it.
    private func earlierFold() async throws -> (sequence: Int64, fold: QueueLogFold)? {
        guard let note = try await store.reader.note(Self.foldNote) else { return nil }
        let parts = note.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let sequence = Int64(parts[0]) else { return nil }
        do {
            return (sequence, try QueueLogFold(checkpoint: Array(parts[1].utf8), naming: fold.naming))
        } catch {
            log.warning("the queue_log reads the journal from its beginning", metadata: ["why": "\(error)"])
            return nil
        }
    }

    // MARK: Trouble

    /// What does not work is an alarm until it does; the lines wait in the journal.
    private func telling(of part: Part, _ work: () async throws -> Void) async {
        let wasWell = troubles.isEmpty
        do {
            try await work()
            troubles[part] = nil
        } catch {
            troubles[part] = "\(error)"
        }
        guard let trouble = troubles[.lines] ?? troubles[.notes] else {
            guard !wasWell else { return }
            state.clear("queue_log")
            return log.notice("the queue_log is written again")
        }
        state.raise("queue_log", "\(trouble); calls go on, and the lines follow from the journal", at: clock.now())
        if wasWell { log.error("the queue_log cannot be written; calls go on", metadata: ["why": "\(trouble)"]) }
    }
}
