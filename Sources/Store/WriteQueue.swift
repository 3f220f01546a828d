import Telephony

/// What waits to be written, and how well writing goes: the writer's state without its threads and without SQLite.
///
/// A batch stays here until its commit is known to have worked, so a failed commit loses nothing. `released` counts
/// the batches at the front whose owner was told already; they only wait for the disk.
struct WriteQueue {
    struct Pending {
        var batch: StoreBatch
        var bytes: Int
        var releaseBy: Tick
        var completion: Completion?
    }
    typealias Completion = @Sendable (CommitOutcome) -> Void

    /// What is to be told, in this order, outside the lock.
    enum Message {
        case outcome(CommitOutcome, Completion)
        case health(StoreHealth)
    }

    /// One transaction.
    struct Work {
        var batches: [StoreBatch] = []
        var explanations: [StoredExplanation] = []
        var checkpoint: StoredCheckpoint?
        /// Written alone, when nothing else waits any more: it says until when.
        var interruptions: [Interruption] = []
        var trace: [TraceLine] = []
        var droppedTraceLines = 0
        var tidies = false
    }

    let options: StoreOptions
    private(set) var pending = Backlog<Pending>()
    private(set) var released = 0
    private(set) var rows = 0
    private(set) var bytes = 0
    private(set) var committed: Int64
    private(set) var checkpoint: StoredCheckpoint?
    var trace = TraceBuffer()
    var outbox: [Message] = []

    private(set) var health = StoreHealth.ok
    private(set) var healthSince: Instant
    private(set) var lastTrouble: StoreTrouble?
    private(set) var lostRows = 0
    /// The last sequence taken in, committed or not.
    private(set) var accepted: Int64
    private var reasons: [String] = []
    private var losses: [Interruption] = []
    private var lossIsOpen = false
    private var failures = 0
    private var retryAt: Tick?
    /// Until then facts gather for the next commit.
    private var gathersUntil: Tick?
    var stopBy: Tick?

    init(options: StoreOptions, committed: Int64) {
        self.options = options
        self.committed = committed
        accepted = committed
        healthSince = options.now()
    }

    var isDegraded: Bool { health != .ok }

    // MARK: What comes in

    mutating func append(_ batch: StoreBatch, now: Tick, completion: Completion?) {
        if let first = batch.rows.first, let last = batch.rows.last {
            precondition(first.sequence > accepted, "the journal's sequence only grows")
            accepted = last.sequence
        }
        let size = batch.footprint
        guard stopBy == nil, rows + batch.rows.count <= options.bufferedRows, bytes + size <= options.bufferedBytes
        else { return lose(batch, completion) }
        lossIsOpen = false
        rows += batch.rows.count
        bytes += size
        let releaseBy = now.adding(milliseconds: options.patience.milliseconds)
        var item = Pending(batch: batch, bytes: size, releaseBy: releaseBy, completion: completion)
        if isDegraded {
            if let completion { outbox.append(.outcome(.deferred, completion)) }
            item.completion = nil
            released += 1
        }
        pending.append(item)
    }

    mutating func keep(_ newer: StoredCheckpoint) {
        checkpoint = newer
    }

    private mutating func lose(_ batch: StoreBatch, _ completion: Completion?) {
        // Why the buffer is full stays the reason; the owner of the lost batch hears of the trouble first.
        if isDegraded { note(.bufferFull) } else { degrade(.bufferFull) }
        if let first = batch.rows.first, let last = batch.rows.last {
            lostRows += batch.rows.count
            if lossIsOpen, var loss = losses.popLast(), let lost = loss.lost {
                loss.until = last.at
                loss.lost = lost.lowerBound...last.sequence
                loss.lostRows += batch.rows.count
                losses.append(loss)
            } else {
                losses.append(
                    Interruption(
                        from: first.at, until: last.at, reason: StoreTrouble.bufferFull.description,
                        lost: first.sequence...last.sequence, lostRows: batch.rows.count))
                lossIsOpen = true
            }
        }
        if let completion { outbox.append(.outcome(.lost, completion)) }
    }

    // MARK: What is to be done

    /// The next transaction, or when to look again (nil: when something comes in).
    func look(now: Tick) -> Guarded<WriteQueue>.Look<Work> {
        if let retryAt, retryAt > now { return .wait(until: retryAt) }
        if let gathersUntil, gathersUntil > now, stopBy == nil, rows < options.rowsPerCommit {
            return .wait(until: gathersUntil)
        }
        var work = Work()
        var taken = 0
        for item in pending {
            if taken > 0, taken + item.batch.rows.count > options.rowsPerCommit { break }
            taken += max(1, item.batch.rows.count)
            work.batches.append(item.batch)
        }
        // A checkpoint must not be on the disk before the facts that are in it.
        let next = pending.dropFirst(work.batches.count).first { !$0.batch.rows.isEmpty }?.batch.rows.first
        if let checkpoint, next.map({ $0.sequence > checkpoint.sequence }) ?? true { work.checkpoint = checkpoint }
        if !work.batches.isEmpty || work.checkpoint != nil { return .found(work) }
        if case .degraded(_, let since) = health {
            let reason = reasons.joined(separator: "; ")
            work.interruptions = [Interruption(from: since, until: options.now(), reason: reason)] + losses
            return .found(work)
        }
        return trace.look(now: now, hurried: stopBy != nil, options: options)
    }

    // MARK: What came of it

    /// - Parameter leftOver: tidying has not come to its end.
    mutating func finished(_ work: Work, leftOver: Bool, now: Tick) {
        failures = 0
        retryAt = nil
        if !work.batches.isEmpty { gathersUntil = now.adding(milliseconds: options.commitPause.milliseconds) }
        for item in pending.removeFirst(work.batches.count) {
            rows -= item.batch.rows.count
            bytes -= item.bytes
            if let last = item.batch.rows.last { committed = last.sequence }
            if let completion = item.completion { outbox.append(.outcome(.committed, completion)) }
        }
        released = max(0, released - work.batches.count)
        if work.checkpoint?.sequence == checkpoint?.sequence { checkpoint = nil }
        trace.finished(work, leftOver: leftOver, now: now, options: options)
        if !work.interruptions.isEmpty {
            // Losses that came while this was written are told the next time.
            losses.removeFirst(min(losses.count, work.interruptions.count - 1))
            reasons = []
            setHealth(.ok)
            if !losses.isEmpty { degrade(.bufferFull) }
        }
    }

    mutating func failed(_ trouble: StoreTrouble, _ work: Work, now: Tick) {
        guard !work.batches.isEmpty || work.checkpoint != nil || !work.interruptions.isEmpty else {
            // Only trace lines: nobody waits for them, and facts have not failed.
            return trace.finished(work, leftOver: false, now: now, options: options)
        }
        failures += 1
        let doubled = options.firstPause.milliseconds << Int64(min(failures - 1, 16))
        let pause = stopBy == nil ? min(doubled, options.longestPause.milliseconds) : options.firstPause.milliseconds
        retryAt = now.adding(milliseconds: pause)
        lastTrouble = trouble
        degrade(trouble)
    }

    /// Facts are written, and the disk did not take them.
    mutating func flushFailed(_ trouble: StoreTrouble) {
        lastTrouble = trouble
        degrade(trouble)
    }

    /// When the oldest batch whose owner still waits must be released.
    var releaseBy: Tick? {
        pending.dropFirst(released).first?.releaseBy
    }

    /// Its time has come: the commit is late.
    mutating func isLate() {
        lastTrouble = .slow
        degrade(.slow)
    }

    /// Stops waiting between attempts, for the last ones.
    mutating func stop(by tick: Tick) {
        stopBy = tick
        retryAt = nil
    }

    /// Nothing waits: neither facts nor trace lines.
    var isIdle: Bool { pending.isEmpty && trace.lines.isEmpty && retryAt == nil }
    private(set) var hasEnded = false

    /// The writer has gone. Who still waits is told.
    mutating func end() {
        hasEnded = true
        if !pending.isEmpty { degrade(lastTrouble ?? .slow) }
    }

    var status: StoreStatus {
        StoreStatus(
            health: health, since: healthSince, bufferedRows: rows, bufferedBytes: bytes, lostRows: lostRows,
            committed: committed, lastTrouble: lastTrouble, droppedTraceLines: trace.droppedEver)
    }

    private mutating func degrade(_ trouble: StoreTrouble) {
        note(trouble)
        switch health {
        case .degraded(trouble, _): break
        case .degraded(_, let since): setHealth(.degraded(reason: trouble, since: since))
        case .ok: setHealth(.degraded(reason: trouble, since: options.now()))
        }
        guard released < pending.count else { return }
        pending.change(from: released) { item in
            if let completion = item.completion { outbox.append(.outcome(.deferred, completion)) }
            item.completion = nil
        }
        released = pending.count
    }

    private mutating func note(_ trouble: StoreTrouble) {
        let words = trouble.description
        if !reasons.contains(words), reasons.count < 8 { reasons.append(words) }
    }

    private mutating func setHealth(_ newer: StoreHealth) {
        if (newer == .ok) != (health == .ok) { healthSince = options.now() }
        health = newer
        outbox.append(.health(newer))
    }
}
