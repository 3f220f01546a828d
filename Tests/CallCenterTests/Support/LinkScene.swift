import APIServer
import ARI
import ARIClient
import Logging
import MaydayAPI
import Queueing
import Synchronization
import Telephony

@testable import CallCenter

/// A link between a scripted Asterisk and a core that takes notes.
struct LinkScene {
    typealias Script = @Sendable (_ request: String, _ attempt: Int) async -> ScriptedAsterisk.Reply?

    static let beat = "POST /asterisk/variable?variable=MAYDAY_BEAT&value="
    static let pulse = "POST /events/user/"
    static let filter = "PUT /applications/mayday/eventFilter"
    static let subscription = "POST /applications/mayday/subscription?eventSource=deviceState:PJSIP/anna"
    static let endpoints = "POST /applications/mayday/subscription?eventSource=endpoint:PJSIP"
    static let questions = [
        "GET /asterisk/ping", "GET /asterisk/info", "GET /channels", "GET /bridges", "GET /endpoints",
        "GET /applications", "GET /asterisk/ping",
    ]

    let core: CoreScene
    let asterisk: ScriptedAsterisk
    let arrivals = LegArrivals()
    let state = ServiceState()
    let picture: Picture
    let inbox = LinkInbox()
    let link: Link
    let redials = Told<Void>()

    init(
        agents: [String] = ["anna"],
        muteAfter: Duration = .seconds(3600), beatLimit: Duration = .seconds(6),
        firstContact: Duration = .seconds(3600), log: Logger = quiet, script: @escaping Script = { _, _ in nil }
    ) async {
        let clock = ManualClock()
        picture = Picture.empty(clock)
        core = await CoreScene(agents: agents, clock: clock, readers: picture)
        asterisk = ScriptedAsterisk { request, attempt in
            await script(request, attempt) ?? Self.answer(request)
        }
        var settings = Link.Settings(server: CoreScene.one, application: "mayday")
        settings.beat = .milliseconds(1)
        settings.muteAfter = muteAfter
        settings.beatLimit = beatLimit
        settings.firstContact = firstContact
        let redials = redials
        link = Link(
            settings: settings, requests: asterisk, inbox: inbox, core: core.core, picture: picture,
            arrivals: arrivals, state: state, clock: core.clock.wall, log: log, redial: { redials.add(()) })
    }

    static func answer(_ request: String) -> ScriptedAsterisk.Reply {
        switch request {
        case filter, endpoints: .ok(Answer.application)
        case _ where request.hasPrefix("POST /applications/mayday/subscription?eventSource=deviceState:"):
            .ok(Answer.application)
        case "GET /asterisk/ping": .ok(Answer.ping())
        case "GET /asterisk/info": .ok(Answer.info)
        case "GET /channels", "GET /bridges", "GET /endpoints": .ok("[]")
        case "GET /applications": .ok(Answer.list([Answer.application]))
        default: .done
        }
    }

    /// Runs link and picture while `body` does its part.
    func run(_ body: () async throws -> Void) async rethrows {
        let picture = picture
        let link = link
        let folding = Task { await picture.run() }
        let running = Task { await link.run() }
        defer {
            inbox.finish()
            picture.finish()
        }
        try await body()
        inbox.finish()
        await running.value
        picture.finish()
        await folding.value
    }

    func connect(_ number: Int = 1) { inbox.put([.connected(ARIConnection(number: number, peer: "127.0.0.1"))]) }
    func disconnect(_ reason: ARIDisconnectReason = .lost, wasConnected: Bool = true) {
        inbox.put([.disconnected(ARIDisconnection(reason: reason, wasConnected: wasConnected))])
    }

    func asked(_ prefix: String, times: Int = 1) async {
        await asterisk.asked.until { $0.filter { $0.hasPrefix(prefix) }.count >= times }
    }

    /// Returns when the core has compared so often.
    func reconciled(times: Int = 1) async {
        await core.journal.facts.until { facts in
            facts.filter { if case .serverReconciled = $0.fact { true } else { false } }.count >= times
        }
    }

    /// Returns when an alarm is raised.
    func alarmed() async {
        while state.alarms.isEmpty { await Task.yield() }
    }

    /// Returns when the present connection is up as far as readers see.
    func up() async {
        while await health?.connection != .up { await Task.yield() }
    }

    var health: AsteriskHealth? {
        get async {
            await picture.settled()
            return await picture.serverHealth([(CoreScene.one, .inbound)]).first
        }
    }
}

extension Picture {
    /// A picture of nothing.
    static func empty(
        _ clock: ManualClock, midnight: @escaping @Sendable (Instant) -> Instant = { _ in Instant(milliseconds: 0) },
        log: Logger = quiet
    ) -> Picture {
        Picture(
            state: .init(), figures: Figures(), sequence: 0, callers: [:],
            feed: EventFeed(history: NoEventHistory(), lastSequence: 0), application: "mayday", clock: clock.wall,
            midnight: midnight, log: log)
    }
}
