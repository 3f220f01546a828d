import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI

/// One of the two who write a queue_log of the same script: Asterisk's app_queue, or Mayday.
struct QueueLogSide: Sendable {
    /// The two pauses are in all queues, or in `support` alone.
    enum Order: Sendable { case logIn, logOut, pause, unpause, pauseInOne, unpauseInOne }

    let centre: Centre
    let file: URL
    /// The number that leads to the queue `support`.
    let support: String
    /// The number that leads to the queue `short`, where nobody serves and nobody waits for longer than two seconds.
    let short: String
    /// The number that leads to the queue `all`, where the phones of 1003 and 1004 ring together.
    let all: String
    /// The number that leads to the queue `keys`, which the key 1 leaves.
    let keys: String
    /// The number that leads to the queue `left`, where nobody serves and nobody is kept for that reason.
    let left: String
    /// The number that leads to the queue `pausing`, which pauses an agent who does not pick up: 1005.
    let pausing: String
    /// The number that leads to the queue `full`, where one may wait and nobody serves.
    let full: String
    /// The number that leads to the queue `shut`, where nobody serves and nobody is let in for that reason.
    let shut: String
    /// Tells this side what an agent wants, and returns when it is so.
    let tell: @Sendable (Order, String) async throws -> Void

    // MARK: The log

    var lines: [QueueLogEntry] {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        // What stands behind the last end is still being written.
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { QueueLogEntry($0) }
    }

    /// Waits until an event is in the log, after the first `mark` lines.
    func hears(_ event: String, _ count: Int = 1, after mark: Int) async throws {
        do {
            try await eventually(within: 40, "\(count) \(event) in \(file.lastPathComponent)") {
                lines.dropFirst(mark).count { $0.event == event } >= count
            }
        } catch {
            throw ShellFailure(description: "\(error), only \(lines.dropFirst(mark).map(\.plain))")
        }
    }

    // MARK: The people

    func caller(_ number: String, to extension: String? = nil, _ more: String...) throws -> Running {
        try centre.phone(
            ["--caller", "--from", number, "--to", `extension` ?? support, "--hold", "120s"] + more,
            at: centre.environment)
    }

    /// Returns when the call of somebody whom a queue does not let in is over.
    func isRefused(_ number: String, by extension: String) async throws {
        let phone = try caller(number, to: `extension`)
        try await eventually(within: 20, "the end of the call of \(number)") { !phone.lines(of: "call").isEmpty }
    }

    func agent(_ number: String, _ behaviour: String, talk: String = "forever") async throws -> Running {
        let phone = try centre.phone("--agent", number, "--behaviour", behaviour, "--talk", talk)
        try await eventually(within: 20, "the registration of \(number)") { phone.text.contains("\"registered\"") }
        return phone
    }

    /// Waits until an agent's phone rings.
    func rings(_ number: String) async throws {
        try await eventually(within: 20, "the ringing of \(number)") {
            try await centre.ari.send(ARI.Channels.list()).contains {
                $0.name.hasPrefix("PJSIP/\(number)-") && $0.state == .ringing
            }
        }
    }

    // MARK: The two

    private static func queue(of agent: String) -> String {
        agent < "1003" ? "support" : agent < "1005" ? "all" : "pausing"
    }

    /// app_queue, under numbers of its own in the same Asterisk.
    static func native(_ centre: Centre) async throws -> QueueLogSide {
        let root = URL(fileURLWithPath: try centre.value("ROOT"))
        // A pause in all queues goes to the fall-back queue too, where agents have other names.
        try "".write(to: root.appending(path: "etc/queue-members.conf"), atomically: true, encoding: .utf8)
        try append(
            """

            [plain](!)
            timeout = 6
            retry = 1
            ringinuse = no
            joinempty = yes
            leavewhenempty = no
            [support](plain)
            strategy = linear
            [short](plain)
            strategy = linear
            [all](plain)
            strategy = ringall
            [keys](plain)
            strategy = linear
            context = exits
            [left](plain)
            strategy = linear
            leavewhenempty = strict
            [pausing](plain)
            strategy = linear
            autopause = yes
            [full](plain)
            strategy = linear
            maxlen = 1
            [shut](plain)
            strategy = linear
            joinempty = strict

            """, to: root.appending(path: "etc/queues.conf"))
        try append(
            """

            [from-trunk](+)
            exten => 790,1,Answer()
             same => n,Queue(support,i)
             same => n,Hangup()
            exten => 791,1,Answer()
             same => n,Queue(short,i,,,2)
             same => n,Hangup()
            exten => 794,1,Answer()
             same => n,Queue(all,i)
             same => n,Hangup()
            exten => 795,1,Answer()
             same => n,Queue(keys,i)
             same => n,Hangup()
            exten => 796,1,Answer()
             same => n,Queue(left,i)
             same => n,Hangup()
            exten => 780,1,Answer()
             same => n,Queue(pausing,i)
             same => n,Hangup()
            exten => 781,1,Answer()
             same => n,Queue(full,i)
             same => n,Hangup()
            exten => 782,1,Answer()
             same => n,Queue(shut,i)
             same => n,Hangup()
            exten => 792,1,PauseQueueMember(,PJSIP/1001,,lunch)
             same => n,Hangup()
            exten => 793,1,UnpauseQueueMember(,PJSIP/1001)
             same => n,Hangup()
            exten => 797,1,PauseQueueMember(support,PJSIP/1001,,lunch)
             same => n,Hangup()
            exten => 798,1,UnpauseQueueMember(support,PJSIP/1001)
             same => n,Hangup()

            [exits]
            exten => 1,1,Hangup()

            """, to: root.appending(path: "etc/extensions.conf"))
        try await centre.asterisk("dialplan reload")
        try await centre.asterisk("queue reload all")
        return QueueLogSide(
            centre: centre, file: root.appending(path: "log/queue_log"), support: "790", short: "791", all: "794",
            keys: "795", left: "796", pausing: "780", full: "781", shut: "782"
        ) { order, agent in
            switch order {
            case .logIn: try await centre.asterisk("queue add member PJSIP/\(agent) to \(queue(of: agent))")
            case .logOut: try await centre.asterisk("queue remove member PJSIP/\(agent) from \(queue(of: agent))")
            // In all queues, which the command line cannot do with a reason.
            case .pause: try await dial("792", centre)
            case .unpause: try await dial("793", centre)
            case .pauseInOne: try await dial("797", centre)
            case .unpauseInOne: try await dial("798", centre)
            }
        }
    }

    /// The service, started for this.
    static func mayday(_ centre: Centre) async throws -> QueueLogSide {
        let file = centre.folder.appending(path: "queue_log")
        try await centre.start([
            "MAYDAY_QUEUE_LOG__PATH": file.path, "MAYDAY_QUEUES__2__ID": "short", "MAYDAY_QUEUES__2__NUMBERS": "701",
            "MAYDAY_QUEUES__2__MAX_WAIT": "2s", "MAYDAY_QUEUES__3__ID": "all", "MAYDAY_QUEUES__3__NUMBERS": "702",
            "MAYDAY_QUEUES__3__STRATEGY": "ring_all", "MAYDAY_QUEUES__3__WRAP_UP": "0",
            "MAYDAY_QUEUES__4__ID": "left", "MAYDAY_QUEUES__4__NUMBERS": "704",
            "MAYDAY_QUEUES__4__LEAVE_EMPTY": "strict", "MAYDAY_QUEUES__4__LEAVE_EMPTY_AFTER": "0",
            "MAYDAY_QUEUES__5__ID": "pausing", "MAYDAY_QUEUES__5__NUMBERS": "705",
            "MAYDAY_QUEUES__5__RING_TIMEOUT": "6s", "MAYDAY_QUEUES__5__AUTO_PAUSE": "true",
            "MAYDAY_QUEUES__6__ID": "full", "MAYDAY_QUEUES__6__NUMBERS": "706", "MAYDAY_QUEUES__6__MAX_LENGTH": "1",
            "MAYDAY_QUEUES__7__ID": "shut", "MAYDAY_QUEUES__7__NUMBERS": "707",
            "MAYDAY_QUEUES__7__JOIN_EMPTY": "strict",
            "MAYDAY_AGENTS__1003__QUEUES": queue(of: "1003"), "MAYDAY_AGENTS__1004__QUEUES": queue(of: "1004"),
            "MAYDAY_AGENTS__1005__QUEUES": queue(of: "1005"),
        ])
        let client = try centre.client()
        let agents = try await client.agents()
        for agent in agents { _ = try await client.perform(.logout(), agent: agent.id) }
        let side = QueueLogSide(
            centre: centre, file: file, support: "700", short: "701", all: "702", keys: "703", left: "704",
            pausing: "705", full: "706", shut: "707"
        ) { order, agent in
            let command: MaydayAPI.AgentCommand =
                switch order {
                case .logIn: .login(endpoint: nil)
                case .logOut: .logout()
                case .pause: .notReady(reason: "lunch")
                case .unpause: .ready()
                case .pauseInOne: .notReady(reason: "lunch", queue: "support")
                case .unpauseInOne: .ready(queue: "support")
                }
            _ = try await centre.client().perform(command, agent: agent)
        }
        try await side.hears("AGENTLOGOFF", agents.count, after: 0)
        return side
    }

    /// Lets the dialplan do what stands under a number.
    private static func dial(_ number: String, _ centre: Centre) async throws {
        _ = try await centre.ari.send(
            ARI.Channels.originate(endpoint: "Local/\(number)@from-trunk", extension: "600", context: "from-agents"))
    }

    private static func append(_ text: String, to file: URL) throws {
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
    }
}
