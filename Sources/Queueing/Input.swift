import Telephony

/// Everything that can happen to the engine, in one ordered stream. Each input comes with the moment of its arrival.
package enum Input: Hashable, Sendable {
    /// The configuration was read, at start or by a reload.
    case settingsLoaded(Settings)
    /// A caller is in our application and wants a queue. Told twice for one channel, it counts once.
    case callerArrived(Arrival)
    /// A leg rings at the far end.
    case legRinging(ServerID, ChannelID)
    /// A leg was picked up.
    case legAnswered(ServerID, ChannelID)
    /// A caller's leg entered a bridge in which there is somebody. If it is the bridge of the running offer the two are connected, whatever becomes
    /// of the answer to the request: with this the figures are exact even when that answer is late or lost.
    case legBridged(ServerID, ChannelID, BridgeID)
    /// A key was pressed on a leg: one of `0123456789*#ABCD`.
    case keyPressed(ServerID, ChannelID, String)
    /// The phone behind a leg put it on hold (true), or took it off.
    case legHeld(ServerID, ChannelID, Bool)
    /// A leg is over or has left the application.
    case legEnded(ServerID, ChannelID, LegEnd)
    /// Nothing is said any more under this id.
    case playbackEnded(ServerID, PlaybackID)
    /// An effect was carried out, or could not be. May come twice or never.
    case effectFinished(EffectID, EffectResult)
    /// Who says what follows, for the record.
    case ordered(OrderGiven)
    /// An agent, their phone or a supervisor said something.
    case agentCommanded(AgentID, AgentCommand)
    /// A supervisor or an agent said something about a caller who waits.
    case callerCommanded(EntryID, CallerCommand)
    /// An agent, or somebody for them, says how a call of theirs went: one that runs, or one that is over.
    case disposed(DispositionGiven)
    /// A supervisor opened or closed a queue.
    case queueCommanded(QueueID, QueueCommand)
    /// An endpoint's registration appeared or vanished. Any endpoint's: an agent may log in there later.
    case endpointReachable(ServerID, endpoint: String, Bool)
    /// An endpoint's phone rings or is in a call, whoever brought it, or is idle. Any endpoint's.
    case endpointBusy(ServerID, endpoint: String, Bool)
    /// Nothing more is heard of a server. Its callers are still there, for all we know.
    case serverLost(ServerID)
    /// What the server really has, after a gap: everything of ours that is not listed is gone.
    ///
    /// The rim's part: before it, from the same picture, come `callerArrived` for every caller found in our application
    /// (who is known already counts once), and `endpointReachable` and `endpointBusy` for every endpoint; the events of
    /// the time before the picture are not told after it.
    case serverReconciled(ServerID, ServerPicture)
    /// Time has passed; deadlines may be due.
    case clock
}

/// A caller's arrival. All ids are the rim's choice.
package struct Arrival: Hashable, Sendable {
    package var entry: EntryID
    package var call: CallID
    package var server: ServerID
    package var channel: ChannelID
    package var queue: QueueID
    package var caller: CallerToken
    /// When the wait began. Earlier than the arrival for a caller who comes back from the fall-back queue.
    package var enteredAt: Instant
    /// Higher is served first.
    package var priority: Int
    /// What this caller asks of the agent.
    package var needs: Needs
    /// They were with us before this was told (found in a picture, back from the fall-back queue): no limit refuses them.
    package var wasLetIn: Bool
    /// The place at which they enter, from 1; nil for the one that is theirs.
    package var position: Int?
    /// Who they were when they last gave up: they have that place again where the queue keeps it and its time is not over.
    package var regains: CallerToken?
    /// Their own request to be called back, which is over if they are let in: they have its place.
    package var callsAgain: CallerToken?

    package init(
        entry: EntryID, call: CallID, server: ServerID, channel: ChannelID, queue: QueueID, caller: CallerToken,
        enteredAt: Instant, priority: Int = 0, needs: Needs = .none, wasLetIn: Bool = false, position: Int? = nil,
        regains: CallerToken? = nil, callsAgain: CallerToken? = nil
    ) {
        self.entry = entry
        self.call = call
        self.server = server
        self.channel = channel
        self.queue = queue
        self.caller = caller
        self.enteredAt = enteredAt
        self.priority = priority
        self.needs = needs
        self.wasLetIn = wasLetIn
        self.position = position
        self.regains = regains
        self.callsAgain = callsAgain
    }
}

/// How a leg ended.
package struct LegEnd: Hashable, Sendable {
    /// The Q.850 cause, 0 if none was told.
    package var cause: Int
    /// True if nobody told us: it was missing from a snapshot.
    package var inferred: Bool
    /// True if the channel lives on outside our application, or did: the dialplan's dead-man or a transfer has it. Such
    /// a caller has moved, not abandoned.
    package var livesOn: Bool

    package init(cause: Int, inferred: Bool = false, livesOn: Bool = false) {
        self.cause = cause
        self.inferred = inferred
        self.livesOn = livesOn
    }
}

package enum AgentCommand: Hashable, Sendable {
    /// Offline becomes ready, or unreachable while the phone is known to be away.
    case logIn
    /// As `logIn`, at another phone than the configured one. Who is logged in there is logged out.
    case logInAt(endpoint: String)
    /// As `logIn`, for one of their queues: who is offline takes part in no other; who is not takes it up again.
    case logInTo(QueueID, endpoint: String?)
    /// Out of one queue; out of the last one, altogether. A ringing offer of that queue is lost.
    case logOutOf(QueueID)
    /// Not asked for one queue. A ringing offer of that queue is lost.
    case pauseIn(QueueID, reason: String)
    case resumeIn(QueueID)
    /// Ends whatever they are stuck in: a wrap-up, a phone taken for busy or away, a ring, a call.
    case complete
    /// Offline, now or when the running call ends (without wrap-up). A ringing offer is lost.
    case logOut
    /// Ready (or unreachable, as above), from anywhere but a call; also ends a rest after a failed offer, and takes back a `notReady` or `logOut`
    /// that was to follow the running call.
    case ready
    /// Not ready, now or when the running call ends (without wrap-up). A ringing offer is lost. Nothing while offline.
    case notReady(reason: String)
    case endWrapUp
    /// The wrap-up lasts so much longer, at most an hour from now; nothing in any other state.
    case extendWrapUp(by: Span)
}

/// The part of a server's snapshot that the engine decides on, in order of the channels' ids.
package struct ServerPicture: Hashable, Sendable {
    package struct Leg: Hashable, Sendable {
        package var channel: ChannelID
        package var isUp: Bool
        package var bridge: BridgeID?
        /// The endpoint behind the channel as `AgentSettings.endpoint` writes it, if known. It lets a talking pair be
        /// recognised whose facts were lost with a full disk.
        package var endpoint: String?
        /// Whether the phone behind it has it on hold; nil where nobody can say.
        package var isHeld: Bool?

        package init(
            channel: ChannelID, isUp: Bool, bridge: BridgeID?, endpoint: String? = nil, isHeld: Bool? = nil
        ) {
            self.channel = channel
            self.isUp = isUp
            self.bridge = bridge
            self.endpoint = endpoint
            self.isHeld = isHeld
        }
    }
    /// Every leg that is in our application.
    package var legs: [Leg]
    /// Channels that live on the server outside our application: who is here has moved (a caller in the fall-back
    /// queue), not hung up.
    package var elsewhere: [ChannelID]
    /// Every bridge that our application made.
    package var bridges: [BridgeID]
    /// When the silence began and ended.
    package var blindFrom: Instant
    package var blindUntil: Instant
    /// When the server was asked, if that was before the silence ended: what happened since cannot be in here.
    package var takenAt: Instant
    /// When the server's run began, on the clock of the inputs; nil where nobody can say, or where it is known to be the
    /// run that was compared last. A caller of before who is not there has not hung up: the server lost them.
    package var startedAt: Instant?
    /// Whether the silence outlasted the dialplan's dead-man. A waiting caller who is not there was moved by it and hung up
    /// in the dialplan.
    package var deadMenRan: Bool

    package init(
        legs: [Leg], elsewhere: [ChannelID] = [], bridges: [BridgeID], blindFrom: Instant, blindUntil: Instant,
        takenAt: Instant? = nil, startedAt: Instant? = nil, deadMenRan: Bool = false
    ) {
        self.takenAt = takenAt ?? blindUntil
        self.startedAt = startedAt
        self.deadMenRan = deadMenRan
        self.legs = legs.sorted { $0.channel < $1.channel }
        self.elsewhere = elsewhere.sorted()
        self.bridges = bridges.sorted()
        self.blindFrom = blindFrom
        self.blindUntil = blindUntil
    }
}
