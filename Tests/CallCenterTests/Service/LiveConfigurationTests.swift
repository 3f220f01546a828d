import APIServer
import Locking
import MaydayAPI
import MaydayConfiguration
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Q20 the configuration of a running service")
struct LiveConfigurationTests {
    private typealias World = ConfigurationWorld

    private static let text = """
        asterisk:
          - {name: main, url: http://127.0.0.1:8088, user: mayday, password_file: p}
        queues:
          - {id: sales, ring_timeout: 15s}
          - id: support
        agents:
          - {id: alice, endpoint: PJSIP/1001, queues: [sales, support]}
          - {id: bob, endpoint: PJSIP/1002, queues: [sales]}
        """

    @Test("Q20 a reload says what has changed, takes it over, and tells what needs a restart each time")
    func reload() async throws {
        let world = World(Self.text)
        let live = try world.live()
        world.write {
            $0.replacing("15s", with: "25s").replacing("127.0.0.1:8088", with: "127.0.0.2:8088")
                .replacing("  - {id: bob, endpoint: PJSIP/1002, queues: [sales]}", with: "")
        }
        let report = try await live.reload(discardingChanges: false)
        #expect(report.changed.contains(ChangedValue(key: "queues.sales.ring_timeout", from: "15s", to: "25s")))
        #expect(report.changed.contains(ChangedValue(key: "agents.bob.endpoint", from: "PJSIP/1002")))
        #expect(report.needsRestart.map(\.key) == ["asterisk.main.url"])
        #expect(world.state.withLock { $0.taken.last?.agents.map(\.id) } == ["alice"])
        let again = try await live.reload(discardingChanges: false)
        #expect(again.changed.isEmpty)
        #expect(again.needsRestart.map(\.key) == ["asterisk.main.url"])
        #expect(await live.state.needsRestart.map(\.key) == ["asterisk.main.url"])
    }

    @Test("Q20 a reload without a queue says who was in it, and what becomes of them")
    func removedQueue() async throws {
        let world = World(Self.text)
        let live = try world.live()
        world.state.withLock { state in
            state.removed = [RemovedQueue(id: QueueID("support"), waiting: 3), RemovedQueue(id: QueueID("empty"))]
        }
        world.write { $0.replacing("  - id: support\n", with: "").replacing("[sales, support]", with: "[sales]") }
        let warnings = try await live.reload(discardingChanges: false).warnings
        #expect(
            warnings.filter { $0.contains("is removed") } == [
                "queue support is removed while 3 callers wait in it: who waits goes back to the dialplan (where a phone "
                    + "rings, unless it is picked up)"
            ])
    }

    @Test(
        "Q20 of a queue that is removed: who waits, who is to be called back, who talks",
        arguments: [
            (RemovedQueue(id: QueueID("a")), nil),
            (RemovedQueue(id: QueueID("a"), calls: 2), "2 talk in it: who talks talks on"),
            (RemovedQueue(id: QueueID("a"), requests: 1), "1 is to be called back in it: nobody is called back"),
            (
                RemovedQueue(id: QueueID("a"), waiting: 1, requests: 2, calls: 1),
                "1 caller waits, 2 are to be called back and 1 talks in it: who waits goes back to the dialplan (where a "
                    + "phone rings, unless it is picked up), nobody is called back, who talks talks on"
            ),
        ] as [(RemovedQueue, String?)])
    func warning(_ removed: RemovedQueue, _ words: String?) {
        #expect(removed.warning == words.map { "queue a is removed while " + $0 })
    }

    @Test("Q20 a file with anything wrong changes nothing, and all of it is told with its lines")
    func refused() async throws {
        let world = World(Self.text)
        let live = try world.live()
        world.write { $0.replacing("15s", with: "25").replacing("[sales]", with: "[sale]") }
        await #expect(
            throws: APIFailure.configuration([
                FieldError(
                    field: "mayday.yaml:4:31",
                    detail: "queues[0].ring_timeout: '25' has no unit; write ms, s, m or h; did you mean '25s'?"),
                FieldError(
                    field: "mayday.yaml:8:46",
                    detail: "agents[1].queues[0]: there is no queue 'sale'; did you mean 'sales'?"),
            ])
        ) { try await live.reload(discardingChanges: false) }
        #expect(world.state.withLock { $0.taken.isEmpty })
        world.write { _ in Self.text.replacing("1002, queues", with: "1002, server: other, queues") }
        await #expect(throws: APIFailure.self) { try await live.reload(discardingChanges: false) }
    }

    @Test("Q20 an agent on a server that the service does not know is refused: that server needs a restart")
    func newServer() async throws {
        let world = World(Self.text)
        let live = try world.live()
        world.write {
            $0.replacing(
                "queues:\n  - {id: sales",
                with: "  - {name: b, url: http://h:8088, user: m, password_file: p}\nqueues:\n  - {id: sales"
            )
            .replacing("1002, queues", with: "1002, server: b, queues")
        }
        await #expect(
            throws: APIFailure.configuration([
                FieldError(field: "agents.bob.server", detail: "the server 'b' is new and needs a restart")
            ])
        ) { try await live.reload(discardingChanges: false) }
    }

    @Test("Q20 G10 single changes are kept, lie over the next file, and can be taken back")
    func changes() async throws {
        let world = World(Self.text)
        let live = try world.live()
        let added = try await live.change(
            queue: "support", .add(MemberBody(agent: "bob", tier: 2)), by: "desk", with: .all)
        #expect(added.changed.map(\.key) == ["agents.bob.queues"])
        #expect(added.changes.map(\.by) == ["desk"])
        let set = try await live.change(
            ConfigurationItem(.queues, "sales"), .set([KeySetting(key: "ring_timeout", value: "40s")]), by: "desk",
            with: .all)
        #expect(set.changed == [ChangedValue(key: "queues.sales.ring_timeout", from: "15s", to: "40s")])
        #expect(
            world.state.withLock { $0.kept.map(\.target) } == [
                "queues.support.members.bob", "queues.sales.ring_timeout",
            ])
        // The file changes; the changes stay over it, until the file says the same.
        world.write { $0.replacing("15s", with: "20s").replacing("[sales]", with: "[sales, {id: support, tier: 2}]") }
        let reload = try await live.reload(discardingChanges: false)
        #expect(reload.changes.map(\.target) == ["queues.sales.ring_timeout"])
        #expect(reload.dropped.map(\.reason) == ["the file says the same"])
        let back = try await live.change(
            ConfigurationItem(.queues, "sales"), .set([KeySetting(key: "ring_timeout")]), by: "desk",
            with: .all)
        #expect(back.changed == [ChangedValue(key: "queues.sales.ring_timeout", from: "40s", to: "20s")])
        #expect(world.state.withLock { $0.kept.isEmpty })
        let removed = try await live.change(queue: "sales", .remove(agent: "alice"), by: "desk", with: .all)
        #expect(removed.changes.map(\.value) == ["no member"])
        #expect(try await live.reload(discardingChanges: true).changes.isEmpty)
    }

    /// Of an earlier life: the first leads to a queue that the file has not, or has no more.
    private static let earlier = [
        ("exit_keys", #"{"1": {queue: training}}"#), ("ring_timeout", "40s"),
    ].map { key, value in
        ConfigurationChange(
            what: .key(.init(.queues, "sales"), key: key, value: value), by: "desk", at: Instant(milliseconds: 1))
    }
    private static let earlierTargets = ["queues.sales.exit_keys", "queues.sales.ring_timeout"]

    private static func mend(_ text: String) -> String {
        text.replacing("  - id: support", with: "  - id: support\n  - id: training")
    }

    @Test("Q20 changes that do not fit the file at a start stay kept, with an alarm, and count once they fit")
    func suspended() async throws {
        let world = World(Self.text)
        let live = try world.live(kept: Self.earlier)
        #expect(world.alarm?.contains("2 of it") == true)
        let state = await live.state
        #expect(state.changes.isEmpty)
        #expect(state.suspended.map(\.target) == Self.earlierTargets)
        #expect(state.suspendedBecause?.contains("training") == true)
        // What is changed now is kept beside them.
        let report = try await live.change(
            ConfigurationItem(.queues, "sales"), .set([KeySetting(key: "weight", value: "3")]), by: "desk", with: .all)
        #expect(report.changes.map(\.target) == ["queues.sales.weight"])
        #expect(report.suspended.map(\.target) == Self.earlierTargets)
        #expect(report.warnings.contains { $0.contains("training") })
        #expect(world.kept == Self.earlierTargets + ["queues.sales.weight"])
        _ = try await live.reload(discardingChanges: false)
        #expect(world.alarm != nil, "the file is as it was")
        world.write(Self.mend)
        let mended = try await live.reload(discardingChanges: false)
        #expect(mended.changed.contains(ChangedValue(key: "queues.sales.ring_timeout", from: "15s", to: "40s")))
        #expect(mended.changes.map(\.target) == Self.earlierTargets + ["queues.sales.weight"])
        #expect(mended.suspended.isEmpty)
        #expect(world.alarm == nil)
        #expect(world.kept == Self.earlierTargets + ["queues.sales.weight"])
    }

    @Test("Q20 a signal tries them again as well, and the alarm is over when they count")
    func signal() async throws {
        let world = World(Self.text)
        let live = try world.live(kept: Self.earlier)
        let reload = Reload()
        reload.connect(live, quiet)
        await reload()
        #expect(world.alarm != nil)
        world.write(Self.mend)
        await reload()
        #expect(world.alarm == nil)
        #expect(await live.state.changes.map(\.target) == Self.earlierTargets)
    }

    @Test("Q20 the one that stands in the way is taken back and the others count, or all are discarded")
    func takenBack() async throws {
        let world = World(Self.text)
        let live = try world.live(kept: Self.earlier)
        let report = try await live.change(
            ConfigurationItem(.queues, "sales"), .set([KeySetting(key: "exit_keys")]), by: "desk",
            with: .all)
        #expect(report.changes.map(\.target) == ["queues.sales.ring_timeout"])
        #expect(report.suspended.isEmpty)
        #expect(world.kept == ["queues.sales.ring_timeout"])
        #expect(world.alarm == nil)
        let other = World(Self.text)
        let discarded = try await other.live(kept: Self.earlier).reload(discardingChanges: true)
        #expect(discarded.suspended.isEmpty)
        #expect(other.kept.isEmpty)
        #expect(other.alarm == nil)
    }

    @Test("Q20 a change that is wrong, of nobody, or that cannot be kept changes nothing")
    func wrongChanges() async throws {
        let world = World(Self.text)
        let live = try world.live()
        await #expect(throws: APIFailure.notFound(kind: "queue", id: "x")) {
            try await live.change(queue: "x", .remove(agent: "bob"), by: "desk", with: .all)
        }
        await #expect(throws: APIFailure.notFound(kind: "agent", id: "x")) {
            try await live.change(queue: "sales", .add(MemberBody(agent: "x")), by: "desk", with: .all)
        }
        await #expect(throws: APIFailure.conflict(code: "not_a_member", detail: "bob does not serve support")) {
            try await live.change(queue: "support", .remove(agent: "bob"), by: "desk", with: .all)
        }
        await #expect(throws: APIFailure.self) {
            try await live.change(
                ConfigurationItem(.queues, "sales"), .set([KeySetting(key: "ring_timeout", value: "x")]), by: "desk",
                with: .all)
        }
        world.state.withLock { $0.diskIsFull = true }
        await #expect(throws: APIFailure.self) {
            try await live.change(
                ConfigurationItem(.queues, "sales"), .set([KeySetting(key: "weight", value: "3")]), by: "desk",
                with: .all)
        }
        #expect(world.state.withLock { $0.taken.isEmpty })
        #expect(await live.state.changes.isEmpty)
    }

    @Test("Q20 every key of the file is either live or told to need a restart")
    func everyKey() {
        let loaded = try? World("nothing: 1").source.load([])
        #expect(loaded == nil)
        #expect(throws: ConfigurationError.self) { try World("nothing: 1").source.load([]) }
        do {
            _ = try World("nothing: 1").source.load([])
        } catch {
            // The reader itself lists the keys that it knows.
            let text = "\(error)"
            let list = text.split(separator: "known here: ").last?.prefix { $0 != ")" } ?? ""
            let known = Set(list.split(separator: ", ").map(String.init))
            #expect(known == LiveKeys.live.union(LiveKeys.restart))
            #expect(LiveKeys.live.isDisjoint(with: LiveKeys.restart))
        }
    }
}
