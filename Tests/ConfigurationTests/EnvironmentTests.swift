import MaydayConfiguration
import Testing

@Suite struct EnvironmentTests {
    @Test("B4 the environment overrides the file: levels, list items by number and by name, lists by commas")
    func overrides() throws {
        let text = Sample.shortest + "\nqueues: [{id: sales}, {id: second-line, retry: 1s}]\napi:"
        let configuration = try Sample.load(
            text,
            environment: [
                "MAYDAY_NODE": "b", "MAYDAY_API__LISTEN": "0.0.0.0:80", "MAYDAY_ASTERISK__0__URL": "https://pbx",
                "MAYDAY_QUEUES__SALES__RING_TIMEOUT": "30s", "MAYDAY_QUEUES__SECOND_LINE__RETRY": "4s",
                "MAYDAY_DIALLING__ALLOW": "+49, +43", "MAYDAY_STORE__PATH": "",
            ]
        ).configuration
        #expect(configuration.node == "b")
        #expect(configuration.api.listen.description == "0.0.0.0:80")
        #expect(configuration.asterisk[0].url.description == "https://pbx:8089")
        #expect(configuration.queues[0].ringTimeout == .seconds(30))
        #expect(configuration.queues[1].retry == .seconds(4))
        #expect(configuration.dialling.allow == ["+49", "+43"])
        #expect(configuration.store.path == "/var/lib/mayday/mayday.sqlite")
    }

    @Test("B4 a configuration can come from the environment alone")
    func environmentAlone() throws {
        let configuration = try Sample.load(
            "",
            environment: [
                "MAYDAY_ASTERISK__0__URL": "http://pbx:8088", "MAYDAY_ASTERISK__0__USER": "mayday",
                "MAYDAY_ASTERISK__0__PASSWORD": "s3cret", "MAYDAY_ASTERISK__1__URL": "http://pbx2:8088",
                "MAYDAY_ASTERISK__1__USER": "mayday", "MAYDAY_ASTERISK__1__PASSWORD": "other",
                "MAYDAY_ASTERISK__1__NAME": "second",
            ]
        ).configuration
        #expect(configuration.asterisk.map { $0.password.reveal() } == ["s3cret", "other"])
    }

    @Test("B4 a wrong override is told by its variable's name")
    func wrongOverrides() {
        let problems = Sample.problems(
            adding: "queues: [{id: sales}]",
            environment: [
                "MAYDAY_API__LISTN": "x", "MAYDAY_LOG__LEVEL": "loud", "MAYDAY_QUEUES__SALSE__RETRY": "1s",
                "MAYDAY_QUEUES__7__RETRY": "1s",
            ])
        #expect(
            problems == [
                "environment variable MAYDAY_API__LISTN: api.listn: unknown key; did you mean 'listen'?",
                "environment variable MAYDAY_LOG__LEVEL: log.level: 'loud' is none of trace, debug, info, notice, "
                    + "warning, error, critical",
                "environment variable MAYDAY_QUEUES__7__RETRY: the list has no item number or name '7'",
                "environment variable MAYDAY_QUEUES__SALSE__RETRY: the list has no item number or name 'salse'",
            ])
    }

    @Test("B4 variables of other programs of ours are left alone")
    func otherVariables() throws {
        _ = try Sample.load(
            Sample.shortest,
            environment: ["MAYDAY_URL": "http://x", "MAYDAY_KEY": "k", "MAYDAY_STRICT": "1", "HOME": "/"])
    }
}
