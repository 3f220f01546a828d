import MaydayAPI
import Monitor
import TerminalUI

/// A contact centre at one moment, 2026-03-01 12:00:00 UTC, for the tests to look at.
enum Scene {
    static let noon = APITime(milliseconds: 1_772_366_400_000)

    static func at(_ secondsFromNoon: Int64) -> APITime {
        APITime(milliseconds: noon.milliseconds + secondsFromNoon * 1000)
    }

    static let health = Health(
        status: .ok, version: "0.1.0", node: "node-1", startedAt: at(-3600), uptimeMs: 3_600_000,
        asterisk: [AsteriskHealth(name: "main", connection: .up, mode: .inbound, sinceAt: at(-3590))],
        store: StoreHealth(state: .ok, journalSequence: 4711, sinceAt: at(-3600)))

    static let queues = [
        Queue(
            id: "sales", name: "Sales", waiting: 3, longestWaitMs: 65_000, offeredNow: 1, talking: 2,
            agents: AgentCounts(
                total: 6, staffed: 5, ready: 1, busy: 3, ringing: 1, talking: 2, wrapUp: 1, notReady: 0, unreachable: 1),
            today: QueueFigures(
                offered: 120, answered: 101, abandoned: 12, shortAbandoned: 3, timedOut: 2,
                otherExits: ExitCounts(withdrawn: 2), stillWaiting: 3, answeredWithinThreshold: 88,
                waitSumMs: 1_414_000, talkSumMs: 18_180_000, longestWaitMs: 184_000,
                serviceLevel: ServiceLevel(value: 0.786))),
        Queue(
            id: "support", name: "Support", waiting: 1, longestWaitMs: 7_000, talking: 1,
            agents: AgentCounts(total: 4, staffed: 0, offline: 4),
            today: QueueFigures(
                offered: 14, answered: 12, abandoned: 1, stillWaiting: 1, answeredWithinThreshold: 12,
                waitSumMs: 60_000, longestWaitMs: 18_000, serviceLevel: ServiceLevel(value: 12.0 / 13))),
        Queue(id: "night", name: "Nachtdienst Zürich (日本語)", agents: AgentCounts(total: 1, offline: 1)),
    ]

    static let callers = [
        Caller(
            id: "e3", callId: "c3", queue: "support", state: .waiting, position: 1, number: "+81312345678",
            name: "山田太郎",
            enteredAt: at(-7), waitMs: 7_000),
        Caller(
            id: "e1", callId: "c1", queue: "sales", state: .offered, position: 1, priority: 5, number: "+4930555700",
            name: "Erika Mustermann", enteredAt: at(-65), waitMs: 65_000, agent: "dora", offers: 2),
        Caller(
            id: "e2", callId: "c2", queue: "sales", state: .waiting, position: 2, enteredAt: at(-24), waitMs: 24_000),
        Caller(
            id: "e4", callId: "c4", queue: "sales", state: .waiting, position: 3, number: "+12125550100",
            name: "\u{1B}[31mEvil\u{7}", enteredAt: at(-3), waitMs: 3_000),
    ]

    static let agents = [
        agent(
            "alice", "Alice Example", 1001, .talking, -184, call: "c5", today: .init(offered: 22, answered: 21, lost: 1)
        ),
        agent("bob", "Bob Example", 1002, .held, -95, call: "c6", today: .init(offered: 19, answered: 19)),
        agent("carol", "Carol Example", 1003, .ready, -12),
        agent("dora", "Dora Example", 1004, .ringing, -4, call: "c1", today: .init(offered: 8, answered: 7)),
        agent("emil", "Emil Example", 1005, .wrapUp, -6),
        agent("fritz", "Fritz Example", 1006, .unreachable, -700, reason: "phone not registered"),
        agent("greta", "Greta Example", 1007, .notReady, -1300, reason: "lunch", queues: ["support"]),
        agent("hanna", "Hanna Example", 1008, .offline, -90_000, queues: ["support", "night"]),
    ]

    static let snapshot = MonitorSnapshot(
        health: health, queues: queues, callers: callers, agents: agents,
        calls: [
            Call(id: "c5", state: .up, server: "main", caller: Party(number: "+49891234"), beganAt: at(-200)),
            Call(id: "c6", state: .held, server: "main", caller: Party(), beganAt: at(-120)),
        ])

    static func agent(
        _ id: String, _ name: String, _ phone: Int, _ state: AgentState, _ since: Int64, reason: String? = nil,
        queues: [String] = ["sales"], call: String? = nil, today: AgentFigures = .init()
    ) -> Agent {
        Agent(
            id: id, name: name, endpoint: "PJSIP/\(phone)", queues: queues, state: state, reason: reason,
            stateSinceAt: at(since), callId: call, today: today)
    }

    /// Connected, with the whole picture, at noon.
    static func model(width: Int = 80, height: Int = 24) -> MonitorModel {
        var model = MonitorModel(service: "http://127.0.0.1:8470", now: noon, width: width, height: height)
        model.send(.link(.live), .snapshot(snapshot))
        return model
    }

    /// Many queues, callers and agents.
    static func crowd(width: Int, height: Int) -> MonitorModel {
        var model = MonitorModel(service: "http://127.0.0.1:8470", now: noon, width: width, height: height)
        let queues = (1...12).map { number in
            Queue(id: "queue-\(number)", waiting: 5, agents: AgentCounts(total: 10, staffed: 10, ready: 3, busy: 7))
        }
        let callers = (0..<60).map { number in
            Caller(
                id: "e\(number)", callId: "c\(number)", queue: "queue-\(number % 12 + 1)", state: .waiting,
                position: Int64(number / 12 + 1), number: "+49301\(1000 + number)", enteredAt: at(Int64(-number)),
                waitMs: 0)
        }
        let agents = (1...80).map { number in
            agent(
                "a\(number)", "Agent \(number)", 1000 + number, AgentState.allCases[number % 12], Int64(-number * 7),
                queues: ["queue-\(number % 12 + 1)"])
        }
        model.send(
            .link(.live), .snapshot(.init(health: health, queues: queues, callers: callers, agents: agents)))
        return model
    }
}

extension MonitorModel {
    /// Sends messages at one moment, some seconds after noon.
    @discardableResult
    mutating func send(_ messages: MonitorMessage..., at seconds: Int64 = 0) -> [MonitorEffect] {
        messages.flatMap { update($0, at: Scene.at(seconds)) }
    }

    @discardableResult
    mutating func press(_ keys: Key..., at seconds: Int64 = 0) -> [MonitorEffect] {
        keys.flatMap { update(.key($0), at: Scene.at(seconds)) }
    }

    func lines(_ depth: ColourDepth = .none) -> [String] {
        let screen = MonitorView.screen(self, theme: Theme(depth))
        return (0..<screen.height).map { screen.text(row: $0) }
    }
}
