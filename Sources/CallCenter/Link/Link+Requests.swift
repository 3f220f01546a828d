import ARI
import ARIClient
import ARITelephony
import Logging
import Queueing
import Telephony

/// What a link asks its server.
extension Link {
    /// Applies what dies with the application object (the event filter) and what we listen to, then asks for everything.
    func prepareAndFetch() async throws(ARIError) -> AsteriskSnapshot {
        // Half of the traffic, and nothing that we decide on: what we need of it is in `channelvars` (ari.conf).
        let application = try await requests.send(
            ARI.Applications.filter(
                applicationName: settings.application,
                filter: ARI.EventFilter(disallowed: ["ChannelVarset", "ChannelDialplan"])))
        try await listen(to: await core.phones(on: settings.server), application)
        for _ in 0..<3 {
            guard var snapshot = try await fetch() else { continue }
            if !wasInStep { snapshot.beatAt = try? await beatAt() }
            return snapshot
        }
        throw .invalid("the server restarted again and again while it was asked for its state")
    }

    private func fetch() async throws(ARIError) -> AsteriskSnapshot? {
        let askedAt = clock.now()
        let begun = try await requests.send(ARI.Asterisk.ping())
        let info = try await requests.send(ARI.Asterisk.getInfo())
        status.version = info.system?.version
        status.asteriskID = begun.asteriskID
        let channels = try await requests.send(ARI.Channels.list())
        let bridges = try await requests.send(ARI.Bridges.list())
        let endpoints = try await requests.send(ARI.Endpoints.list())
        let applications = try await requests.send(ARI.Applications.list())
        let ended = try await requests.send(ARI.Asterisk.ping())
        var snapshot = AsteriskSnapshot(
            server: settings.server, begun: begun, info: info, channels: channels, bridges: bridges,
            endpoints: endpoints, deviceStates: [], applications: applications, ended: ended)
        snapshot?.askedAt = askedAt
        if let legs = snapshot?.legs { snapshot?.holds = try await holds(among: legs) }
        return snapshot
    }

    /// How many legs are asked about at a time: hundreds take no longer than a few, and Asterisk meets no burst.
    private static let holdsAtOnce = 16

    /// How long such a question may take: callers wait for the whole picture, and this is a figure.
    private static let holdTimeout = Duration.seconds(3)

    /// Which agents' legs their phones have on hold: no list of channels says so. Before the events that came meanwhile,
    /// as all that is asked here. Of a leg whose question is refused or not answered nobody can say, and after as many
    /// questions without an answer as are asked at a time nobody is asked any more.
    /// - Throws: what says that the server itself cannot be asked: none of the questions was answered, nor a ping.
    private func holds(among legs: [LegSnapshot]) async throws(ARIError) -> [ChannelID: Bool] {
        let agents = legs.filter { $0.state == .up && $0.id.isAgents }.map(\.id)
        let requests = requests
        let round = await withTaskGroup(of: HoldTold.self) { group -> HoldRound in
            var round = HoldRound()
            var waiting = agents.dropFirst(Self.holdsAtOnce)
            for leg in agents.prefix(Self.holdsAtOnce) { group.addTask { await Self.hold(of: leg, requests) } }
            while let told = await group.next() {
                round.take(told)
                if round.cancelled != nil || round.unanswered.count >= Self.holdsAtOnce { waiting = [] }
                if let next = waiting.popFirst() { group.addTask { await Self.hold(of: next, requests) } }
            }
            return round
        }
        if let cancelled = round.cancelled { throw cancelled }
        if !round.unanswered.isEmpty, !round.isAnswered {
            _ = try await requests.send(ARI.Asterisk.ping(), timeout: Self.holdTimeout)
        }
        for (leg, error) in round.unanswered {
            log.warning("whether a leg is on hold is not known: \(error)", metadata: ["leg": "\(leg.raw)"])
        }
        return round.holds
    }

    /// What came of the questions so far.
    private struct HoldRound: Sendable {
        var holds: [ChannelID: Bool] = [:]
        /// Whether any answer came, be it a refusal.
        var isAnswered = false
        var unanswered: [(leg: ChannelID, error: ARIError)] = []
        var cancelled: ARIError?

        mutating func take(_ told: HoldTold) {
            switch told.isHeld {
            case .success(let isHeld):
                holds[told.leg] = isHeld
                isAnswered = true
            // The leg is gone by now, or of another kind than PJSIP's.
            case .failure(.refused), .failure(.unreadableAnswer): isAnswered = true
            case .failure(.cancelled(let sent)): cancelled = .cancelled(sent: sent)
            case .failure(let error): unanswered.append((told.leg, error))
            }
        }
    }

    private struct HoldTold: Sendable {
        var leg: ChannelID
        var isHeld: Result<Bool, ARIError>
    }

    private static func hold(of leg: ChannelID, _ requests: any AsteriskRequests) async -> HoldTold {
        do throws(ARIError) {
            let told = try await requests.send(
                ARI.Channels.getChannelVar(channelID: leg.ari, variable: "CHANNEL(rtp,hold)"), timeout: holdTimeout)
            return HoldTold(leg: leg, isHeld: .success(told.value == "1"))
        } catch {
            return HoldTold(leg: leg, isHeld: .failure(error))
        }
    }

    /// One sign of life for the dialplan, stamped with the server's own clock, and one probe through the event stream:
    /// an event of our own, which must come back on the socket.
    ///
    /// - Parameter begun: when the snapshot that this connection began with was begun.
    func beat(after begun: Instant) async throws(ARIError) {
        let ping = try await requests.send(ARI.Asterisk.ping())
        try await requests.send(
            ARI.Asterisk.setGlobalVar(variable: "MAYDAY_BEAT", value: "\(ping.timestamp.milliseconds / 1000)"))
        try await requests.send(
            ARI.Events.userEvent(eventName: Pulse.name(after: begun), application: settings.application))
    }

    /// How old the dialplan's beat is, on the server's own clock; whoever serves the application renews it.
    func beatAge() async throws(ARIError) -> Duration {
        let now = try await requests.send(ARI.Asterisk.ping()).timestamp.milliseconds / 1000
        let beat = try await beatAt()?.milliseconds ?? 0
        return .seconds(now - beat / 1000)
    }

    /// The dialplan's beat, by the server's clock; nil where there was none since the server's start.
    private func beatAt() async throws(ARIError) -> Instant? {
        let beat = try await requests.send(ARI.Asterisk.getGlobalVar(variable: "MAYDAY_BEAT")).value
        // What is no time of the past says nothing.
        guard let seconds = Int64(beat), seconds > 0, seconds < .max / 1000 else { return nil }
        return Instant(milliseconds: seconds * 1000)
    }
}
