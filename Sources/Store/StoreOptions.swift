import Glibc
import Telephony

/// How the store writes. The defaults are what the service uses.
package struct StoreOptions: Sendable {
    /// What a commit survives.
    package enum Durability: String, Sendable {
        /// A power cut: every commit, and every effect with it, waits for the disk.
        case full
        /// The end of the process. A power cut takes at most what was committed in the last `flushPause` and while the disk
        /// flushed, never the file's order (docs/decisions/0010).
        case soon
    }
    package var durability: Durability = .soon
    /// How long after a commit the log is flushed, where commits do not wait for that.
    package var flushPause: Span = Span(milliseconds: 1000)
    /// Flushes an open file; 0, or `errno` says why not.
    package var flush: @Sendable (_ descriptor: Int32) -> Int32 = { fdatasync($0) }
    /// How long effects wait for their facts' commit.
    package var patience: Span = Span(milliseconds: 100)
    /// How long SQLite waits for another program's lock before the commit counts as failed. Less than `patience`.
    package var lockPatience: Span = Span(milliseconds: 50)
    /// The first pause after a failed commit; doubled up to `longestPause`.
    package var firstPause: Span = Span(milliseconds: 50)
    package var longestPause: Span = Span(milliseconds: 2000)
    /// How many facts wait in memory while the disk refuses, and how many bytes they may take.
    package var bufferedRows = 200_000
    package var bufferedBytes = 64 << 20
    /// How long after a commit the next begins at the earliest: a transaction costs the same for one fact as for ten. Who
    /// comes later than that after the last commit waits for nothing.
    package var commitPause: Span = Span(milliseconds: 3)
    /// How many rows share a transaction at most, so that a long backlog does not keep the next fact waiting.
    package var rowsPerCommit = 4096
    /// Trace lines: how many wait to be written, how many are written at once, how often, how many and how long kept.
    package var bufferedTraceLines = 10_000
    package var traceLinesPerCommit = 500
    package var tracePause: Span = Span(milliseconds: 100)
    package var keptTraceLines = 500_000
    package var keptTraceAge: Span = .seconds(7 * 86_400)
    /// How long explanations of offers are kept.
    package var keptExplanations: Span = .seconds(90 * 86_400)
    /// Who explains the offers among the facts that are written, if anybody does.
    package var explainer: (any Explaining)?
    /// How often old trace lines, explanations and replies are looked for.
    package var tidyPause: Span = .seconds(60)
    /// The wall clock.
    package var now: @Sendable () -> Instant = StoreOptions.wallClock

    package init() {}

    /// The system's real-time clock.
    package static let wallClock: @Sendable () -> Instant = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
