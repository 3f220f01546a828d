import Queueing
import SeededValues
import Telephony

/// A model of callers, agents with phones, one or two Asterisks, the wire to them, the service's rim and its journal,
/// around the real engine. One seed decides everything.
package struct World: Sendable {
    var random: SplitMix64
    /// What concerns agents with several calls.
    var rooms: SplitMix64
    /// What concerns callers on hold.
    var holds: SplitMix64
    /// What concerns single settings that change while calls run.
    var changes: SplitMix64
    /// What concerns calls that somebody has hung up.
    var hangUps: SplitMix64
    /// What concerns headsets that are hung up as somebody is put through.
    var moments: SplitMix64
    /// The legs of which the service was last told that they are on hold.
    var toldHeld: Set<String> = []
    var plan: Plan
    var now: Int64 = 1_700_000_000_000
    /// The rim's wall clock less the virtual one.
    var clockOffset: Int64 = 0
    var clockHasJumped = false
    var schedule = Schedule()
    var isDraining = false
    var isOver = false
    package internal(set) var steps = 0

    var asterisks: [Asterisk] = []
    var people: [Person] = []
    var callers: [Caller] = []
    var stays: [Stay] = []
    var base: Settings
    var settings: Settings

    var service: Service
    var journal = Journal()
    /// Which stay an entry was opened for.
    var stayOf: [EntryID: Int] = [:]
    var entryNumber = 0
    /// The phones of which the service was last told that they are away.
    var toldAway: Set<String> = []
    /// The phones of which the service was last told that they are in a call.
    var toldBusy: Set<String> = []
    /// Draws for callers who are called back.
    var callbackRandom: SplitMix64
    var hasCallbacks = false
    /// Whom we have called back.
    var dialled: Set<CallerToken> = []
    /// What is being performed was asked for by a process that is no more.
    var isOrphan = false
    /// What is being said on headsets, by their channels, and until when at most.
    var whispers: [String: (effect: EffectID, until: Int64)] = [:]
    /// When the service first told a leg to end.
    var droppedAt: [String: (time: Int64, step: Int)] = [:]
    /// In which step the service asked for a leg.
    var askedIn: [String: Int] = [:]

    package internal(set) var violations: [String] = []
    /// How often each fault happened.
    package internal(set) var faults: [String: Int] = [:]
    /// How often there was an occasion for a fault.
    package internal(set) var occasions: [Occasion: Int] = [:]

    /// What is left out of that which is chosen, by its number (``Shrinking``).
    let without: Set<UInt64>
    /// What people chose to do and what broke, in order.
    package internal(set) var chosen: [(number: UInt64, at: Int64, what: String)] = []
    /// How many happenings were planned before the run began.
    package private(set) var plannedAtFirst: UInt64 = 0
    /// What was chosen since, by what and whose it is: how often.
    var choices: [UInt64: UInt64] = [:]

    /// Prints every step, for whoever hunts a failing seed.
    package var isTold = false

    package init(seed: UInt64, without: Set<UInt64> = []) {
        self.without = without
        random = SplitMix64(seed: seed)
        callbackRandom = SplitMix64(seed: seed ^ 0xca11_bac4_0000_0000)
        rooms = Self.rooms(seed: seed)
        holds = Self.holds(seed: seed)
        changes = Self.changes(seed: seed)
        hangUps = Self.hangUps(seed: seed)
        moments = Self.moments(seed: seed)
        plan = Plan(&random)
        for index in 0..<plan.servers { asterisks.append(Asterisk(id: ServerID("s\(index)"))) }
        var queues = [
            QueueSettings(
                id: QueueID("q0"), name: "Zero", ringTimeout: .seconds(random.within(4...10)),
                retry: .seconds(random.within(0...2)), wrapUp: .seconds(random.within(0...4)),
                strategy: anyStrategy(&random), ringStep: .seconds(random.within(1...4))),
            QueueSettings(
                id: QueueID("q1"), name: "One", ringTimeout: .seconds(random.within(4...8)), retry: .seconds(1),
                maxWait: .seconds(random.within(8...40)), wrapUp: .seconds(random.within(0...3)),
                strategy: anyStrategy(&random), ringStep: .seconds(2),
                autoPause: random.chance(perMille: 150) ? [.noAnswer, .busy, .unreachable] : [],
                weight: random.below(3) - 1),
        ]
        for index in queues.indices where random.chance(perMille: 250) {
            queues[index].announcements = Demands.announcements(&random)
        }
        if plan.hasDemands {
            for index in queues.indices { Demands.give(&queues[index], &random) }
        }
        limit(&queues, &random)
        wantWords(&queues, &random)
        for index in 0..<plan.agents {
            let server = index % plan.servers
            var serves = [Membership(queue: queues[0].id, tier: plan.tiers[index], weight: 1 + index % 3)]
            if (index / plan.servers) % 2 == 0 { serves.append(Membership(queue: queues[1].id)) }
            people.append(
                Person(
                    settings: AgentSettings(
                        id: AgentID("a\(index)"), name: "Agent \(index)", endpoint: "PJSIP/a\(index)",
                        server: asterisks[server].id, memberships: serves, position: plan.agents - index,
                        skills: plan.hasDemands ? Demands.skills(&random) : Skills(),
                        connection: plan.hasHeadsets && index % 2 == 0 ? .nailedUp : .ring,
                        startsReady: index % 3 != 0),
                    server: server, isRegistered: !random.chance(perMille: 150)))
        }
        base = Settings(
            queues: queues, agents: people.map(\.settings),
            sharing: random.chance(perMille: 300) ? .oldest : .weight)
        settings = base
        service = Service(boot: 0, state: QueueState())
        giveHours()
        var answered = base.queues
        giveAnswers(&answered)
        base.queues = answered
        giveCallbacks()
        giveRoom()
        plan.hasHolds = holds.chance(perMille: 250)
        settings = base
        for _ in 0..<plan.callers { schedule.plan(.callerArrives, at: now + random.within(0...plan.length - 30_000)) }
        planFaults()
        planHangUps()
        schedule.plan(.starts(boot: 1), at: now)
        schedule.plan(.drains, at: now + plan.length)
        schedule.plan(.isOver, at: now + plan.length + 1_800_000)
        planChanges()
        plannedAtFirst = schedule.order
    }

    /// Runs to the end, or to the first violation.
    package mutating func run() {
        while !isOver, violations.isEmpty, let (at, place, what) = schedule.next() {
            now = max(now, at)
            if let choice = number(what, planned: place) {
                if without.contains(choice) { continue }
                chosen.append((choice, now, "\(what)"))
            }
            steps += 1
            if steps > 100_000 { violate("the run does not end") }
            if isTold { print("\(steps) \(now)", what) }
            happen(what)
        }
        if violations.isEmpty { judge() }
    }

    /// The moment that the rim tells the engine.
    var wall: Instant { Instant(milliseconds: now + clockOffset) }

    mutating func plan(_ what: Happening, in delay: ClosedRange<Int64>) {
        schedule.plan(what, at: now + random.within(delay))
    }

    mutating func violate(_ what: String) { violations.append("step \(steps), \(now) ms: \(what)") }

    mutating func count(_ fault: String) { faults[fault, default: 0] += 1 }
    mutating func tried(_ occasion: Occasion) { occasions[occasion, default: 0] += 1 }

    private mutating func happen(_ what: Happening) {
        switch what {
        case .callerArrives: callerArrives()
        case .callerGivesUp(let caller): callerGivesUp(caller)
        case .callerReturns(let caller): callerReturns(caller)
        case .callerPresses(let caller): callerPresses(caller)
        case .callerWantsCallback(let caller): callerWantsCallback(caller)
        case .customerCalls(let caller): customerCalls(caller)
        case .supervisorSpeaks: supervisorSpeaks()
        case .callIsHungUp: callIsHungUp()
        case .queueIsOrdered: queueIsOrdered()
        case .hangsUp(let server, let channel): endChannel(server, channel, cause: 16, how: .hungUp)
        case .talkEnds(let server, let bridge): talkEnds(server, bridge)
        case .agentCommands: agentCommands()
        case .registrationChanges: registrationChanges()
        case .headsetHangsUp: headsetHangsUp()
        case .otherCallBegins: otherCallBegins()
        case .otherCallEnds(let agent): otherCallEnds(agent)
        case .phoneReturns(let agent): setRegistered(agent, true)
        case .phoneRings(let server, let channel): phoneRings(server, channel)
        case .phoneAnswers(let server, let channel): phoneAnswers(server, channel)
        case .phoneEnds(let server, let channel, let cause): phoneEnds(server, channel, cause)
        case .phoneHolds(let server, let channel): phoneHolds(server, channel)
        case .phoneResumes(let server, let channel): phoneResumes(server, channel)
        case .delivered(let server, let socket, let inputs):
            if service.isAlive, asterisks[server].socket == socket { for input in inputs { feed(input) } }
        case .performed(let boot, let effect, let fate): perform(effect, fate, boot: boot)
        case .answered(let boot, let effect, let result):
            if service.isAlive, service.boot == boot { feed(.effectFinished(effect, result)) }
        case .committed(let boot): if service.isAlive, service.boot == boot { commit() }
        case .woken(let boot, let number):
            if service.isAlive, service.boot == boot, service.wake == number { feed(.clock) }
        case .socketCut(let server): cut(server, reason: "socket cut")
        case .silenceNoticed(let server, let socket):
            if service.isAlive, asterisks[server].socket == socket, !asterisks[server].isConnected {
                feed(.serverLost(asterisks[server].id))
            }
        case .connects(let server, let socket): connects(server, socket)
        case .eventsOverflow(let server): overflow(server)
        case .asteriskRestarts(let server): restart(server)
        case .deadMan(let server, let silence): deadMan(server, silence)
        case .killed: kill()
        case .starts(let boot): start(boot)
        case .diskFills: diskFills()
        case .diskEmpties: diskEmpties()
        case .clockJumps: clockJumps()
        case .settingsReload: reload()
        case .settingChanges: settingChanges()
        case .drains: drain()
        case .everybodyReturns: everybodyReturns()
        case .isOver: isOver = true
        }
    }
}
