import MaydayConfiguration
import Testing

@Suite struct CapacityTests {
    private func load(agent: String = "", queue: String = "") throws -> ServiceConfiguration {
        let text =
            "queues: [{id: sales\(queue)}]\n"
            + "agents: [{id: alice, endpoint: PJSIP/1001, queues: [sales]\(agent)}]"
        return try Sample.load(Sample.shortest + "\n" + text).configuration
    }

    @Test("Q6 one call at a time, and queues that take their agents whole, unless it is said otherwise")
    func defaults() throws {
        let configuration = try load()
        #expect(configuration.agents.map(\.capacity) == [1])
        #expect(configuration.queues.map(\.isExclusive) == [true])
    }

    @Test("Q6 room for several calls of queues that share their agents", arguments: [1, 2, 10])
    func given(capacity: Int) throws {
        let configuration = try load(agent: ", capacity: \(capacity)", queue: ", exclusive: false")
        #expect(configuration.agents.map(\.capacity) == [capacity])
        #expect(configuration.queues.map(\.isExclusive) == [false])
    }

    @Test(
        "Q6 what cannot be is refused",
        arguments: [(", capacity: 0", ""), (", capacity: 11", ""), (", capacity: two", ""), ("", ", exclusive: maybe")])
    func wrong(agent: String, queue: String) {
        #expect(throws: ConfigurationError.self) { try load(agent: agent, queue: queue) }
    }

    @Test("Q6 a headset that stays connected has one call at a time, told with line and reason")
    func headset() throws {
        do {
            _ = try load(agent: ", connection: nailed_up, capacity: 2", queue: ", exclusive: false")
            Issue.record("it was taken")
        } catch let error as ConfigurationError {
            let text = "\(error)"
            #expect(text.contains("agents[0].capacity"))
            #expect(text.contains("nailed_up"))
        }
        #expect(try load(agent: ", connection: nailed_up, capacity: 1").agents.map(\.capacity) == [1])
    }
}
