import Queueing
import Telephony
import Testing

@testable import MaydayConfiguration

@Suite("Q20 changes over the file")
struct ChangeTests {
    private static let file =
        Sample.shortest + """

            queues:
              - {id: sales, ring_timeout: 15s}
              - id: support
            agents:
              - {id: alice, endpoint: PJSIP/1001, queues: [sales, {id: support, tier: 3}]}
              - {id: bob, endpoint: PJSIP/1002, queues: sales}
            """

    private func change(_ what: ConfigurationChange.What) -> ConfigurationChange {
        ConfigurationChange(what: what, by: "admin", at: Instant(milliseconds: 1))
    }

    private func load(_ changes: ConfigurationChange.What..., text: String = file) throws -> ServiceConfiguration.Loaded
    {
        try ServiceConfiguration.parse(
            text, path: "/etc/mayday/mayday.yaml", changes: changes.map(change), files: Sample.password)
    }

    private func problems(_ changes: ConfigurationChange.What...) -> [String] {
        do {
            _ = try ServiceConfiguration.parse(
                Self.file, path: "/etc/mayday/mayday.yaml", changes: changes.map(change), files: Sample.password)
            return []
        } catch {
            guard case .invalid(let problems) = error else { return ["\(error)"] }
            return problems.map(\.description)
        }
    }

    private func served(_ loaded: ServiceConfiguration.Loaded, _ agent: String) -> [String] {
        (loaded.configuration.agents.first { $0.id == agent }?.memberships ?? []).map {
            "\($0.queue) \($0.tier) \($0.weight)"
        }
    }

    @Test("Q20 a member is added, changed and removed; the others keep what they have")
    func members() throws {
        #expect(try served(load(), "alice") == ["sales 1 1", "support 3 1"])
        let added = try load(.member(queue: "support", agent: "bob", tier: 2, weight: 5))
        #expect(served(added, "bob") == ["sales 1 1", "support 2 5"])
        #expect(added.changes.map(\.target) == ["queues.support.members.bob"])
        let changed = try load(.member(queue: "support", agent: "alice", tier: 1, weight: 1))
        #expect(served(changed, "alice") == ["sales 1 1", "support 1 1"])
        let removed = try load(.noMember(queue: "sales", agent: "alice"))
        #expect(served(removed, "alice") == ["support 3 1"])
    }

    @Test("Q20 a queue's key takes any value that the file may have")
    func keys() throws {
        let loaded = try load(
            .key(.init(.queues, "sales"), key: "ring_timeout", value: "40s"),
            .key(.init(.queues, "support"), key: "auto_pause", value: "[no_answer, busy]"),
            .key(.init(.queues, "support"), key: "on_max_wait", value: "{context: out, extension: s}"))
        #expect(loaded.configuration.queues[0].ringTimeout == .seconds(40))
        #expect(loaded.configuration.queues[1].autoPause == [.noAnswer, .busy])
        #expect(loaded.values["queues.sales.ring_timeout"] == "40s")
        #expect(loaded.values["queues.support.on_max_wait"] == "{context: out, extension: s}")
    }

    @Test("Q20 what the file would refuse is refused, with what was changed in the place of the line")
    func refused() {
        #expect(
            problems(.key(.init(.queues, "sales"), key: "ring_timeout", value: "15"))
                == [
                    "change of queues.sales.ring_timeout: queues[0].ring_timeout: '15' has no unit; write ms, s, m or h; "
                        + "did you mean '15s'?"
                ])
        #expect(
            problems(.key(.init(.queues, "sales"), key: "ring_timeuot", value: "15s")).first?.contains(
                "did you mean 'ring_timeout'?") == true)
        #expect(
            problems(
                .key(.init(.queues, "sales"), key: "retry", value: "[1s"),
                .key(.init(.queues, "sales"), key: "weight", value: "x")
            )
            .count == 1)
        #expect(problems(.member(queue: "sales", agent: "bob", tier: 900, weight: 0)).count == 2)
    }

    @Test("Q20 what has no effect any more is dropped with the reason")
    func dropped() throws {
        let loaded = try load(
            .key(.init(.queues, "sales"), key: "ring_timeout", value: "15s"),
            .key(.init(.queues, "gone"), key: "ring_timeout", value: "20s"),
            .member(queue: "sales", agent: "nobody", tier: 1, weight: 1),
            .member(queue: "support", agent: "alice", tier: 3, weight: 1), .noMember(queue: "support", agent: "bob"))
        #expect(loaded.changes.isEmpty)
        #expect(
            loaded.dropped.map(\.reason) == [
                "the file says the same", "the queue is gone", "the agent is gone", "the file says the same",
                "the file says the same",
            ])
    }

    @Test("Q20 items are added and removed before keys and members are laid over, whatever the order of the changes")
    func items() throws {
        let training = ConfigurationChange.Item(.queues, "training")
        let loaded = try load(
            .member(queue: "training", agent: "bob", tier: 1, weight: 1),
            .key(training, key: "ring_timeout", value: "5s"), .item(training), .noItem(.init(.queues, "support")),
            .item(.init(.reasons, "tea")))
        #expect(loaded.configuration.queues.map(\.id) == ["sales", "training"])
        #expect(loaded.configuration.queues[1].ringTimeout == .seconds(5))
        #expect(served(loaded, "alice") == ["sales 1 1"])
        #expect(served(loaded, "bob") == ["sales 1 1", "training 1 1"])
        #expect(loaded.configuration.reasons.map(\.id) == ["tea"])
        #expect(loaded.changes.count == 5 && loaded.dropped.isEmpty)
        #expect(loaded.changes.first?.target == "queues.training.members.bob", "in the order in which they were made")
        #expect(loaded.values["queues.support.id"] == nil)
    }

    @Test("Q20 what is said of an item that is gone, added for nothing or removed for nothing is dropped")
    func droppedItems() throws {
        let loaded = try load(
            .key(.init(.queues, "support"), key: "weight", value: "3"), .noItem(.init(.queues, "support")),
            .member(queue: "support", agent: "bob", tier: 1, weight: 1), .item(.init(.queues, "sales")),
            .noItem(.init(.agents, "nobody")), .key(.init(.hours, "office"), key: "zone", value: "UTC"),
            .key(.init(.reasons, "tea"), key: "name", value: "Tea"),
            .key(.init(.agents, "nobody"), key: "name", value: "No"))
        #expect(loaded.changes.map(\.target) == ["queues.support"])
        #expect(
            loaded.dropped.map(\.reason) == [
                "the queue is gone", "the queue is gone", "the file says the same", "the file says the same",
                "the schedule is gone", "the reason is gone", "the agent is gone",
            ])
    }

    @Test("Q20 the key of one item is not another item, whatever dots an id has")
    func dots() {
        let (dotted, plain) = (ConfigurationChange.Item(.queues, "a.weight"), ConfigurationChange.Item(.queues, "a"))
        let (item, key) = (change(.item(dotted)), change(.key(plain, key: "weight", value: "3")))
        #expect(item.target == key.target)
        #expect(item.subject != key.subject)
        #expect(item.subject.isAbout(dotted) && !item.subject.isAbout(plain))
        #expect(key.subject.isAbout(plain) && !key.subject.isAbout(dotted))
    }

    @Test("Q20 a list that is none is told by the reader, not written over")
    func noList() throws {
        let text = Sample.shortest + "\nreasons: lunch\n"
        #expect(throws: ConfigurationError.self) { try load(.item(.init(.reasons, "tea")), text: text) }
        #expect(try load(.item(.init(.reasons, "tea")), text: Sample.shortest + "\nreasons:\n").changes.count == 1)
    }

    @Test("Q20 the document's values stand under ids, whatever the order of the lists")
    func values() throws {
        let values = try load().values
        #expect(values["agents.alice.queues"] == "[sales, {id: support, tier: 3}]")
        #expect(values["asterisk.0.url"] == "http://127.0.0.1:8088")
        #expect(values["queues.support.id"] == "support")
    }
}
