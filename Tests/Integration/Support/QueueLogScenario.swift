import Foundation

/// What people do in one part of the script, told to either side in the same words.
struct QueueLogScenario: Sendable {
    let name: String
    /// Agents and how their phones behave, logged in before, in this order.
    var staff: [(agent: String, behaviour: String)] = []
    /// How long an agent talks who hangs up.
    var talk = "forever"
    /// - Parameter mark: how many lines the log had before.
    let play: @Sendable (_ side: QueueLogSide, _ mark: Int) async throws -> Void

    /// Plays it and returns the lines that it left.
    func run(on side: QueueLogSide) async throws -> [QueueLogEntry] {
        var phones: [Running] = []
        let before = side.lines.count
        for (agent, behaviour) in staff {
            phones.append(try await side.agent(agent, behaviour, talk: talk))
            try await side.tell(.logIn, agent)
        }
        try await side.hears("ADDMEMBER", staff.count, after: before)
        let mark = side.lines.count
        try await play(side, mark)
        let lines = Array(side.lines.dropFirst(mark))
        for (agent, _) in staff { try await side.tell(.logOut, agent) }
        try await side.hears("REMOVEMEMBER", staff.count, after: mark)
        for phone in phones { await phone.end() }
        return lines
    }

    static let all: [QueueLogScenario] = [
        QueueLogScenario(name: "an agent logs in") { side, mark in
            try await side.tell(.logIn, "1001")
            try await side.hears("ADDMEMBER", after: mark)
        },
        QueueLogScenario(name: "a pause in all queues, with a reason, and its end") { side, mark in
            try await side.tell(.pause, "1001")
            try await side.hears("PAUSE", after: mark)
            try await side.tell(.unpause, "1001")
            try await side.hears("UNPAUSE", after: mark)
        },
        QueueLogScenario(name: "a pause in one queue, with a reason, and its end") { side, mark in
            try await side.tell(.pauseInOne, "1001")
            try await side.hears("PAUSE", after: mark)
            try await side.tell(.unpauseInOne, "1001")
            try await side.hears("UNPAUSE", after: mark)
        },
        QueueLogScenario(name: "the agent logs out") { side, mark in
            try await side.tell(.logOut, "1001")
            try await side.hears("REMOVEMEMBER", after: mark)
        },
        QueueLogScenario(name: "answered, the caller hangs up", staff: [("1001", "answer")]) { side, mark in
            let caller = try side.caller("4930001")
            try await side.hears("CONNECT", after: mark)
            await caller.end()
            try await side.hears("COMPLETECALLER", after: mark)
        },
        QueueLogScenario(
            name: "answered, the agent hangs up", staff: [("1001", "answer")], talk: "2s"
        ) { side, mark in
            let caller = try side.caller("4930002")
            try await side.hears("COMPLETEAGENT", after: mark)
            await caller.end()
        },
        QueueLogScenario(name: "two wait, both give up, the later one first") { side, mark in
            let first = try side.caller("4930003")
            try await side.hears("ENTERQUEUE", after: mark)
            let second = try side.caller("4930004")
            try await side.hears("ENTERQUEUE", 2, after: mark)
            await second.end()
            try await side.hears("ABANDON", after: mark)
            await first.end()
            try await side.hears("ABANDON", 2, after: mark)
        },
        QueueLogScenario(
            name: "the caller gives up while a phone rings", staff: [("1001", "noanswer")]
        ) { side, mark in
            let caller = try side.caller("4930005")
            try await side.rings("1001")
            await caller.end()
            try await side.hears("ABANDON", after: mark)
        },
        QueueLogScenario(
            name: "one phone is not picked up, the next one is", staff: [("1001", "noanswer"), ("1002", "answer")]
        ) { side, mark in
            let caller = try side.caller("4930006")
            try await side.hears("CONNECT", after: mark)
            await caller.end()
            try await side.hears("COMPLETECALLER", after: mark)
        },
        QueueLogScenario(
            name: "two phones ring together, one is picked up", staff: [("1003", "noanswer"), ("1004", "answer")]
        ) { side, mark in
            let caller = try side.caller("4930010", to: side.all)
            try await side.hears("CONNECT", after: mark)
            await caller.end()
            try await side.hears("COMPLETECALLER", after: mark)
        },
        QueueLogScenario(name: "the phone is busy", staff: [("1001", "busy")]) { side, mark in
            let caller = try side.caller("4930007")
            try await side.hears("RINGNOANSWER", after: mark)
            await caller.end()
            try await side.hears("ABANDON", after: mark)
        },
        QueueLogScenario(name: "the agent declines", staff: [("1001", "reject")]) { side, mark in
            let caller = try side.caller("4930008")
            try await side.hears("RINGNOANSWER", after: mark)
            await caller.end()
            try await side.hears("ABANDON", after: mark)
        },
        QueueLogScenario(name: "the longest wait is over") { side, mark in
            let caller = try side.caller("4930009", to: side.short)
            try await side.hears("EXITWITHTIMEOUT", after: mark)
            await caller.end()
        },
        QueueLogScenario(name: "a key leads out") { side, mark in
            let caller = try side.caller("4930011", to: side.keys, "--press", "1@2s")
            try await side.hears("EXITWITHKEY", after: mark)
            await caller.end()
        },
        QueueLogScenario(name: "nobody is there who could serve") { side, mark in
            let caller = try side.caller("4930012", to: side.left)
            try await side.hears("EXITEMPTY", after: mark)
            await caller.end()
        },
        QueueLogScenario(
            name: "who does not pick up is paused by their queue", staff: [("1005", "noanswer")]
        ) { side, mark in
            let caller = try side.caller("4930013", to: side.pausing)
            try await side.hears("PAUSE", after: mark)
            await caller.end()
            try await side.hears("ABANDON", after: mark)
        },
        QueueLogScenario(name: "one waits, and the queue is full for the next one") { side, mark in
            let first = try side.caller("4930014", to: side.full)
            try await side.hears("ENTERQUEUE", after: mark)
            try await side.isRefused("4930015", by: side.full)
            await first.end()
            try await side.hears("ABANDON", after: mark)
        },
        QueueLogScenario(name: "one waits, and another queue lets nobody in, as nobody could serve") { side, mark in
            let first = try side.caller("4930016")
            try await side.hears("ENTERQUEUE", after: mark)
            try await side.isRefused("4930017", by: side.shut)
            await first.end()
            try await side.hears("ABANDON", after: mark)
        },
    ]
}
