import APIServer
import ARI
import ARIClient
import Glibc
import Logging
import MaydayAPI
import MaydayConfiguration
import Queueing
import ServiceLifecycle
import Store
import Telephony

/// The whole service, wired: links to the servers, core, journal, picture, API. Runs until it is shut down.
package struct CallCenter: Service, CustomStringConvertible {
    let loaded: ServiceConfiguration.Loaded
    let source: ConfigurationSource
    var configuration: ServiceConfiguration { loaded.configuration }
    let version: String
    let steadyClock: SteadyClock
    let boot: String
    let log: Logger
    package let drain = Drain()
    package let reload = Reload()
    /// Told once, with the port that the API listens on.
    let onListening: @Sendable (Int) async -> Void

    /// - Parameter boot: a random prefix of ids, new at each start.
    package init(
        _ loaded: ServiceConfiguration.Loaded, from source: ConfigurationSource, version: String, boot: String,
        clock: SteadyClock = SteadyClock(),
        log: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.loaded = loaded
        self.source = source
        self.version = version
        self.boot = boot
        steadyClock = clock
        self.log = log
        self.onListening = onListening
    }

    package var description: String { "CallCenter" }
    var clock: WallClock { steadyClock.asWallClock }

    /// Recovers what the journal holds, then runs every component until one fails or the service is told to stop.
    package func run() async throws {
        let state = ServiceState()
        let node = NodeID(configuration.node)
        let clock = clock
        let (recoveries, storeIsWell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let explainer = Explainer()
        let store = try await openStore(state, explainer) { storeIsWell.yield() }
        let keys = try KeyFile(path: configuration.api.keysFile).bootstrap(random: APIEnvironment.system.random)
        tell(ofNewStore: store.isNew, newKeys: keys.made)
        let recovery = try await Recovery(store.reader, figures: Figures(), log: log)
        log.info(
            "the journal is read",
            metadata: ["facts": "\(recovery.replayed)", "entries": "\(recovery.state.entries.count)"])
        let feed = EventFeed(
            history: JournalHistory(reader: store.reader, clock: clock), lastSequence: recovery.nextSequence - 1,
            maximumSubscribers: APIServerOptions().maximumStreams)
        let application = configuration.asterisk.first?.app ?? "mayday"
        let picture = Picture(
            state: recovery.state, figures: recovery.figures, sequence: recovery.nextSequence - 1,
            callers: recovery.callers, feed: feed, application: application, clock: clock,
            midnight: Midnight.local, log: log)
        await picture.turnDay()
        let tracer = Tracer { item in
            store.trace([
                TraceLine(
                    call: item.call, at: item.at, kind: TraceLine.Kind(rawValue: item.kind.rawValue) ?? .input,
                    text: item.text)
            ])
        }
        let queueLog = queueLog(store, state)
        let arrivals = LegArrivals()
        let effects = EffectRunner(arrivals: arrivals, trace: tracer, clock: clock, log: log)
        for (token, identity) in recovery.callers { effects.remember(token, identity) }
        let core = Core(
            engine: QueueEngine(state: recovery.state, boot: boot),
            callers: recovery.callers,
            ids: IdentifierSource(node: node, boot: boot), numbers: NumberTable(configuration),
            application: application,
            ports: Core.Ports(
                journal: Journal(
                    store: store, feed: feed, explainer: explainer, next: recovery.nextSequence, queues: recovery.state),
                effects: effects, picture: picture, trace: tracer),
            clock: clock, log: log)
        let live = try await liveConfiguration(store, core, state)
        await core.forget(serversOtherThan: Set(configuration.asterisk.map { ServerID($0.name) }))
        drain.connect {
            state.drain()
            await core.drain()
        }
        // A start that fails must not have taken the application from a service that runs: the API's port comes first.
        let (listening, isListening) = AsyncStream.makeStream(of: Void.self)
        let links = try Links(
            configuration, core: core, picture: picture, arrivals: arrivals, state: state, clock: clock, log: log)
        effects.connect(links.requests, application: application, to: core)

        let service = CallCenterService(
            core: core, picture: picture, store: store, effects: effects,
            live: live,
            identity: ServiceIdentity(
                node: node, version: version, startedAt: clock.now(),
                servers: configuration.asterisk.map {
                    (ServerID($0.name), $0.mode == .inbound ? .inbound : .outbound)
                }),
            state: state, clock: clock)
        var options = APIServerOptions(
            host: configuration.api.listen.host, port: configuration.api.listen.port, version: version)
        options.allowedHosts = configuration.api.hosts
        options.maximumConnections = FileLimit.forClients(of: FileLimit.current)
        let api = APIServer(
            options: options, callCenter: service, keys: KeyRing(keys.keys), idempotency: KeptReplies(store),
            logger: log,
            onFull: { [most = options.maximumConnections, log] isFull in
                state.tellOfConnections(most: most, areFull: isFull, at: clock.now(), log)
            },
            onListening: { [onListening] port in
                isListening.finish()
                await onListening(port)
            })

        let lamps =
            configuration.lamps
            ? Lamps(picture: picture, requests: links.requests, application: application, log: log) : nil
        let running = Running(
            lamps: lamps, links: links, picture: picture, effects: effects, store: store, queueLog: queueLog,
            state: state,
            feed: feed,
            core: core, recoveries: recoveries, listening: listening, clock: steadyClock, log: log)
        try await running.run(api)
    }

    private func tell(ofNewStore isNew: Bool, newKeys: Bool) {
        if newKeys {
            log.notice(
                "made an admin key",
                metadata: ["file": "\(KeyFile(path: configuration.api.keysFile).adminSecretPath)"])
        } else if isNew {
            log.warning(
                "the journal is new although there are API keys already; if the service has run before, stop it and correct store.path, or move the journal back",
                metadata: ["store": "\(configuration.store.path)", "keys": "\(configuration.api.keysFile)"])
        }
    }
}

/// The components while they run, and the order in which they end.
private struct Running: Sendable {
    /// Nil where nobody wants them.
    let lamps: Lamps?
    let links: Links
    let picture: Picture
    let effects: EffectRunner
    let store: Store
    let queueLog: QueueLogFollower?
    let state: ServiceState
    let feed: EventFeed
    let core: Core
    /// The store is well again.
    let recoveries: AsyncStream<Void>
    /// Ends once the API listens.
    let listening: AsyncStream<Void>
    let clock: SteadyClock
    let log: Logger

    func run(_ api: APIServer) async throws {
        let failure = await withTaskGroup(of: (any Error)?.self) { group in
            group.addTask {
                for await _ in listening {}
                // Cancelled: the API did not come to listen.
                guard !Task.isCancelled else { return nil }
                return await caught { try await links.run() }
            }
            group.addTask {
                var share = 0
                var turn = ContinuousClock.now
                while true {
                    // By the clock, so that late wake-ups do not add up to a longer period.
                    turn = max(turn + DeadMen.period / DeadMen.shares, .now)
                    guard (try? await Task.sleep(until: turn)) != nil else { return nil }
                    effects.armDeadMen(share)
                    share = (share + 1) % DeadMen.shares
                }
            }
            group.addTask {
                guard let lamps else { return await never() }
                await every(Lamps.period) { await lamps.tick() }
                return nil
            }
            group.addTask {
                await every(.seconds(60)) { store.keep(await picture.checkpoint()) }
                return nil
            }
            group.addTask {
                await every(.seconds(1)) {
                    await picture.turnDay()
                    state.tellOfClock(ahead: clock.adjust(), at: clock.now(), log)
                    state.tellOfStoreFiles(lost: store.lostFiles(), at: clock.now(), process: getpid(), log)
                    queueLog?.tick()
                }
                return nil
            }
            group.addTask {
                await store.tellInterruptions(after: recoveries, to: picture, log)
                return nil
            }
            group.addTask { await caught { try await api.run() } }
            // Whatever ends first ends all: the API when the service is told to stop, or a part that could not start.
            // The picture and the queue_log are not among them: they are needed to the end.
            let folding = Task { await picture.run() }
            let logging = Task { await queueLog?.run() }
            queueLog?.tick()
            let first = await withGracefulShutdownHandler {
                await group.next() ?? nil
            } onGracefulShutdown: {
                state.drain()
                feed.finish()
            }
            links.stop()
            group.cancelAll()
            await effects.drained()
            await picture.settled()
            store.keep(await picture.checkpoint())
            picture.finish()
            await folding.value
            await store.settled()
            queueLog?.finish()
            await logging.value
            return first
        }
        let unwritten = await store.close()
        if let failure { throw failure }
        if unwritten > 0 { throw ServiceFailure.unwritten(facts: unwritten) }
    }

    private func caught(_ work: () async throws -> Void) async -> (any Error)? {
        do {
            try await work()
            return nil
        } catch {
            return error
        }
    }

    /// Until the task is cancelled.
    private func never() async -> (any Error)? {
        await every(.seconds(86_400)) {}
        return nil
    }

    private func every(_ period: Duration, _ work: @escaping @Sendable () async -> Void) async {
        while (try? await Task.sleep(for: period)) != nil { await work() }
    }
}

/// Why the service ended other than as it was told to.
package enum ServiceFailure: Error, CustomStringConvertible {
    /// The disk refused to the last.
    case unwritten(facts: Int)

    package var description: String {
        switch self {
        case .unwritten(let facts): "\(facts) facts could not be written to the journal"
        }
    }
}
