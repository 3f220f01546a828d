import ARI
import ARIClient
import ARITelephony
import Logging
import Telephony

/// The connection to one Asterisk, from the first dial to the last event: when the socket stands the server's state is
/// fetched and compared; while it stands the server is told that we live, and it is checked that events really come.
package actor Link {
    package struct Settings: Sendable {
        package var server: ServerID
        package var application: String
        /// How often the dialplan's beat is renewed, and the stream probed.
        package var beat: Duration = .seconds(1)
        /// An open socket that has not brought our own probes for so long is mute.
        package var muteAfter: Duration = .seconds(5)
        /// A beat that is older says that nobody serves the application's callers: the limit of the dialplan, too.
        package var beatLimit: Duration = .seconds(6)
        /// A server that has not been heard for so long after our start is told as down: one that is to dial us never
        /// says that it cannot.
        package var firstContact: Duration = .seconds(10)

        package init(server: ServerID, application: String) {
            self.server = server
            self.application = application
        }
    }

    let settings: Settings
    let requests: any AsteriskRequests
    let core: Core
    let picture: Picture
    let state: ServiceState
    let clock: WallClock
    let log: Logger
    private let inbox: LinkInbox
    let arrivals: LegArrivals
    private let redial: @Sendable () -> Void
    private let learned: @Sendable (ServerFeatures) -> Void
    private let forgotten: @Sendable () -> Void
    /// The run of the server whose features are known.
    private var examined: AsteriskSnapshot.Run?
    /// Whether this process has been in step with the server: from then on the core knows since when it was not.
    private(set) var wasInStep = false

    enum Trouble { case connecting, fetching, listening, beating, takingBack, askingAround }

    var status: LinkStatus
    /// Counts connections, so that what was begun for an earlier one is recognised as stale.
    var connection = 0
    private var heardAt = ContinuousClock.now
    /// The phones whose device states we listen to.
    var heardPhones: Set<String> = []
    /// Of the devices, those that something was told of since one was asked about; nil while none is.
    var heardSince: Set<String>?
    /// Whether the server tells of phones by their endpoints, as it knows no device states.
    var listensToEndpoints = false
    /// Why we are about to give the connection up ourselves.
    private var givingUp: String?
    private var work: Task<Void, Never>?
    /// What was logged last of each kind of trouble: a retry that fails in the same way says nothing new.
    private var told: [Trouble: String] = [:]
    private(set) var malformed = 0
    private(set) var unknown = 0

    /// - Parameters:
    ///   - redial: drops the socket and dials anew; in outbound mode it closes it, and Asterisk dials.
    ///   - learned: hears what the server can do, once for each connection.
    ///   - forgotten: hears that a new connection stands: what was learned may not be true of it.
    package init(
        settings: Settings, requests: any AsteriskRequests, inbox: LinkInbox, core: Core, picture: Picture,
        arrivals: LegArrivals, state: ServiceState, clock: WallClock, log: Logger,
        redial: @escaping @Sendable () -> Void, learned: @escaping @Sendable (ServerFeatures) -> Void = { _ in },
        forgotten: @escaping @Sendable () -> Void = {}
    ) {
        self.settings = settings
        self.requests = requests
        self.inbox = inbox
        self.core = core
        self.picture = picture
        self.arrivals = arrivals
        self.state = state
        self.clock = clock
        self.log = log
        self.redial = redial
        self.learned = learned
        self.forgotten = forgotten
        status = LinkStatus(phase: .connecting, since: clock.now())
    }

    /// Reads what the socket brings until the inbox is finished.
    package func run() async {
        tell(.connecting)
        let waiting = Task { await self.awaitFirstContact() }
        defer { waiting.cancel() }
        while let message = await inbox.next() {
            switch message {
            case .batch(let elements): await take(elements)
            case .overflow:
                log.error("events came faster than they could be decided on; asking for the whole state")
                await resync(because: "overflow")
            }
        }
        work?.cancel()
    }

    private func awaitFirstContact() async {
        guard (try? await Task.sleep(for: settings.firstContact)) != nil, status.phase == .connecting else { return }
        log.warning("the server has not been heard since the start")
        state.raise(
            alarm("down"), "\(settings.server): no connection since the start: it has not answered, or not dialled",
            at: clock.now())
    }

    private func take(_ elements: [ARIStreamElement]) async {
        var events: [TelephonyEvent] = []
        events.reserveCapacity(elements.count)
        for element in elements {
            switch element {
            case .event(let event):
                heardAt = .now
                if case .unknown = event { unknown += 1 }
                if case .deviceStateChanged(let told) = event { heardSince?.insert(told.deviceState.name) }
                if let event = TelephonyEvent.translate(event) { events.append(event) }
            default:
                if !events.isEmpty { await core.receive(events, from: settings.server) }
                events.removeAll(keepingCapacity: true)
                await follow(element)
            }
        }
        if !events.isEmpty { await core.receive(events, from: settings.server) }
    }

    private func follow(_ element: ARIStreamElement) async {
        switch element {
        case .connected(let connection):
            // Another Asterisk may have started behind the same address.
            examined = nil
            forgotten()
            log.info("connected", metadata: ["peer": "\(connection.peer)"])
            told = [:]
            state.clear(alarm("replaced"))
            givingUp = nil
            // From here on the board knows new events from replayed ones.
            picture.events(settings.server, [TelephonyEvent(at: clock.now(), .connected)])
            await resync(because: nil)
        case .disconnected(let end):
            connection += 1
            work?.cancel()
            // Why we gave up explains the end that it led to, and none after that.
            let reason = givingUp ?? end.reason.words
            if end.wasConnected { told[.connecting] = nil }
            warn(.connecting, "no connection: \(reason)", givingUp == nil ? end.reason : nil)
            givingUp = nil
            state.raise(alarm("down"), "\(settings.server): no connection: \(reason)", at: clock.now())
            tell(.down, reason)
            await core.linkLost(settings.server)
        case .replaced(let application):
            connection += 1
            work?.cancel()
            let text = "replaced: another program took the application \(application); it gets the events and we do not"
            log.error("\(text)")
            state.raise(alarm("replaced"), "\(settings.server): \(text)", at: clock.now())
            tell(.replaced, text)
            await core.linkLost(settings.server)
            let mine = connection
            work = Task { await self.winBack(mine) }
        case .passedOver(let bytes):
            log.error("an event was too large and was passed over", metadata: ["bytes": "\(bytes)"])
            await resync(because: "an event was passed over")
        case .malformed(let error, let start):
            malformed += 1
            log.warning(
                "an event could not be read",
                metadata: ["error": "\(error)", "start": "\(String(decoding: start.prefix(80), as: UTF8.self))"])
        case .lagged, .frame, .event: break
        }
    }

    /// Fetches the whole state and has it compared, again and again until it works or the connection is gone.
    ///
    /// - Parameter reason: what was missed on this connection; nil where the connection is new.
    private func resync(because reason: String?) async {
        connection += 1
        let mine = connection
        heardAt = .now
        work?.cancel()
        tell(.reconciling, reason)
        await core.linkConnected(settings.server)
        work = Task { await self.keepUp(mine) }
    }

    private func keepUp(_ mine: Int) async {
        var pause = Duration.milliseconds(100)
        while !Task.isCancelled, mine == connection {
            do throws(ARIError) {
                let snapshot = try await prepareAndFetch()
                guard mine == connection, !Task.isCancelled else { return }
                picture.snapshot(settings.server, snapshot)
                let isWhole = await core.reconcile(settings.server, with: snapshot)
                guard mine == connection, !Task.isCancelled else { return }
                guard isWhole else {
                    log.warning("more events came than could be kept while the state was fetched; fetching again")
                    continue
                }
                wasInStep = true
                state.clear(alarm("down"))
                tell(.up)
                log.info("in step with the server", metadata: ["channels": "\(snapshot.legs.count)"])
                let begun = snapshot.begunAt
                await withTaskGroup { group in
                    group.addTask { await self.stayAlive(mine, after: begun) }
                    group.addTask { await self.takeBack(mine) }
                    group.addTask { await self.followPhones(mine) }
                    group.addTask { await self.examine(snapshot, mine) }
                }
                return
            } catch {
                warn(.fetching, "could not fetch the server's state: \(error)")
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    /// Learns what the server can do; callers do not wait for it.
    private func examine(_ snapshot: AsteriskSnapshot, _ mine: Int) async {
        let run = snapshot.run
        guard run != examined else { return }
        do throws(ARIError) {
            let features = try await ServerFeatures.probe(requests)
            guard mine == connection else { return }
            examined = run
            status.missing = features.missing
            learned(features)
            tell(.up)
            if !features.missing.isEmpty {
                log.warning(
                    "the server lacks what this service can use",
                    metadata: ["missing": "\(features.missing.joined(separator: "; "))"])
            }
        } catch {
            // The next connection asks again.
            log.warning("could not ask what the server can do", metadata: ["error": "\(error)"])
        }
    }

    /// Renews the beat and probes the stream until the connection is gone.
    private func stayAlive(_ mine: Int, after begun: Instant) async {
        heardAt = .now
        while !Task.isCancelled, mine == connection {
            do throws(ARIError) {
                try await beat(after: begun)
                clear(.beating)
            } catch {
                warn(.beating, "the beat failed: \(error)")
            }
            if await core.hasStayed(settings.server), mine == connection {
                log.notice("the server began to stop, and did not; asking for the whole state")
                return await resync(because: "the server's stop was called off")
            }
            if ContinuousClock.now - heardAt > settings.muteAfter, mine == connection {
                log.error("the socket is open and says nothing; dialling anew")
                givingUp = "mute: the socket was open and brought no events"
                redial()
                heardAt = .now
            }
            try? await Task.sleep(for: settings.beat)
        }
    }

    /// Looks for callers in the fall-back queue until the connection is gone; beside the beat, which nothing may delay.
    private func takeBack(_ mine: Int) async {
        var takeBack = TakeBack()
        // Who drains sends people there.
        while !Task.isCancelled, mine == connection, !state.isDraining {
            do throws(ARIError) {
                takeBack.note(found: try await takeBackCallers())
                clear(.takingBack)
            } catch {
                warn(.takingBack, "could not look for callers in the fall-back queue: \(error)")
                takeBack.note(found: 0)
            }
            try? await Task.sleep(for: takeBack.pause)
        }
    }

    /// Waits until nobody serves the application's callers, then takes it back. While another Mayday does, its beat is
    /// fresh and it is left alone: two that take it from one another would serve nobody.
    private func winBack(_ mine: Int) async {
        try? await Task.sleep(for: settings.beatLimit)
        while !Task.isCancelled, mine == connection {
            do throws(ARIError) {
                if try await beatAge() > settings.beatLimit, mine == connection, !Task.isCancelled {
                    log.notice("nobody serves the application any more; taking it back")
                    givingUp = status.reason
                    return redial()
                }
            } catch {
                warn(.askingAround, "could not ask who serves the application: \(error)")
            }
            try? await Task.sleep(for: settings.beat)
        }
    }

    func tell(_ phase: LinkStatus.Phase, _ reason: String? = nil) {
        if status.phase != phase { status.since = clock.now() }
        status.phase = phase
        status.reason = phase == .up ? nil : reason
        picture.link(settings.server, status)
    }

    /// Logs trouble, unless it is what was logged last; details that change with each attempt do not count.
    func warn(_ trouble: Trouble, _ text: String, _ reason: ARIDisconnectReason? = nil) {
        let key = reason.map { String($0.kind) } ?? text
        guard told[trouble] != key else { return }
        told[trouble] = key
        guard let advice = reason?.advice else { return log.warning("\(text)") }
        log.warning("\(text); \(advice)")
    }

    /// What comes of that kind from now on is news again.
    func clear(_ trouble: Trouble) { told[trouble] = nil }

    private func alarm(_ code: String) -> String { "asterisk_\(code)_\(settings.server)" }
}
