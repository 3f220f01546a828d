import Queueing
import Telephony
import Testing
import WireJSON

@Suite("Facts and checkpoints as bytes")
struct FactCodingTests {
    /// What the journals out there contain. Never edit a line: add one for each new version.
    static let samples: [(kind: String, version: Int, body: String, fact: Fact)] = [
        (
            "entry_opened", 1,
            #"{"entry":"n1-e7","call":"n1-k7","server":"pbx","channel":"1700000000.7","queue":"sales","group":"north","caller":"t-19","entered_at":1700000000123,"priority":5}"#,
            .entryOpened(
                EntryOpened(
                    entry: EntryID("n1-e7"), call: CallID("n1-k7"), server: ServerID("pbx"),
                    channel: ChannelID("1700000000.7"), queue: QueueID("sales"), group: "north",
                    caller: CallerToken("t-19"), enteredAt: Instant(milliseconds: 1_700_000_000_123), priority: 5))
        ),
        (
            "offer_made", 1,
            #"{"offer":"b-o1","entry":"n1-e7","queue":"sales","agent":"1001","channel":"b-a1","bridge":"b-b1","deadline":1700000015123}"#,
            .offerMade(
                OfferMade(
                    offer: OfferID("b-o1"), entry: EntryID("n1-e7"), queue: QueueID("sales"), agent: AgentID("1001"),
                    channel: ChannelID("b-a1"), bridge: BridgeID("b-b1"),
                    deadline: Instant(milliseconds: 1_700_000_015_123)))
        ),
        (
            "part_changed", 1, #"{"agent":"1001","queue":"sales","part":"paused","reason":"lunch"}"#,
            .partChanged(
                PartChanged(agent: AgentID("1001"), queue: QueueID("sales"), part: .paused, reason: "lunch"))
        ),
        (
            "agent_seated", 1, #"{"agent":"1001","endpoint":"PJSIP/1007"}"#,
            .agentSeated(AgentID("1001"), endpoint: "PJSIP/1007")
        ),
        (
            "headset_called", 1,
            #"{"agent":"1001","server":"main","channel":"b-a1","bridge":"b-b1","endpoint":"PJSIP/1001"}"#,
            .headsetCalled(
                HeadsetCalled(
                    agent: AgentID("1001"), server: ServerID("main"), channel: ChannelID("b-a1"),
                    bridge: BridgeID("b-b1"), endpoint: "PJSIP/1001"))
        ),
        (
            "callback_taken", 1,
            #"{"entry":"e1","queue":"sales","customer":"t9","key":"2","to":"hangup","until":5000}"#,
            .callbackTaken(
                CallbackTaken(
                    entry: EntryID("e1"), queue: QueueID("sales"), customer: CallerToken("t9"), key: "2", to: .hangUp,
                    until: Instant(milliseconds: 5000)))
        ),
        (
            "callback_dialled", 1,
            #"{"entry":"e1","queue":"sales","offer":"b-o1","agent":"1001","channel":"b-c2","deadline":7000}"#,
            .callbackDialled(
                CallbackDialled(
                    entry: EntryID("e1"), queue: QueueID("sales"), offer: OfferID("b-o1"), agent: AgentID("1001"),
                    channel: ChannelID("b-c2"), deadline: Instant(milliseconds: 7000)))
        ),
        ("callback_answered", 1, #"{"entry":"e1"}"#, .callbackAnswered(EntryID("e1"))),
        (
            "callback_ended", 1, #"{"entry":"e1","queue":"sales","why":"called_again"}"#,
            .callbackEnded(CallbackEnded(entry: EntryID("e1"), queue: QueueID("sales"), why: .calledAgain))
        ),
        ("headset_up", 1, #"{"agent":"1001"}"#, .headsetUp(AgentID("1001"))),
        (
            "hold_begun", 1, #"{"agent":"1001","offer":"b-o1","entry":"e1","queue":"sales","inferred":true}"#,
            .holdBegun(
                Hold(
                    agent: AgentID("1001"),
                    call: .init(offer: OfferID("b-o1"), entry: EntryID("e1"), queue: QueueID("sales")), inferred: true))
        ),
        ("hold_ended", 1, #"{"agent":"1001"}"#, .holdEnded(Hold(agent: AgentID("1001")))),
        (
            "headset_gone", 1, #"{"agent":"1001","why":"hung_up"}"#,
            .headsetGone(AgentID("1001"), .hungUp)
        ),
        (
            "order_given", 1,
            #"{"by":"desk","agent":"1001","queue":"sales","order":"not-ready","detail":"lunch"}"#,
            .orderGiven(
                OrderGiven(
                    by: "desk", agent: AgentID("1001"), queue: QueueID("sales"), order: "not-ready", detail: "lunch"))
        ),
        (
            "order_given", 1,
            #"{"by":"desk","queue":"sales","entry":"n1-e7","call":"n1-k7","order":"move","detail":"to support"}"#,
            .orderGiven(
                OrderGiven(
                    by: "desk", agent: nil, queue: QueueID("sales"), entry: EntryID("n1-e7"), call: CallID("n1-k7"),
                    order: "move", detail: "to support"))
        ),
        (
            "disposition_given", 1,
            #"{"agent":"1001","entry":"n1-e7","call":"n1-k7","queue":"sales","disposition":"solved","by":"desk","note":"b-n3"}"#,
            .dispositionGiven(
                DispositionGiven(
                    agent: AgentID("1001"), entry: EntryID("n1-e7"), call: CallID("n1-k7"), queue: QueueID("sales"),
                    disposition: "solved", by: "desk", note: "b-n3"))
        ),
        (
            "disposition_missed", 1, #"{"agent":"1001","entry":"n1-e7","call":"n1-k7","queue":"sales"}"#,
            .dispositionMissed(
                DispositionMissed(
                    agent: AgentID("1001"), entry: EntryID("n1-e7"), call: CallID("n1-k7"), queue: QueueID("sales")))
        ),
        (
            "agent_changed", 1, #"{"agent":"1001","state":"wrap_up","until":60017,"when_disposed":10017}"#,
            .agentChanged(
                AgentChanged(
                    agent: AgentID("1001"), state: .wrapUp, until: Instant(milliseconds: 60_017),
                    whenDisposed: Instant(milliseconds: 10_017)))
        ),
        (
            "settings_changed", 1,
            #"{"dispositions":[{"id":"solved","name":"Solved"}],"queues":[{"id":"sales","name":"Sales","group":"default","strategy":"longest_idle","ring_timeout":15000,"retry":2000,"wrap_up":10000,"service_level":20000,"short_abandon":5000,"music":"default","dispositions":"solved","disposition_required":true,"disposition_longest":60000}],"agents":[]}"#,
            .settingsChanged(
                Settings(
                    queues: [
                        QueueSettings(
                            id: QueueID("sales"), name: "Sales",
                            disposition: DispositionRule(
                                allowed: ["solved"], isRequired: true, longest: .seconds(60)))
                    ], agents: [], dispositions: [Disposition(id: "solved", name: "Solved")]))
        ),
        (
            "queue_turned", 1,
            #"{"queue":"sales","open":false,"cause":"order","reason":"fire alarm","target":"queue support","until":1700000015123,"sends_waiting":true}"#,
            .queueTurned(
                QueueTurned(
                    queue: QueueID("sales"),
                    door: Door(
                        isOpen: false, cause: .order, reason: "fire alarm", target: .queue(QueueID("support")),
                        until: Instant(milliseconds: 1_700_000_015_123), sendsWaiting: true)))
        ),
        (
            "settings_changed", 1,
            #"{"schedules":[{"id":"office","zone":"Europe/Berlin","offset":3600,"changes":"1774746000:7200 1792890000:3600","week":"28800-64800;;;;;79200-21600;","holidays":[{"day":"2026-12-25","name":"Christmas Day"},{"day":"2026-12-31","name":"Eve","open":"28800-43200"}]}],"queues":[{"id":"sales","name":"Sales","group":"default","strategy":"longest_idle","ring_timeout":15000,"retry":2000,"wrap_up":10000,"service_level":20000,"short_abandon":5000,"music":"default","hours":"office","when_closed":"dialplan","when_holiday":"queue support","when_emergency":"hangup","sends_waiting":true}],"agents":[]}"#,
            .settingsChanged(
                Settings(
                    queues: [
                        QueueSettings(
                            id: QueueID("sales"), name: "Sales",
                            hours: QueueHours(
                                schedule: "office", whenClosed: .dialplan(nil),
                                whenHoliday: .queue(QueueID("support")), whenEmergency: .hangUp, sendsWaiting: true))
                    ], agents: [],
                    schedules: [
                        Schedule(
                            id: "office",
                            zone: ZoneOffsets(
                                name: "Europe/Berlin", first: 3600,
                                changes: [
                                    .init(at: 1_774_746_000, offset: 7200), .init(at: 1_792_890_000, offset: 3600),
                                ]),
                            week: [
                                [.init(from: 28_800, to: 64_800)], [], [], [], [], [.init(from: 79_200, to: 21_600)],
                                [],
                            ],
                            holidays: [
                                .init(day: CivilDay(number: 20_812), name: "Christmas Day"),
                                .init(
                                    day: CivilDay(number: 20_818), name: "Eve",
                                    openings: [.init(from: 28_800, to: 43_200)]),
                            ])
                    ]))
        ),
        (
            "entry_widened", 1, #"{"entry":"n1-e7","offers_at_once":3}"#,
            .entryWidened(EntryID("n1-e7"), offersAtOnce: 3)
        ),
        ("entry_overdue", 1, #"{"entry":"n1-e7"}"#, .entryOverdue(EntryID("n1-e7"))),
        ("offer_ringing", 1, #"{"offer":"b-o1"}"#, .offerRinging(OfferID("b-o1"))),
        ("offer_answered", 1, #"{"offer":"b-o1"}"#, .offerAnswered(OfferID("b-o1"))),
        (
            "offer_lost", 1,
            #"{"offer":"b-o1","entry":"n1-e7","queue":"sales","agent":"1001","why":"busy","cause":17}"#,
            .offerLost(
                OfferLost(
                    offer: OfferID("b-o1"), entry: EntryID("n1-e7"), queue: QueueID("sales"), agent: AgentID("1001"),
                    why: .busy, cause: 17))
        ),
        (
            "entry_connected", 1,
            #"{"entry":"n1-e7","offer":"b-o1","queue":"sales","agent":"1001","bridge":"b-b1"}"#,
            .entryConnected(
                EntryConnected(
                    entry: EntryID("n1-e7"), offer: OfferID("b-o1"), queue: QueueID("sales"), agent: AgentID("1001"),
                    bridge: BridgeID("b-b1")))
        ),
        (
            "entry_closed", 1,
            #"{"entry":"n1-e7","queue":"sales","outcome":"leave_empty","by":"system","inferred":true}"#,
            .entryClosed(
                EntryClosed(
                    entry: EntryID("n1-e7"), queue: QueueID("sales"), outcome: .leaveEmpty, by: .system, inferred: true)
            )
        ),
        ("demand_relaxed", 1, #"{"entry":"n1-e7","rung":2}"#, .demandRelaxed(EntryID("n1-e7"), rung: 2)),
        (
            "entry_closed", 1,
            #"{"entry":"n1-e7","queue":"sales","outcome":"key","by":"caller","to":"queue support","detail":"1"}"#,
            .entryClosed(
                EntryClosed(
                    entry: EntryID("n1-e7"), queue: QueueID("sales"), outcome: .key, by: .caller, inferred: false,
                    to: .queue(QueueID("support")), detail: "1"))
        ),
        (
            "entry_closed", 1,
            #"{"entry":"n1-e7","queue":"sales","outcome":"withdrawn","by":"order","to":"hangup"}"#,
            .entryClosed(
                EntryClosed(
                    entry: EntryID("n1-e7"), queue: QueueID("sales"), outcome: .withdrawn, by: .order, inferred: false,
                    to: .hangUp))
        ),
        (
            "entry_closed", 1,
            #"{"entry":"n1-e7","queue":"sales","outcome":"timeout","by":"system","to":"dialplan after-max-wait sales 3"}"#,
            .entryClosed(
                EntryClosed(
                    entry: EntryID("n1-e7"), queue: QueueID("sales"), outcome: .timeout, by: .system, inferred: false,
                    to: .dialplan(DialplanPlace(context: "after-max-wait", extension: "sales", priority: 3))))
        ),
        (
            "entry_opened", 1,
            #"{"entry":"n1-e8","call":"n1-c3","server":"pbx","channel":"17.7","queue":"sales","group":"default","caller":"b-t4","entered_at":1700000000123,"since":1699999990000,"regained":"b-t2"}"#,
            .entryOpened(
                EntryOpened(
                    entry: EntryID("n1-e8"), call: CallID("n1-c3"), server: ServerID("pbx"),
                    channel: ChannelID("17.7"), queue: QueueID("sales"), group: "default", caller: CallerToken("b-t4"),
                    enteredAt: Instant(milliseconds: 1_700_000_000_123), priority: 0,
                    since: Instant(milliseconds: 1_699_999_990_000), regained: CallerToken("b-t2")))
        ),
        (
            "entry_placed", 1,
            #"{"entry":"n1-e7","queue":"sales","priority":-3,"since":1700000000123,"order":-524288}"#,
            .entryPlaced(
                EntryPlaced(
                    entry: EntryID("n1-e7"), queue: QueueID("sales"), priority: -3,
                    since: Instant(milliseconds: 1_700_000_000_123), order: -524_288))
        ),
        (
            "offer_made", 1,
            #"{"offer":"b-o1","entry":"n1-e7","queue":"sales","agent":"1001","channel":"b-a1","bridge":"b-b1","deadline":1700000015123,"pick":true}"#,
            .offerMade(
                OfferMade(
                    offer: OfferID("b-o1"), entry: EntryID("n1-e7"), queue: QueueID("sales"), agent: AgentID("1001"),
                    channel: ChannelID("b-a1"), bridge: BridgeID("b-b1"),
                    deadline: Instant(milliseconds: 1_700_000_015_123), isPick: true))
        ),
        (
            "entry_opened", 1,
            #"{"entry":"b-m7","call":"n1-c3","server":"pbx","channel":"17.7","queue":"sales","group":"default","caller":"b-t4","entered_at":1700000000123,"from":"n1-e7"}"#,
            .entryOpened(
                EntryOpened(
                    entry: EntryID("b-m7"), call: CallID("n1-c3"), server: ServerID("pbx"), channel: ChannelID("17.7"),
                    queue: QueueID("sales"), group: "default", caller: CallerToken("b-t4"),
                    enteredAt: Instant(milliseconds: 1_700_000_000_123), priority: 0, from: EntryID("n1-e7")))
        ),
        (
            "settings_changed", 1,
            #"{"queues":[{"id":"sales","name":"Sales","group":"default","strategy":"longest_idle","ring_timeout":15000,"retry":2000,"wrap_up":10000,"service_level":20000,"short_abandon":5000,"music":"default","on_max_wait":"dialplan","max_length":9,"on_full":"queue support","join_empty":"offline unreachable","on_join_empty":"dialplan a b 2","leave_empty":"not_ready offline unreachable","on_leave_empty":"dialplan","leave_empty_after":0,"exit_keys":"* hangup;1 queue support"}],"agents":[]}"#,
            .settingsChanged(
                Settings(queues: [QueueSettings(id: QueueID("sales"), name: "Sales", limits: limits)], agents: []))
        ),
        (
            "caller_left", 1, #"{"server":"pbx","channel":"1700000000.7"}"#,
            .callerLeft(ServerID("pbx"), ChannelID("1700000000.7"))
        ),
        (
            "agent_changed", 1,
            #"{"agent":"1001","state":"not_ready","reason":"lunch \"half\" past"}"#,
            .agentChanged(AgentChanged(agent: AgentID("1001"), state: .notReady, reason: "lunch \"half\" past"))
        ),
        (
            "agent_changed", 1,
            #"{"agent":"1001","state":"talking","after_call":"not_ready","after_call_reason":"lunch"}"#,
            .agentChanged(
                AgentChanged(agent: AgentID("1001"), state: .talking, afterCall: .notReady(reason: "lunch")))
        ),
        (
            "agent_changed", 1,
            #"{"agent":"1001","state":"wrap_up","until":17,"rest_until":18,"after_call":"offline"}"#,
            .agentChanged(
                AgentChanged(
                    agent: AgentID("1001"), state: .wrapUp, until: Instant(milliseconds: 17),
                    restUntil: Instant(milliseconds: 18), afterCall: .offline))
        ),
        ("server_lost", 1, #"{"server":"pbx"}"#, .serverLost(ServerID("pbx"))),
        (
            "server_reconciled", 1, #"{"server":"pbx","blind_from":5,"blind_until":9}"#,
            .serverReconciled(
                ServerID("pbx"), blindFrom: Instant(milliseconds: 5), blindUntil: Instant(milliseconds: 9))
        ),
        (
            "settings_changed", 1,
            #"{"queues":[{"id":"sales","name":"Sales","group":"default","strategy":"longest_idle","ring_timeout":15000,"retry":2000,"max_wait":60000,"wrap_up":10000,"service_level":20000,"short_abandon":5000,"music":"default"}],"agents":[{"id":"1001","name":"Anna","endpoint":"PJSIP/1001","server":"pbx","starts_ready":true,"queues":["sales"]}]}"#,
            .settingsChanged(
                Settings(
                    queues: [QueueSettings(id: QueueID("sales"), name: "Sales", maxWait: .seconds(60))],
                    agents: [
                        AgentSettings(
                            id: AgentID("1001"), name: "Anna", endpoint: "PJSIP/1001", server: ServerID("pbx"),
                            queues: [QueueID("sales")], startsReady: true)
                    ]))
        ),
        (
            "settings_changed", 1,
            #"{"queues":[{"id":"sales","name":"Sales","group":"default","strategy":"longest_idle","ring_timeout":15000,"retry":2000,"wrap_up":10000,"service_level":20000,"short_abandon":5000,"music":"default","auto_pause":true}],"agents":[]}"#,
            .settingsChanged(
                Settings(queues: [QueueSettings(id: QueueID("sales"), name: "Sales", autoPause: .noAnswer)], agents: [])
            )
        ),
    ]

    private static var limits: QueueLimits {
        var limits = QueueLimits()
        limits.onMaxWait = .dialplan(nil)
        limits.maxLength = 9
        limits.onFull = .queue(QueueID("support"))
        limits.joinEmpty = QueueLimits.looselyAbsent
        limits.onJoinEmpty = .dialplan(DialplanPlace(context: "a", extension: "b", priority: 2))
        limits.leaveEmpty = QueueLimits.strictlyAbsent
        limits.onLeaveEmpty = .dialplan(nil)
        limits.leaveEmptyAfter = .zero
        limits.exitKeys = ["1": .queue(QueueID("support")), "*": .hangUp]
        return limits
    }

    @Test("K1 a stored fact reads as what it was, and is written the same today", arguments: samples.indices)
    func sample(index: Int) throws {
        let sample = Self.samples[index]
        let read = try FactCoding.fact(kind: sample.kind, version: sample.version, body: Array(sample.body.utf8))
        #expect(read == sample.fact)
        #expect(FactCoding.kind(of: sample.fact).rawValue == sample.kind)
        if FactCoding.kind(of: sample.fact).version == sample.version {
            #expect(String(decoding: FactCoding.body(of: sample.fact), as: UTF8.self) == sample.body)
        }
    }

    @Test("K1 every kind of fact has a stored sample")
    func complete() {
        #expect(Set(Self.samples.map(\.kind)) == Set(FactCoding.Kind.allCases.map(\.rawValue)))
    }

    @Test("K1 members that a later version adds are passed over")
    func unknownMembers() throws {
        let body = #"{"offer":"b-o1","colour":{"a":[1,2]},"more":null}"#
        #expect(
            try FactCoding.fact(kind: "offer_ringing", version: 1, body: Array(body.utf8))
                == .offerRinging(OfferID("b-o1")))
    }

    @Test("K1 an old version is read through its upcasters")
    func upcast() throws {
        let old = FactCoding.Upcaster(kind: .offerRinging, from: 0) { value in
            .object([JSONMember("offer", value["id"] ?? .null)])
        }
        let fact = try FactCoding.fact(
            kind: "offer_ringing", version: 0, body: Array(#"{"id":"b-o9"}"#.utf8), upcasters: [old])
        #expect(fact == .offerRinging(OfferID("b-o9")))
    }

    @Test("K1 what cannot be read is an error that says why")
    func errors() {
        #expect(throws: CodingError.unknownKind("offer_eaten")) {
            try FactCoding.fact(kind: "offer_eaten", version: 1, body: [])
        }
        #expect(throws: CodingError.tooNew(kind: "offer_ringing", version: 7)) {
            try FactCoding.fact(kind: "offer_ringing", version: 7, body: Array("{}".utf8))
        }
        #expect(throws: CodingError.missing(field: "offer")) {
            try FactCoding.fact(kind: "offer_ringing", version: 1, body: Array("{}".utf8))
        }
        #expect(throws: CodingError.unknownValue(field: "by", value: "ghost")) {
            try FactCoding.fact(
                kind: "entry_closed", version: 1,
                body: Array(#"{"entry":"e","queue":"q","outcome":"answered","by":"ghost"}"#.utf8))
        }
        #expect(throws: CodingError.malformed(.truncated(offset: 9))) {
            try FactCoding.fact(kind: "offer_ringing", version: 1, body: Array(#"{"offer":"#.utf8))
        }
    }

    @Test("Q17 a checkpoint reads as the state that it was made from")
    func checkpoint() throws {
        var scene = Scene(agents: ["anna", "bert", "carl"])
        scene.arrive()
        scene.arrive(priority: 3)
        scene.arrive()
        scene.arrive()
        scene.answer(ChannelID("t1-a1"))
        scene.send(.legBridged(Scene.one, ChannelID("c1"), BridgeID("t1-b1")))
        scene.command("anna", .notReady(reason: "tea"))
        scene.ringing(ChannelID("t1-a2"))
        scene.end(ChannelID("t1-a3"), cause: 17)
        scene.end(ChannelID("t1-a1"))
        scene.send(.settingsLoaded(Settings(queues: [], agents: [])))
        scene.send(.serverLost(Scene.one))
        #expect(!scene.state.leaving.isEmpty)
        let bytes = EngineCheckpoint.bytes(of: scene.state)
        let back = try EngineCheckpoint.state(from: bytes)
        #expect(back == scene.state)
        #expect(EngineCheckpoint.bytes(of: back) == bytes)
        #expect(EngineCheckpoint.hash(of: back) == EngineCheckpoint.hash(of: scene.state))
    }

    @Test("Q17 the facts alone make the same state")
    func replay() throws {
        var scene = Scene(agents: ["anna", "bert"])
        scene.arrive()
        scene.arrive()
        scene.arrive()
        scene.answer(ChannelID("t1-a1"))
        scene.pass(15_000)
        var state = QueueState()
        for fact in scene.journal {
            let kind = FactCoding.kind(of: fact.fact)
            let read = try FactCoding.fact(
                kind: kind.rawValue, version: kind.version, body: FactCoding.body(of: fact.fact))
            state.apply(DatedFact(at: fact.at, fact: read))
        }
        #expect(state == scene.state)
    }
}
