import APIServer
import Locking
import MaydayAPI
import MaydayConfiguration
import Queueing
import Store
import Telephony
import Testing

@testable import CallCenter

@Suite("Q20 items of the configuration's lists, changed while the service runs")
struct LiveItemTests {
    private static let text = """
        asterisk:
          - {name: main, url: http://127.0.0.1:8088, user: mayday, password_file: p}
        queues:
          - {id: sales, on_full: {queue: support}, max_length: 5}
          - {id: support, hours: office}
        agents:
          - {id: alice, endpoint: PJSIP/1001, queues: [sales, support], skills: {german: 20}}
          - {id: bob, endpoint: PJSIP/1002, queues: [sales]}
        hours:
          - {id: office, zone: UTC, week: {daily: 00:00-24:00}}
        reasons:
          - {id: lunch, longest: 45m}
        """

    private static let alice = ConfigurationItem(.agents, "alice")
    private static let training = ConfigurationItem(.queues, "training")

    private func settings(_ pairs: [(String, String?)]) -> [KeySetting] {
        pairs.map { KeySetting(key: $0.0, value: $0.1) }
    }

    private func set(_ pairs: (String, String?)...) -> ItemChange { .set(settings(pairs)) }
    private func add(_ pairs: (String, String?)...) -> ItemChange { .add(settings(pairs)) }

    /// What was refused; the world must be as it was.
    private func refusal(
        _ item: ConfigurationItem, _ change: ItemChange, in world: ConfigurationWorld, _ live: LiveConfiguration,
        with grant: QueueGrant = .all
    ) async -> APIFailure? {
        let (kept, taken) = (world.kept, world.state.withLock { $0.taken.count })
        let state = await live.state
        do throws(APIFailure) {
            _ = try await live.change(item, change, by: "desk", with: grant)
            return nil
        } catch {
            #expect(world.kept == kept)
            #expect(world.state.withLock { $0.taken.count } == taken)
            #expect(await live.state == state)
            return error
        }
    }

    /// A refusal as people read it, each problem with its place.
    private func words(_ failure: APIFailure?) -> String {
        switch failure {
        case .configuration(let fields)?, .invalid(let fields)?:
            fields.map { "\($0.field): \($0.detail)" }.joined(separator: "\n")
        default: "\(String(describing: failure))"
        }
    }

    @Test("Q20 G10 an agent's keys are changed together, kept with who made them, and taken back")
    func agent() async throws {
        let world = ConfigurationWorld(Self.text)
        let live = try world.live()
        let report = try await live.change(
            Self.alice, set(("skills", "{german: 80}"), ("capacity", "2"), ("wrap_up", "5s"), ("name", "Alice A.")),
            by: "desk", with: .all)
        #expect(
            report.changed == [
                ChangedValue(key: "agents.alice.capacity", to: "2"),
                ChangedValue(key: "agents.alice.name", to: "Alice A."),
                ChangedValue(key: "agents.alice.skills", from: "{german: 20}", to: "{german: 80}"),
                ChangedValue(key: "agents.alice.wrap_up", to: "5s"),
            ])
        let alice = world.state.withLock { $0.taken.last?.agents.first }
        #expect(alice?.capacity == 2)
        #expect(alice?.wrapUp == .seconds(5))
        #expect(alice?.name == "Alice A.")
        #expect(alice?.queues == ["sales", "support"])
        let shown = await live.state.changes
        #expect(shown.map { "\($0.target) = \($0.value) by \($0.by)" }.contains("agents.alice.capacity = 2 by desk"))
        // A later change of one key takes the earlier one's place; the others stay.
        _ = try await live.change(Self.alice, set(("capacity", "3"), ("wrap_up", nil)), by: "chief", with: .all)
        #expect(
            world.kept == ["agents.alice.skills", "agents.alice.name", "agents.alice.capacity"])
        #expect(world.state.withLock { $0.taken.last?.agents.first?.wrapUp } == nil)
        let discarded = try await live.reload(discardingChanges: true)
        #expect(discarded.changes.isEmpty)
        #expect(world.state.withLock { $0.taken.last?.agents.first?.capacity } == 1)
    }

    @Test(
        "Q20 what is wrong in a change is told with what, where and what was probably meant, and changes nothing",
        arguments: [
            (alice, [("skils", "{german: 80}")], ["agents[0].skils: unknown key", "did you mean 'skills'?"]),
            (alice, [("name", "A"), ("capacity", "11")], ["change of agents.alice.capacity", "1 to 10"]),
            (alice, [("server", "other")], ["change of agents.alice.server", "there is no server 'other'"]),
            (alice, [("endpoint", "PJSIP/1002")], ["agents[1].endpoint: 'PJSIP/1002' is the phone of 'alice' already"]),
            (alice, [("connection", "nailed-up")], ["change of agents.alice.connection", "did you mean 'nailed_up'?"]),
            (
                alice, [("capacity", "2"), ("connection", "nailed_up")],
                ["change of agents.alice.capacity", "one call at a time"]
            ),
            (
                ConfigurationItem(.queues, "support"), [("on_full", "{queue: sales}"), ("max_length", "3")],
                ["callers would be sent in a circle: sales -> support -> sales"]
            ),
            (
                ConfigurationItem(.queues, "support"), [("on_full", "{queue: sale}")],
                ["change of queues.support.on_full", "did you mean 'sales'?"]
            ),
            (
                ConfigurationItem(.queues, "support"), [("hours", "ofice")],
                ["change of queues.support.hours: queues[1].hours: there are no hours 'ofice'; did you mean 'office'?"]
            ),
            (
                ConfigurationItem(.hours, "office"), [("zone", "Europe/Berln")],
                ["change of hours.office.zone: hours[0].zone"]
            ),
            (
                ConfigurationItem(.hours, "office"), [("week", "{mnday: 08:00-12:00}")],
                ["hours.office.week:1:2: hours[0].week.mnday"]
            ),
            (
                ConfigurationItem(.hours, "office"), [("week", "{mon: [08:00-12:00, 11:00-13:00]}")],
                ["hours.office.week:1:21: hours[0].week.mon[1]: overlaps"]
            ),
            (
                ConfigurationItem(.reasons, "lunch"), [("longest", "45")],
                ["change of reasons.lunch.longest", "did you mean '45s'?"]
            ),
            (
                ConfigurationItem(.reasons, "lunch"), [("bilable", "yes")],
                ["change of reasons.lunch.bilable", "did you mean 'billable'?"]
            ),
        ] as [(ConfigurationItem, [(String, String?)], [String])])
    func wrong(_ item: ConfigurationItem, _ pairs: [(String, String?)], _ words: [String]) async throws {
        let world = ConfigurationWorld(Self.text)
        let failure = await refusal(item, .set(settings(pairs)), in: world, try world.live())
        guard case .configuration? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        let told = self.words(failure)
        for word in words { #expect(told.contains(word), "\(told)") }
    }

    @Test("Q20 ids stay, members are changed with the queue, and what is not there cannot be changed")
    func other() async throws {
        let world = ConfigurationWorld(Self.text)
        let live = try world.live()
        func field(_ failure: APIFailure?) -> String? {
            guard case .invalid(let fields)? = failure else { return nil }
            return fields.first?.field
        }
        #expect(field(await refusal(Self.alice, set(("id", "x")), in: world, live)) == "key")
        let members = await refusal(Self.alice, set(("queues", "[sales]")), in: world, live)
        #expect(field(members) == "queues")
        #expect(words(members).contains("add-member"))
        #expect(field(await refusal(Self.training, add(("weight", nil)), in: world, live)) == "weight")
        for (list, word) in [
            (ConfigurationList.queues, "queue"), (.agents, "agent"), (.hours, "schedule"), (.reasons, "reason"),
        ] {
            let nobody = ConfigurationItem(list, "nobody")
            for change in [set(("name", "x")), .remove] {
                #expect(
                    await refusal(nobody, change, in: world, live) == .notFound(kind: word, id: "nobody"))
            }
        }
        let there = await refusal(Self.alice, add(("endpoint", "PJSIP/1009")), in: world, live)
        guard case .conflict("exists_already", _)? = there else {
            Issue.record("\(String(describing: there))")
            return
        }
    }

    @Test(
        "Q20 an id that is no name, or is there but for the case of its letters, is refused",
        arguments: [
            (ConfigurationItem(.queues, "a b"), "is not a name of 1 to 64 letters"),
            (ConfigurationItem(.queues, "../sales"), "is not a name of 1 to 64 letters"),
            (ConfigurationItem(.queues, ""), "is not a name of 1 to 64 letters"),
            (ConfigurationItem(.queues, "Sales"), "is the id of queues[0] too"),
            (ConfigurationItem(.agents, "Alice"), "is the id of agents[0] too"),
        ])
    func ids(_ item: ConfigurationItem, _ words: String) async throws {
        let world = ConfigurationWorld(Self.text)
        let failure = await refusal(item, add(("endpoint", "PJSIP/1009")), in: world, try world.live())
        #expect(self.words(failure).contains(words))
    }

    @Test("Q20 a queue is added, served, holds across a restart, and is removed with all that was said of it")
    func queue() async throws {
        let world = ConfigurationWorld(Self.text)
        let live = try world.live()
        let added = try await live.change(
            Self.training, add(("numbers", "[\"702\"]"), ("strategy", "ring_all")), by: "desk", with: .all)
        #expect(
            added.changes.map(\.target) == ["queues.training", "queues.training.numbers", "queues.training.strategy"])
        #expect(added.changes.map(\.value) == ["added", "[\"702\"]", "ring_all"])
        #expect(added.warnings.contains { $0.contains("no agent serves the queue 'training'") })
        _ = try await live.change(
            queue: "training", .add(MemberBody(agent: "bob", tier: 2)), by: "desk", with: .all)
        _ = try await live.change(Self.training, set(("weight", "4")), by: "chief", with: .all)

        let kept = world.state.withLock { $0.kept }
        let next = try world.live(kept: kept)
        let queue = await next.configuration.queues.last
        #expect(queue?.id == "training")
        #expect(queue?.numbers == ["702"])
        #expect(queue?.weight == 4)
        #expect(await next.configuration.agents.last?.queues == ["sales", "training"])
        #expect(await next.state.changes == live.state.changes)

        let removed = try await next.change(Self.training, .remove, by: "desk", with: .all)
        #expect(removed.changes.isEmpty)
        #expect(
            removed.dropped.map { "\($0.target): \($0.reason)" }.sorted() == [
                "queues.training.members.bob: the queue is gone", "queues.training.numbers: the queue is gone",
                "queues.training.strategy: the queue is gone", "queues.training.weight: the queue is gone",
                "queues.training: the file says the same",
            ])
        #expect(world.kept.isEmpty)
        #expect(world.state.withLock { $0.taken.last?.queues.map(\.id) } == ["sales", "support"])
    }

    @Test("Q20 a queue of the file is removed with its members unless others lead there, and comes back with add")
    func removed() async throws {
        let world = ConfigurationWorld(Self.text)
        let live = try world.live()
        let support = ConfigurationItem(.queues, "support")
        let failure = await refusal(support, .remove, in: world, live)
        #expect(words(failure).contains("queues[0].on_full: there is no queue 'support'"))
        _ = try await live.change(
            ConfigurationItem(.queues, "sales"), set(("on_full", "hangup")), by: "desk", with: .all)
        _ = try await live.change(support, set(("weight", "7")), by: "desk", with: .all)
        let report = try await live.change(support, .remove, by: "desk", with: .all)
        #expect(
            report.changes.map { "\($0.target) \($0.value)" } == [
                "queues.sales.on_full hangup", "queues.support removed",
            ])
        #expect(report.dropped.map(\.target) == ["queues.support.weight"])
        let taken = world.state.withLock { $0.taken.last }
        #expect(taken?.queues.map(\.id) == ["sales"])
        #expect(taken?.agents.map(\.queues) == [["sales"], ["sales"]])
        // It stays removed with the file read again and across a restart.
        #expect(try await live.reload(discardingChanges: false).changes.count == 2)
        let next = try world.live(kept: world.state.withLock { $0.kept })
        #expect(await next.configuration.queues.map(\.id) == ["sales"])
        let back = try await next.change(support, add(), by: "desk", with: .all)
        #expect(back.changes.map(\.target) == ["queues.sales.on_full"])
        #expect(await next.configuration.agents.map(\.queues) == [["sales", "support"], ["sales"]])
        #expect(await next.configuration.queues.last?.weight == 0)
    }

    @Test("Q20 G10 an agent is added and removed, and one of the file too")
    func people() async throws {
        let world = ConfigurationWorld(Self.text)
        let live = try world.live()
        let carol = ConfigurationItem(.agents, "carol")
        let bare = await refusal(carol, add(("name", "Carol")), in: world, live)
        #expect(words(bare).contains("agents[2].endpoint: is missing"))
        let twin = await refusal(carol, add(("endpoint", "PJSIP/1001")), in: world, live)
        #expect(words(twin).contains("is the phone of 'alice' already"))
        _ = try await live.change(carol, add(("endpoint", "PJSIP/1003")), by: "desk", with: .all)
        _ = try await live.change(queue: "support", .add(MemberBody(agent: "carol")), by: "desk", with: .all)
        #expect(await live.configuration.agents.map(\.id) == ["alice", "bob", "carol"])
        #expect(await live.configuration.agents.last?.queues == ["support"])
        let gone = try await live.change(carol, .remove, by: "desk", with: .all)
        #expect(gone.changes.isEmpty)
        _ = try await live.change(Self.alice, .remove, by: "desk", with: .all)
        #expect(await live.configuration.agents.map(\.id) == ["bob"])
        _ = try await live.change(Self.alice, add(), by: "desk", with: .all)
        #expect(await live.configuration.agents.map(\.id) == ["alice", "bob"])
    }

    @Test("Q20 Q13 G4 hours and reasons are set, added and removed; hours that a queue goes by stay")
    func hoursAndReasons() async throws {
        let world = ConfigurationWorld(Self.text)
        let live = try world.live()
        let office = ConfigurationItem(.hours, "office")
        _ = try await live.change(
            office, set(("week", "{mon-fri: [08:00-12:00]}"), ("holidays", "[{date: 12-24, name: Eve}]")), by: "desk",
            with: .all)
        #expect(await live.configuration.schedules.first?.week[0] == [.init(from: 28_800, to: 43_200)])
        #expect(await live.configuration.schedules.first?.holidays.first?.name == "Eve")
        let used = await refusal(office, .remove, in: world, live)
        #expect(words(used).contains("there are no hours 'office'"))
        let weekend = ConfigurationItem(.hours, "weekend")
        let bare = await refusal(weekend, add(("zone", "UTC")), in: world, live)
        #expect(words(bare).contains("hours[1].week: is missing"))
        _ = try await live.change(
            weekend, add(("zone", "UTC"), ("week", "{sat: 09:00-13:00}")), by: "desk", with: .all)
        #expect(await live.configuration.schedules.map(\.id) == ["office", "weekend"])
        let lunch = ConfigurationItem(.reasons, "lunch")
        _ = try await live.change(lunch, set(("longest", "30m"), ("billable", "true")), by: "desk", with: .all)
        #expect(
            await live.configuration.reasons == [
                NotReadyReason(id: "lunch", name: "lunch", billable: true, longest: Span(milliseconds: 1_800_000))
            ])
        _ = try await live.change(ConfigurationItem(.reasons, "tea"), add(("name", "Tea")), by: "desk", with: .all)
        _ = try await live.change(lunch, .remove, by: "desk", with: .all)
        #expect(await live.configuration.reasons.map(\.id) == ["tea"])
        // A file without either list has one with the first item.
        let bareWorld = ConfigurationWorld(
            "asterisk: [{name: main, url: http://127.0.0.1:8088, user: mayday, password_file: p}]")
        let other = try bareWorld.live()
        for item in [lunch, Self.training] { _ = try await other.change(item, add(), by: "desk", with: .all) }
        _ = try await other.change(
            weekend, add(("zone", "UTC"), ("week", "{sat: 09:00-13:00}")), by: "desk", with: .all)
        #expect(await other.configuration.reasons.map(\.id) == ["lunch"])
        #expect(await other.configuration.queues.map(\.id) == ["training"])
        #expect(await other.configuration.schedules.map(\.id) == ["weekend"])
    }

    @Test(
        "E5 Q20 with a key of some queues: agents of these alone, and nothing that concerns all",
        arguments: [
            (ConfigurationItem(.agents, "bob"), "name", true), (ConfigurationItem(.agents, "bob"), "skills", true),
            (ConfigurationItem(.agents, "bob"), "endpoint", false),
            (ConfigurationItem(.agents, "bob"), "server", false),
            // Serves support as well.
            (alice, "name", false), (ConfigurationItem(.agents, "dave"), "name", false),
            (ConfigurationItem(.queues, "sales"), "name", true), (ConfigurationItem(.queues, "support"), "name", false),
            (ConfigurationItem(.hours, "office"), "zone", false), (ConfigurationItem(.reasons, "lunch"), "name", false),
        ])
    func grants(_ item: ConfigurationItem, _ key: String, _ isAllowed: Bool) async throws {
        let text = Self.text.replacing(
            "hours:\n", with: "  - {id: dave, endpoint: PJSIP/1004}\nhours:\n", maxReplacements: 1)
        let values = ["skills": "{german: 1}", "endpoint": "PJSIP/1009", "server": "main", "zone": "Europe/Paris"]
        let change = set((key, values[key] ?? "X"))
        for some in [change, set((key, nil))] {
            let world = ConfigurationWorld(text)
            let failure = await refusal(item, some, in: world, try world.live(), with: .only(["sales"]))
            if isAllowed {
                #expect(failure == nil)
            } else {
                guard case .forbidden? = failure else {
                    Issue.record("\(item) \(key): \(String(describing: failure))")
                    continue
                }
            }
            let all = ConfigurationWorld(text)
            #expect(await refusal(item, some, in: all, try all.live()) == nil)
        }
        for some in [ItemChange.remove, add()] {
            let fresh = some == .remove ? item : ConfigurationItem(item.list, "fresh")
            let world = ConfigurationWorld(text)
            let failure = await refusal(fresh, some, in: world, try world.live(), with: .only(["sales"]))
            guard case .forbidden? = failure else {
                Issue.record("\(fresh): \(String(describing: failure))")
                continue
            }
        }
    }

    @Test("Q20 items that do not fit the file at a start are suspended, and can be removed")
    func suspended() async throws {
        let world = ConfigurationWorld(Self.text)
        let live = try world.live()
        _ = try await live.change(
            ConfigurationItem(.agents, "carol"), add(("endpoint", "PJSIP/1003")), by: "desk", with: .all)
        _ = try await live.change(Self.training, add(), by: "desk", with: .all)
        // Somebody else has the phone in the file now.
        world.write { $0.replacing("PJSIP/1002", with: "PJSIP/1003") }
        let next = try world.live(kept: world.state.withLock { $0.kept })
        #expect(
            await next.state.suspended.map(\.target) == ["agents.carol", "agents.carol.endpoint", "queues.training"])
        #expect(world.alarm != nil)
        #expect(await next.configuration.queues.count == 2)
        let report = try await next.change(ConfigurationItem(.agents, "carol"), .remove, by: "desk", with: .all)
        #expect(report.suspended.isEmpty)
        #expect(report.changes.map(\.target) == ["queues.training"])
        #expect(world.kept == ["queues.training"])
        #expect(world.alarm == nil)
    }

    @Test("Q20 every kind of change is kept by the store and read at the next start, also one of an earlier version")
    func kept() async throws {
        let folder = try TemporaryFolder()
        let whats: [ConfigurationChange.What] = [
            .member(queue: "sales", agent: "bob", tier: 2, weight: 3), .noMember(queue: "sales", agent: "alice"),
            .key(.init(.queues, "sales"), key: "weight", value: "3"),
            .key(.init(.agents, "alice"), key: "skills", value: "{german: 80}"),
            .key(.init(.hours, "office"), key: "zone", value: "UTC"), .item(.init(.reasons, "tea")),
            .noItem(.init(.queues, "support")),
        ]
        let changes = whats.enumerated().map {
            ConfigurationChange(what: $1, by: "desk", at: Instant(milliseconds: Int64($0)))
        }
        let store = try Store(path: folder.file("j.db"), node: NodeID("n"))
        try await KeptChanges.keep(changes, store)
        #expect(await store.close() == 0)
        let next = try Store(path: folder.file("j.db"), node: NodeID("n"))
        #expect(try await KeptChanges.read(next.reader) == changes)
        let earlier = #"[{"at":7,"by":"desk","key":"weight","kind":"set","queue":"sales","value":"3"}]"#
        try await next.keep(notes: ["configuration_changes": earlier])
        #expect(
            try await KeptChanges.read(next.reader) == [
                ConfigurationChange(
                    what: .key(.init(.queues, "sales"), key: "weight", value: "3"), by: "desk",
                    at: Instant(milliseconds: 7))
            ])
        _ = await next.close()
    }
}
