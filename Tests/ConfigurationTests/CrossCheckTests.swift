import MaydayConfiguration
import Queueing
import Telephony
import Testing

@Suite struct CrossCheckTests {
    @Test("B4 ids, phones, numbers and the default belong to one only")
    func twins() {
        let text = """
            queues:
              - {id: sales, numbers: ["700"], default: yes}
              - {id: Sales}
              - {id: support, numbers: ["701", "700"], default: true}
            agents:
              - {id: alice, endpoint: PJSIP/1001, queues: [sales, sales]}
              - {id: alice, endpoint: PJSIP/1001, queues: [support]}
            """
        #expect(
            Sample.problems(adding: text) == [
                "mayday.yaml:7:10: queues[1].id: 'Sales' is the id of queues[0] too",
                "mayday.yaml:8:36: queues[2].numbers[1]: '700' leads to the queue 'sales' already",
                "mayday.yaml:8:53: queues[2].default: only one queue can be the default, and 'sales' is it already",
                "mayday.yaml:10:55: agents[0].queues[1]: 'sales' is named twice",
                "mayday.yaml:11:10: agents[1].id: 'alice' is the id of agents[0] too",
                "mayday.yaml:11:27: agents[1].endpoint: 'PJSIP/1001' is the phone of 'alice' already",
            ])
    }

    @Test("B4 two servers need two names, and never share an application")
    func twinServers() {
        let server = "{url: 'http://127.0.0.1:8088', user: a, password_file: ari-password}"
        #expect(
            Sample.problems("asterisk:\n - \(server)\n - \(server)") == [
                "mayday.yaml:3:4: asterisk[1].name: 'asterisk' is the name of asterisk[0] too; give each server its own",
                "mayday.yaml:3:10: asterisk[1].url: the same server and app as in asterisk[0]",
            ])
    }

    /// Two servers and, from line 4 on, what is said of the rest.
    private func twoServers(_ rest: String, secondApp: String = "mayday") -> String {
        func server(_ name: String, _ port: Int, _ app: String) -> String {
            " - {name: \(name), url: 'http://127.0.0.1:\(port)', user: a, password_file: ari-password, app: \(app)}"
        }
        return ["asterisk:", server("one", 8088, "mayday"), server("two", 8089, secondApp), rest].joined(
            separator: "\n")
    }

    @Test("B4 an agent is on the server that they name, else on the first; one that is not there is told")
    func agentsServer() throws {
        let agents = "agents: [{id: a, endpoint: PJSIP/1}, {id: b, endpoint: PJSIP/1, server: two}]"
        let loaded = try Sample.load(twoServers(agents))
        #expect(loaded.configuration.agents.map(\.server) == ["one", "two"])
        #expect(
            Sample.problems(twoServers("agents: [{id: a, endpoint: PJSIP/1, server: tow}]")) == [
                "mayday.yaml:4:45: agents[0].server: there is no server 'tow'; did you mean 'two'?"
            ])
    }

    @Test("B4 a server without agents is a warning: a caller there waits in vain")
    func unstaffedServer() throws {
        let warnings = try Sample.load(twoServers("agents: [{id: a, endpoint: PJSIP/1}]")).warnings
        #expect(warnings.contains { "\($0)".contains("no agent's phone is on the server 'two'") })
    }

    @Test("B4 all servers have one application")
    func applications() {
        #expect(
            Sample.problems(twoServers("", secondApp: "other")) == [
                "mayday.yaml:3:89: asterisk[1].app: 'other' is not 'mayday': all servers have one application"
            ])
    }

    @Test("B4 the API and the socket that Asterisk dials need addresses of their own")
    func sharedListenAddress() {
        let text = Sample.shortest + "\n    mode: outbound\n    listen: 127.0.0.1:8470"
        #expect(Sample.problems(text) == ["mayday.yaml:2:5: asterisk[0].listen: is the address of api.listen too"])
    }

    @Test("Q1 every strategy is known by its name", arguments: Strategy.allCases)
    func strategies(strategy: Strategy) throws {
        let text = "queues: [{id: sales, strategy: \(strategy.rawValue)}]"
        #expect(try Sample.load(Sample.shortest + "\n" + text).configuration.queues[0].strategy == strategy)
    }

    @Test("Q1 the step of the ringing is said to have no effect where phones do not ring progressively")
    func ringStep() throws {
        let queue = "queues: [{id: sales, ring_step: 3s, strategy: "
        let loaded = try Sample.load(Sample.shortest + "\n" + queue + "ring_progressively}]")
        #expect(loaded.configuration.queues[0].ringStep == .seconds(3))
        let other = try Sample.load(Sample.shortest + "\n" + queue + "ring_all}]")
        #expect(
            other.warnings.map(\.description).contains {
                $0.hasSuffix("queues[0].ring_step: has no effect without strategy: ring_progressively")
            })
    }

    @Test("Q1 an agent's queues are names, or names with a tier and a weight")
    func memberships() throws {
        let queues = "queues: [{id: sales}, {id: support}]\n"
        let agent = "agents: [{id: anna, endpoint: PJSIP/1001, queues: "
        let text = Sample.shortest + "\n" + queues + agent + "[sales, {id: support, tier: 2, weight: 7}]}]"
        #expect(
            try Sample.load(text).configuration.agents[0].memberships == [
                Membership(queue: QueueID("sales")), Membership(queue: QueueID("support"), tier: 2, weight: 7),
            ])
        let single = Sample.shortest + "\n" + queues + agent + "sales}]"
        #expect(try Sample.load(single).configuration.agents[0].queues == ["sales"])
        #expect(
            Sample.problems(adding: queues + agent + "[{id: sale, tier: 0, wieght: 2}, {tier: 2}]}]") == [
                "mayday.yaml:6:57: agents[0].queues[0].id: there is no queue 'sale'; did you mean 'sales'?",
                "mayday.yaml:6:69: agents[0].queues[0].tier: '0' is not a whole number from 1 to 100",
                "mayday.yaml:6:72: agents[0].queues[0].wieght: unknown key; did you mean 'weight'?",
                "mayday.yaml:6:84: agents[0].queues[1].id: is missing",
            ])
    }

    @Test(
        "B4 the journal is a file of the disk", arguments: [":memory:", "file:x.sqlite", "file::memory:?cache=shared"])
    func storePath(path: String) {
        #expect(
            Sample.problems(adding: "store: {path: '\(path)'}") == [
                "mayday.yaml:5:15: store.path: '\(path)' is not the path of a file"
            ])
    }

    @Test("B4 a byte order mark before the text is not part of it")
    func byteOrderMark() throws {
        #expect(
            try Sample.load("\u{FEFF}" + Sample.shortest).configuration == Sample.load(Sample.shortest).configuration)
    }

    @Test("B4 what is odd but works is a warning")
    func warnings() throws {
        let text = """
            queues: [{id: sales, on_max_wait: dialplan}]
            agents: [{id: alice, endpoint: PJSIP/1001}]
            """
        let warnings = try Sample.load(Sample.shortest + "\n" + text).warnings.map(\.description)
        #expect(
            warnings == [
                "/etc/mayday/mayday.yaml:5:35: queues[0].on_max_wait: has no effect without max_wait",
                "/etc/mayday/mayday.yaml:6:10: agents[0]: the agent serves no queue",
                "/etc/mayday/mayday.yaml:5:10: queues[0]: no agent serves the queue 'sales'",
            ])
    }

    @Test("B4 groups can share keys by YAML's merge; what stands in the group itself wins")
    func merge() throws {
        let text = """
            x-base: &base {ring_timeout: 20s, retry: 3s}
            queues:
              - {id: a, <<: *base, retry: 1s}
            """
        let queue = try Sample.load(Sample.shortest + "\n" + text).configuration.queues[0]
        #expect(queue.ringTimeout == .seconds(20))
        #expect(queue.retry == .seconds(1))
        #expect(
            Sample.problems(adding: "queues: [{id: a, <<: 5}]") == [
                "mayday.yaml:5:22: '<<' takes over the keys of another group, this is a single value"
            ])
    }
}
