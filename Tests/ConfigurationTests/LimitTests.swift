import MaydayConfiguration
import Queueing
import Telephony
import Testing

@Suite struct LimitTests {
    private func limits(_ text: String) throws -> QueueLimits {
        let queues = "queues: [{id: sales, \(text)}, {id: support}]"
        return try Sample.load(Sample.shortest + "\n" + queues).configuration.queues[0].limits
    }

    @Test("Q9 nothing is limited unless it is said")
    func usual() throws {
        #expect(try limits("name: Sales") == QueueLimits())
        #expect(try limits("max_length: 0, join_empty: off, leave_empty: off") == QueueLimits())
    }

    @Test("Q9 every limit with its target")
    func all() throws {
        let limits = try limits(
            """
            max_wait: 5m, on_max_wait: {queue: support}, max_length: 20, on_full: dialplan,
              join_empty: loose, on_join_empty: {context: closed, extension: s}, leave_empty: [offline, wrap_up],
              on_leave_empty: {queue: support}, leave_empty_after: 30s,
              exit_keys: {"1": {queue: support}, "#": hangup, "*": {context: a, extension: b, priority: 2}}
            """)
        var expected = QueueLimits()
        expected.onMaxWait = .queue(QueueID("support"))
        expected.maxLength = 20
        expected.onFull = .dialplan(nil)
        expected.joinEmpty = [.offline, .unreachable]
        expected.onJoinEmpty = .dialplan(DialplanPlace(context: "closed", extension: "s"))
        expected.leaveEmpty = [.offline, .wrapUp]
        expected.onLeaveEmpty = .queue(QueueID("support"))
        expected.leaveEmptyAfter = .seconds(30)
        expected.exitKeys = [
            "1": .queue(QueueID("support")), "#": .hangUp,
            "*": .dialplan(DialplanPlace(context: "a", extension: "b", priority: 2)),
        ]
        #expect(limits == expected)
    }

    @Test("Q9 strict: whoever is not at their place and ready to be is absent")
    func strict() throws {
        #expect(try limits("join_empty: strict").joinEmpty == [.offline, .notReady, .unreachable])
    }

    @Test(
        "Q9 what is wrong is told",
        arguments: [
            (
                "on_full: hangupp, max_length: 3",
                "5:31: queues[0].on_full: 'hangupp' is neither hangup nor dialplan nor {context: …, extension: …} nor {queue: …}; did you mean 'hangup'?"
            ),
            (
                "max_length: 3, on_full: {queue: suport}",
                "5:46: queues[0].on_full: there is no queue 'suport'; did you mean 'support'?"
            ),
            ("max_length: 3, on_full: {queue: sales}", "5:46: queues[0].on_full: leads back to the queue itself"),
            (
                "join_empty: yes",
                "5:34: queues[0].join_empty: 'yes' can be read both ways; write off, strict, loose, or the agent states that count as absent"
            ),
            ("leave_empty: [ready]", "5:36: queues[0].leave_empty[0]: an agent who is ready is not absent"),
            (
                "exit_keys: {\"12\": hangup}",
                "5:34: queues[0].exit_keys.12: is not a key of a phone: one of 0-9, *, #, A-D"
            ),
            (
                "exit_keys: {\"1\": {queue: nowhere}}",
                "5:33: queues[0].exit_keys.1: there is no queue 'nowhere'"
            ),
        ])
    func wrong(_ text: String, _ problem: String) {
        let queues = "queues: [{id: sales, \(text)}, {id: support}]"
        #expect(Sample.problems(adding: queues) == ["mayday.yaml:" + problem])
    }

    @Test("Q9 queues that send callers in a circle are refused; keys may lead back")
    func circle() throws {
        func text(_ keys: String) -> String {
            """
            queues:
              - {id: a, max_wait: 1m, on_max_wait: {queue: b}\(keys)}
              - {id: b, max_length: 2, on_full: {queue: c}}
              - {id: c, leave_empty: strict, on_leave_empty: {queue: \(keys.isEmpty ? "a" : "d")}}
              - {id: d, exit_keys: {"1": {queue: a}}}
            """
        }
        #expect(
            Sample.problems(adding: text("")) == [
                "mayday.yaml:6:5: queues[0]: callers would be sent in a circle: a -> b -> c -> a"
            ])
        #expect(Sample.problems(adding: text(", exit_keys: {\"2\": {queue: d}}")) == ["accepted: mayday-1"])
    }

    @Test("Q9 a target without its limit is a warning")
    func warnings() throws {
        let text = "queues: [{id: sales, on_full: dialplan, leave_empty_after: 5s}]"
        let warnings = try Sample.load(Sample.shortest + "\n" + text).warnings.map(\.description)
        #expect(
            warnings.filter { $0.contains("no effect") } == [
                "/etc/mayday/mayday.yaml:5:31: queues[0].on_full: has no effect without max_length",
                "/etc/mayday/mayday.yaml:5:60: queues[0].leave_empty_after: has no effect without leave_empty",
            ])
    }
}
