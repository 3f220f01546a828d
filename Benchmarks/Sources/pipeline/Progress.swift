import APIServer
import CallCenter
import Foundation
import Locking
import MaydayAPI
import Queueing
import Telephony

/// How far a run is.
final class Progress: Sendable {
    struct Figures {
        var events = 0
        /// Answered entries that have closed.
        var closed = 0
        var began: ContinuousClock.Instant?
        var seconds = 0.0
        /// Of the process, from the first event on.
        var cpu = 0.0
        /// Resident bytes at a quarter of the events, and at the end.
        var early = 0
        var late = 0
    }

    private let events: Int
    private let calls: Int
    private let state = Locked(Figures())
    private let deadline = ContinuousClock.now + .seconds(180)
    private let (ends, end) = AsyncStream.makeStream(of: Void.self)

    init(events: Int, calls: Int) {
        self.events = events
        self.calls = calls
    }

    var figures: Figures { state.withLock { $0 } }
    var isTimely: Bool { ContinuousClock.now < deadline }

    func heard(_ count: Int) {
        state.withLock { state in
            if state.began == nil {
                state.began = .now
                state.cpu = -cpuSeconds()
            }
            let before = state.events
            state.events += count
            let quarter = events / 4
            if before < quarter, state.events >= quarter { state.early = residentBytes() }
        }
    }

    func noted(_ facts: [DatedFact]) {
        let count = facts.reduce(0) { count, fact in
            if case .entryClosed(let closed) = fact.fact, closed.outcome == .answered { count + 1 } else { count }
        }
        guard count > 0 else { return }
        let isOver = state.withLock { state in
            state.closed += count
            return state.closed >= calls
        }
        if isOver { end.finish() }
    }

    /// Whether the last event was heard, which may be after the last call was over.
    var hasHeardAll: Bool { state.withLock { $0.events >= events } }

    func finished(within limit: Duration) async {
        let alarm = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            end.finish()
        }
        for await _ in ends {}
        alarm.cancel()
    }

    func stop() {
        state.withLock { state in
            state.seconds = state.began.map { (ContinuousClock.now - $0) / .seconds(1) } ?? 0
            state.cpu += cpuSeconds()
            state.late = residentBytes()
        }
    }
}

func cpuSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0.0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
}

func residentBytes() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}

/// The journal, with its progress told.
struct CountedJournal: FactJournal {
    let journal: Journal
    let progress: Progress

    func append(_ facts: [DatedFact], released: @escaping @Sendable (Bool) -> Void) -> Int64 {
        defer { progress.noted(facts) }
        return journal.append(facts, released: released)
    }

    func remember(_ caller: CallerToken, _ identity: CallerIdentity, agent: AgentID?, at: Instant) {
        journal.remember(caller, identity, agent: agent, at: at)
    }

    func keep(_ note: String, as id: String, call: CallID, agent: AgentID, at: Instant) {
        journal.keep(note, as: id, call: call, agent: agent, at: at)
    }
}

/// The picture, with its progress told.
struct CountedPicture: PictureSink {
    let picture: Picture
    let progress: Progress

    func facts(_ facts: [DatedFact], last: Int64) { picture.facts(facts, last: last) }
    func events(_ server: ServerID, _ events: [TelephonyEvent]) {
        progress.heard(events.count)
        picture.events(server, events)
    }
    func caller(_ token: CallerToken, _ identity: CallerIdentity) { picture.caller(token, identity) }
    func link(_ server: ServerID, _ status: LinkStatus) { picture.link(server, status) }
}

/// Says `done` to every effect.
final class ImmediateEffects: EffectSink {
    private let core = Locked<Core?>(nil)

    func connect(_ core: Core) { self.core.withLock { $0 = core } }

    func follow(_ rules: DialRules) {}

    func carryOut(_ effects: [Effect], areKept: Bool) {
        guard let core = core.withLock({ $0 }) else { return }
        Task { for effect in effects { await core.effectFinished(effect.id, .done) } }
    }

    func remember(_ caller: CallerToken, _ identity: CallerIdentity) {}
    func forget(_ caller: CallerToken) {}
    func probe(_ channel: Telephony.ChannelID, on server: ServerID, call: CallID?) {
        guard let core = core.withLock({ $0 }) else { return }
        Task { await core.probed(channel, on: server, lives: false) }
    }
    func discard(_ channel: Telephony.ChannelID, on server: ServerID, reason: HangupReason, call: CallID?) {}
    func giveBack(_ channel: Telephony.ChannelID, on server: ServerID, to place: DialplanPlace?) {}
    func entered(_ leg: LegKey) {}
    func said(_ playback: Telephony.PlaybackID, on server: ServerID) {}
    func suspect(_ legs: [Telephony.ChannelID], on server: ServerID) {}
}

/// Nobody reads the events of a benchmark.
struct NoHistory: EventHistory {
    func facts(after cursor: Int64, limit: Int) async throws(APIFailure) -> [APIEvent] { [] }
    func oldestCursor() async throws(APIFailure) -> Int64 { 0 }
}
