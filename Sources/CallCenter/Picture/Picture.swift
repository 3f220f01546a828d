import APIServer
import ARITelephony
import Logging
import MaydayAPI
import Queueing
import Statistics
import Store
import Telephony

/// What readers see: queues, agents, callers, calls and figures, folded from the same facts and events that the core
/// went by. It answers every query of the API, so that none reaches the engine.
package actor Picture {
    enum Message: Sendable {
        case facts([DatedFact], last: Int64)
        case events(ServerID, [TelephonyEvent])
        case snapshot(ServerID, AsteriskSnapshot)
        case caller(CallerToken, CallerIdentity)
        case link(ServerID, LinkStatus)
        case interrupted(from: Instant, until: Instant)
        case barrier(CheckedContinuation<Void, Never>)
    }

    var state: QueueState
    var figures: Figures
    var boards: [ServerID: CallBoard] = [:]
    var pops: [OfferID: MaydayAPI.ScreenPop] = [:]
    var callers: [CallerToken: CallerIdentity]
    var links: [ServerID: LinkStatus] = [:]
    var heardAt: [ServerID: Instant] = [:]
    var blind = BlindHistory()
    /// The sequence of the last fact that is in here.
    var sequence: Int64
    let application: String
    /// The local midnight before a moment.
    private let midnight: @Sendable (Instant) -> Instant
    let clock: WallClock
    let feed: EventFeed
    let log: Logger

    private let messages: AsyncStream<Message>
    private nonisolated let inbox: AsyncStream<Message>.Continuation

    package init(
        state: QueueState, figures: Figures, sequence: Int64, callers: [CallerToken: CallerIdentity], feed: EventFeed,
        application: String,
        clock: WallClock, midnight: @escaping @Sendable (Instant) -> Instant, log: Logger
    ) {
        self.application = application
        self.midnight = midnight
        self.sequence = sequence
        self.state = state
        self.figures = figures
        self.callers = callers
        self.feed = feed
        self.clock = clock
        self.log = log
        (messages, inbox) = AsyncStream.makeStream(of: Message.self)
    }

    /// Folds what comes until the task is cancelled or `finish` was called.
    package func run() async {
        for await message in messages { take(message) }
    }

    package nonisolated func finish() { inbox.finish() }

    /// Returns when everything that was told before has been folded.
    package nonisolated func settled() async {
        await withCheckedContinuation { continuation in
            if case .terminated = inbox.yield(.barrier(continuation)) { continuation.resume() }
        }
    }

    nonisolated func post(_ message: Message) { inbox.yield(message) }

    private func take(_ message: Message) {
        switch message {
        case .facts(let facts, let last):
            fold(facts)
            sequence = last
        case .snapshot(let server, let snapshot): repair(server, snapshot)
        case .events(let server, let events): fold(events, of: server)
        case .caller(let token, let identity): callers[token] = identity
        case .link(let server, let status):
            links[server] = status
            if blind.losses[server] == nil { blind.losses[server] = status.reason }
        case .interrupted(let from, let until):
            figures.markInterrupted(from: from, until: until)
            guard feed.subscriberCount > 0 else { return }
            feed.publish(levels(Touched(queues: state.settings.queues.map(\.id))))
        case .barrier(let continuation): continuation.resume()
        }
    }

    private func fold(_ facts: [DatedFact]) {
        var touched = Touched()
        var ended: [QueueEntry] = []
        var popped: [MaydayAPI.ScreenPop] = []
        for fact in facts {
            popped += popsEnded(by: fact)
            touched.note(before: fact.fact, state)
            log(fact.fact)
            if case .entryClosed(let closed) = fact.fact, let entry = state.entries[closed.entry] {
                ended.append(endedEntry(entry, closed.outcome, at: fact.at))
                // Who goes on to another queue of ours is still here.
                if closed.to?.queue == nil { callers[entry.caller] = nil }
            }
            if case .callbackTaken(let taken) = fact.fact, let entry = state.entries[taken.entry] {
                ended.append(endedEntry(entry, .callback, at: fact.at))
                if taken.customer != entry.caller { callers[entry.caller] = nil }
            }
            if case .callbackEnded(let end) = fact.fact, let entry = state.entries[end.entry] {
                callers[entry.caller] = nil
            }
            if case .serverReconciled(let server, let from, let until) = fact.fact {
                blind.note(server, from: from, until: until)
            }
            state.apply(fact)
            figures.apply(fact)
            popped += popsChanged(by: fact.fact)
            touched.note(after: fact.fact, state)
        }
        if !pops.isEmpty { pops = pops.filter { state.offers[$0.key] != nil } }
        guard feed.subscriberCount > 0 else { return }
        feed.publish(popped.map { APIEvent(at: time(facts.last?.at ?? clock.now()), data: .screenPop($0)) })
        feed.publish(ended.map { APIEvent(at: $0.endedAt ?? time(clock.now()), data: .entry($0)) } + levels(touched))
    }

    private func fold(_ events: [TelephonyEvent], of server: ServerID) {
        var board = boards.removeValue(forKey: server) ?? CallBoard(watch: .application)
        var changes = BoardChanges()
        for event in events { board.apply(event, into: &changes) }
        boards[server] = board
        heardAt[server] = clock.now()
    }

    /// Puts a board right after a gap.
    private func repair(_ server: ServerID, _ snapshot: AsteriskSnapshot) {
        var board = boards.removeValue(forKey: server) ?? CallBoard(watch: .application)
        var changes = BoardChanges()
        for event in BoardRepair.diff(board, snapshot, scope: .application(application)) {
            board.apply(event, into: &changes)
        }
        boards[server] = board
    }

    /// Begins a new day of figures if the local midnight has passed.
    package func turnDay() {
        let midnight = midnight(clock.now())
        if midnight != figures.dayStart { figures.beginDay(at: midnight) }
    }

    /// Queues and figures as they stand at one fact of the journal.
    package func checkpoint() -> StoredCheckpoint {
        StoredCheckpoint(
            sequence: sequence, madeAt: clock.now(), engine: EngineCheckpoint.bytes(of: state),
            statistics: figures.bytes)
    }
}

extension Picture: PictureSink {
    package nonisolated func facts(_ facts: [DatedFact], last: Int64) { post(.facts(facts, last: last)) }
    package nonisolated func events(_ server: ServerID, _ events: [TelephonyEvent]) { post(.events(server, events)) }
    package nonisolated func caller(_ token: CallerToken, _ identity: CallerIdentity) {
        post(.caller(token, identity))
    }
    package nonisolated func snapshot(_ server: ServerID, _ snapshot: AsteriskSnapshot) {
        post(.snapshot(server, snapshot))
    }
    package nonisolated func link(_ server: ServerID, _ status: LinkStatus) { post(.link(server, status)) }
    /// Facts did not reach the journal as they should: figures of that time are marked.
    package nonisolated func interrupted(from: Instant, until: Instant) {
        post(.interrupted(from: from, until: until))
    }
}

/// Which levels a batch of facts changed.
struct Touched {
    var entries: [EntryID] = []
    var agents: [AgentID] = []
    var queues: [QueueID] = []

    mutating func note(before fact: Fact, _ state: QueueState) {
        if case .offerRinging(let offer) = fact { note(offer, state) }
        if case .offerAnswered(let offer) = fact { note(offer, state) }
        if case .offerLost(let lost) = fact { add(lost.entry, lost.queue, lost.agent) }
        if case .callbackTaken(let taken) = fact { add(taken.entry, taken.queue, nil) }
        if case .callbackEnded(let ended) = fact { add(ended.entry, ended.queue, nil) }
        if case .entryClosed(let closed) = fact {
            add(closed.entry, closed.queue, state.currentAgent(of: closed.entry))
        }
    }

    mutating func note(after fact: Fact, _ state: QueueState) {
        switch fact {
        case .entryOpened(let opened): add(opened.entry, opened.queue, nil)
        case .entryPlaced(let placed): add(placed.entry, placed.queue, nil)
        case .demandRelaxed(let entry, _):
            if let entry = state.entries[entry] { add(entry.id, entry.queue, nil) }
        case .callbackDialled(let dialled): add(dialled.entry, dialled.queue, dialled.agent)
        case .offerMade(let made): add(made.entry, made.queue, made.agent)
        case .entryConnected(let connected): add(connected.entry, connected.queue, connected.agent)
        case .holdBegun(let hold), .holdEnded(let hold):
            if let call = hold.call { add(call.entry, call.queue, hold.agent) }
        case .partChanged(let changed):
            if !agents.contains(changed.agent) { agents.append(changed.agent) }
            if !queues.contains(changed.queue) { queues.append(changed.queue) }
        case .dispositionGiven(let given): if !agents.contains(given.agent) { agents.append(given.agent) }
        case .queueTurned(let turned): if !queues.contains(turned.queue) { queues.append(turned.queue) }
        case .agentSeated(let agent, _), .headsetUp(let agent), .headsetGone(let agent, _):
            if !agents.contains(agent) { agents.append(agent) }
        case .agentChanged(let changed):
            if !agents.contains(changed.agent) { agents.append(changed.agent) }
            for queue in state.agents[changed.agent]?.settings.queues ?? [] where !queues.contains(queue) {
                queues.append(queue)
            }
        case .serverLost, .serverReconciled:
            // From now on figures are marked as incomplete, or it is known for how long they are.
            queues = state.settings.queues.map(\.id)
        default: break
        }
    }

    private mutating func note(_ offer: OfferID, _ state: QueueState) {
        guard let offer = state.offers[offer] else { return }
        add(offer.entry, offer.queue, offer.agent)
    }

    private mutating func add(_ entry: EntryID, _ queue: QueueID, _ agent: AgentID?) {
        if !entries.contains(entry) { entries.append(entry) }
        if !queues.contains(queue) { queues.append(queue) }
        if let agent, !agents.contains(agent) { agents.append(agent) }
    }
}

/// The last blind intervals of each server, for the health page.
struct BlindHistory {
    private(set) var intervals: [ServerID: [MaydayAPI.BlindInterval]] = [:]
    /// Why each server was lost, until it is found again: the first reason, not those of the attempts that follow.
    var losses: [ServerID: String] = [:]
    private static let kept = 20

    mutating func note(_ server: ServerID, from: Instant, until: Instant) {
        let reason = losses.removeValue(forKey: server) ?? "this service was away"
        guard until > from else { return }
        intervals[server, default: []].append(
            MaydayAPI.BlindInterval(
                fromAt: APITime(milliseconds: from.milliseconds), toAt: APITime(milliseconds: until.milliseconds),
                reason: reason))
        if let count = intervals[server]?.count, count > Self.kept { intervals[server]?.removeFirst(count - Self.kept) }
    }
}
