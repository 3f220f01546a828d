import ARITelephony
import Logging
import Queueing
import Telephony

/// What the core knows of one server's connection.
struct ServerState {
    enum Phase { case down, reconciling, up }

    var phase = Phase.down
    /// Events that came while the snapshot was being fetched; they follow it.
    var held: [TelephonyEvent] = []
    /// More came than are kept: the snapshot under way is of no use.
    var hasOverflowed = false
    /// When the server was last heard.
    var heardAt: Instant?
    /// When a silence ended that outlasted the dead-man, on a connection that stood: this process was stopped.
    var silentUntil: Instant?
    /// Since when the server is hanging up all that it has, because it goes: the next picture tells who was lost.
    var goingSince: Instant?
    /// The run of the server that was compared last.
    var run: AsteriskSnapshot.Run?
    /// Legs that asked to end, with their causes, until they leave.
    var goodbyes: [ChannelID: Int] = [:]
    /// Callers who left our application without a word, until Asterisk has said what became of them.
    var departing: Set<ChannelID> = []
    /// When the last snapshot was begun, on the server's clock: what the server stamped before is in it. Asterisk keeps
    /// events for an outbound connection and sends them all when it is back. Nothing once the first pulse after the
    /// snapshot was heard, so that a clock that is set back silences nobody.
    var knownUntil: Instant?
}

/// The probe that a link sends through the event stream.
enum Pulse {
    /// Its name says after which snapshot it was sent: one that was kept for an earlier connection is recognised.
    static func name(after begun: Instant) -> String { "mayday-pulse-\(begun.milliseconds)" }
}

extension Core {
    /// The connection stands, the snapshot does not yet: what is heard from now on waits for it.
    package func linkConnected(_ server: ServerID) {
        servers[server]?.held = []
        servers[server]?.hasOverflowed = false
        servers[server, default: ServerState()].phase = .reconciling
        servers[server]?.goingSince = nil
    }

    /// Nothing more is heard of a server.
    package func linkLost(_ server: ServerID) {
        var state = servers[server] ?? ServerState()
        guard state.phase != .down else { return }
        state.phase = .down
        state.held = []
        state.hasOverflowed = false
        state.departing = []
        servers[server] = state
        decide(.serverLost(server))
        flush()
    }

    /// Everything that the server has, fetched after the connection stood.
    ///
    /// Order: callers whom nobody told us of, the phones that can be reached and those in calls; then what is gone, what waits and what is
    /// connected; then agents' legs that belong to nothing (one of them may be the other half of a talk whose facts were
    /// lost, which the comparison finds out); then the events that came meanwhile, except those that the server stamped
    /// before the first question: they are in the answers.
    ///
    /// - Returns: false where events were dropped while the server was asked: it must be asked again.
    package func reconcile(_ server: ServerID, with snapshot: AsteriskSnapshot) -> Bool {
        var state = servers[server] ?? ServerState()
        guard state.phase == .reconciling else { return true }
        guard !state.hasOverflowed else {
            servers[server]?.hasOverflowed = false
            return false
        }
        let now = clock.now()
        let legs = ApplicationLegs(snapshot, application: application, boot: ids.boot) { [engine] in
            engine.state.legs[LegKey(server, $0)]
        }
        for caller in legs.callers(at: now) {
            greet(caller.leg, arguments: caller.arguments, on: server, since: caller.since)
        }
        for endpoint in snapshot.endpoints { reach(endpoint.id, on: server, endpoint.isRegistered) }
        if snapshot.tellsOfDevices(application) {
            // As Asterisk counts: a channel that was made and not dialled yet keeps no phone busy, and that the phone is
            // idle again would not be told when it goes.
            let busy = Set(snapshot.legs.filter { $0.state != .down }.compactMap(\.endpoint))
            for endpoint in snapshot.endpoints {
                decide(.endpointBusy(server, endpoint: "\(endpoint.id)", busy.contains(endpoint.id)))
            }
        }
        if state.run == nil, !legs.ours.isEmpty { ports.effects.suspect(legs.ours.map(\.channel), on: server) }
        decide(
            .serverReconciled(
                server,
                ServerPicture(
                    legs: legs.ours, elsewhere: legs.elsewhere, bridges: snapshot.bridges.map(\.id),
                    blindFrom: state.heardAt ?? recoveredAt ?? now, blindUntil: now, takenAt: snapshot.askedAt,
                    startedAt: start(of: snapshot, after: state.run, at: now),
                    deadMenRan: silence(of: state, before: snapshot, at: now) > DeadMen.span
                        || wasStopped(server, at: now))))
        for leg in legs.lost { greet(leg.leg, arguments: leg.arguments, on: server, since: now) }
        let held = state.held
        state.held = []
        state.goodbyes = [:]
        state.departing = []
        state.knownUntil = snapshot.begunAt
        state.run = snapshot.run
        state.phase = .up
        state.heardAt = now
        servers[server] = state
        hear(held, from: server)
        flush()
        return true
    }

    /// When a server's run began, on our clock; nil where it is the run that we know. One that we do not know yet tells
    /// how old it is by its own clock.
    private func start(of snapshot: AsteriskSnapshot, after known: AsteriskSnapshot.Run?, at now: Instant) -> Instant? {
        if let known { return known == snapshot.run ? nil : now }
        guard snapshot.startedAt <= snapshot.endedAt else { return nil }
        return Instant(milliseconds: now.milliseconds - (snapshot.endedAt - snapshot.startedAt).milliseconds)
    }

    /// How long nobody kept the dead-men from running out. The journal's last word may be much older than the last sign of
    /// life of the process that wrote it; the dialplan's beat is not.
    private func silence(of state: ServerState, before snapshot: AsteriskSnapshot, at now: Instant) -> Span {
        if let heardAt = state.heardAt { return now - heardAt }
        if let beatAt = snapshot.beatAt { return snapshot.begunAt - beatAt }
        return recoveredAt.map { now - $0 } ?? .zero
    }

    private func note(heardAt now: Instant, _ server: ServerID) {
        if let heardAt = servers[server]?.heardAt, now - heardAt > DeadMen.span { servers[server]?.silentUntil = now }
        servers[server]?.heardAt = now
    }

    /// Whether what is heard now may have happened in a silence that outlasted the dead-man: it has just ended.
    func wasStopped(_ server: ServerID, at now: Instant) -> Bool {
        guard let until = servers[server]?.silentUntil else { return false }
        return now - until <= .seconds(10)
    }

    /// Whether a server that said it would go is still here: somebody has called its stop off, and a new picture must tell
    /// what it has. Asterisk waits 15 s for its channels to end before it goes.
    package func hasStayed(_ server: ServerID) -> Bool {
        guard let since = servers[server]?.goingSince else { return false }
        return clock.now() - since > .seconds(16)
    }

    /// Ends what an earlier configuration left on servers that this one does not name: nobody will ever tell of it.
    package func forget(serversOtherThan configured: Set<ServerID>) {
        for server in engine.state.servers.keys.sorted() where !configured.contains(server) {
            let now = clock.now()
            decide(
                .serverReconciled(
                    server, ServerPicture(legs: [], bridges: [], blindFrom: recoveredAt ?? now, blindUntil: now)))
            decide(.serverLost(server))
        }
        flush()
    }

    /// Events of one server, in their order.
    package func receive(_ events: [TelephonyEvent], from server: ServerID) {
        ports.picture.events(server, events)
        switch servers[server]?.phase ?? .down {
        case .down: return
        case .reconciling: hold(events, from: server)
        case .up:
            note(heardAt: clock.now(), server)
            hear(events, from: server)
            flush()
        }
    }

    private func hold(_ events: [TelephonyEvent], from server: ServerID) {
        guard var state = servers.removeValue(forKey: server) else { return }
        defer { servers[server] = state }
        guard !state.hasOverflowed else { return }
        state.held.append(contentsOf: events)
        if state.held.count > Self.heldLimit {
            state.held = []
            state.hasOverflowed = true
        }
    }

    private func hear(_ events: [TelephonyEvent], from server: ServerID) {
        for event in events {
            if let knownUntil = servers[server]?.knownUntil {
                if case .userEvent(_, _, let name) = event.kind, name == Pulse.name(after: knownUntil) {
                    servers[server]?.knownUntil = nil
                }
                guard event.at >= knownUntil else { continue }
            }
            hear(event, from: server)
        }
    }
}
