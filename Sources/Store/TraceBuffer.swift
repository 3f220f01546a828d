import Telephony

/// Trace lines that wait for the writer to have nothing better to do.
struct TraceBuffer {
    private(set) var lines: [TraceLine] = []
    /// Thrown away since the last write, and since the start.
    private(set) var dropped = 0
    private(set) var droppedEver = 0
    /// A first line starts the pause, so that lines gather and one transaction takes many.
    private var nextWrite: Tick?
    private var nextTidy: Tick?

    mutating func append(_ more: some Collection<TraceLine>, now: Tick, options: StoreOptions) {
        let room = max(0, options.bufferedTraceLines - lines.count)
        lines.append(contentsOf: more.prefix(room))
        let excess = max(0, more.count - room)
        dropped += excess
        droppedEver += excess
        if nextWrite == nil { nextWrite = now.adding(milliseconds: options.tracePause.milliseconds) }
    }

    func look(now: Tick, hurried: Bool, options: StoreOptions) -> Guarded<WriteQueue>.Look<WriteQueue.Work> {
        var work = WriteQueue.Work()
        if !lines.isEmpty || dropped > 0 {
            let at = nextWrite ?? now
            guard hurried || at <= now else { return .wait(until: at) }
            work.trace = Array(lines.prefix(options.traceLinesPerCommit))
            work.droppedTraceLines = dropped
            return .found(work)
        }
        guard !hurried, let nextTidy else { return .wait(until: nil) }
        guard nextTidy <= now else { return .wait(until: nextTidy) }
        work.tidies = true
        return .found(work)
    }

    /// Also after a failure: what could not be written is thrown away.
    mutating func finished(_ work: WriteQueue.Work, leftOver: Bool, now: Tick, options: StoreOptions) {
        // Only what was written grows old, so an idle process is not woken to look.
        if work.tidies {
            nextTidy = leftOver ? now.adding(milliseconds: options.tracePause.milliseconds) : nil
        } else if nextTidy == nil {
            nextTidy = now.adding(milliseconds: options.tidyPause.milliseconds)
        }
        guard !work.trace.isEmpty || work.droppedTraceLines > 0 else { return }
        lines.removeFirst(work.trace.count)
        dropped -= work.droppedTraceLines
        let more = !lines.isEmpty || dropped > 0
        nextWrite = more ? now.adding(milliseconds: options.tracePause.milliseconds) : nil
    }
}
