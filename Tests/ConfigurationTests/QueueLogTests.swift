import MaydayConfiguration
import Testing

@Suite struct QueueLogTests {
    @Test("Q21 no queue_log unless a file is named; a relative path begins at the configuration's folder")
    func path() throws {
        #expect(try Sample.load(Sample.shortest).configuration.queueLog == nil)
        #expect(try Sample.load(Sample.shortest + "\nqueue_log:").configuration.queueLog == nil)
        let named = try Sample.load(Sample.shortest + "\nqueue_log: {path: log/queue_log}").configuration.queueLog
        #expect(named == QueueLogConfiguration(path: "/etc/mayday/log/queue_log", agent: .endpoint))
        let text = Sample.shortest + "\nqueue_log: {path: /var/log/mayday/queue_log, agent: name}"
        #expect(
            try Sample.load(text).configuration.queueLog
                == QueueLogConfiguration(path: "/var/log/mayday/queue_log", agent: .name))
    }

    @Test("Q21 the environment alone can ask for one")
    func environment() throws {
        let loaded = try Sample.load(
            Sample.shortest, environment: ["MAYDAY_QUEUE_LOG__PATH": "/x/queue_log", "MAYDAY_QUEUE_LOG__AGENT": "id"])
        #expect(loaded.configuration.queueLog == QueueLogConfiguration(path: "/x/queue_log", agent: .id))
    }

    @Test("Q21 what is wrong about it is told with its place")
    func wrong() {
        #expect(
            Sample.problems(adding: "queue_log: {agent: nme}") == [
                "mayday.yaml:5:12: queue_log.path: is missing",
                "mayday.yaml:5:20: queue_log.agent: 'nme' is none of endpoint, name, id; did you mean 'name'?",
            ])
        #expect(
            Sample.problems(adding: "queue_log: {path: 'a', pth: b}") == [
                "mayday.yaml:5:24: queue_log.pth: unknown key; did you mean 'path'?"
            ])
    }
}
