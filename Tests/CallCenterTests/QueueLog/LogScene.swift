import APIServer
import Foundation
import QueueLog
import Queueing
import Store
import Telephony

@testable import CallCenter

/// A journal in a real store, and a queue_log that follows it.
final class LogScene {
    let folder: TemporaryFolder
    let clock = ManualClock()
    let state = ServiceState()
    private(set) var store: Store
    private(set) var journal: Journal
    private(set) var follower: QueueLogFollower
    private var callers = 0

    var path: String { folder.file("queue_log") }

    init() throws {
        folder = try TemporaryFolder()
        store = try Store(path: folder.file("j.db"), node: NodeID("n1"))
        journal = Self.journal(store, next: 1)
        follower = Self.follower(folder.file("queue_log"), store, state, clock)
    }

    private static func journal(_ store: Store, next: Int64) -> Journal {
        Journal(
            store: store, feed: EventFeed(history: NoEventHistory(), lastSequence: next - 1), next: next,
            queues: QueueState())
    }

    private static func follower(
        _ path: String, _ store: Store, _ state: ServiceState, _ clock: ManualClock
    ) -> QueueLogFollower {
        QueueLogFollower(
            path: path, naming: .endpoint, store: store, state: state, clock: clock.wall, log: quiet)
    }

    // MARK: Lives

    /// The process is gone without a word, and another one begins.
    func crash() { follower = Self.follower(path, store, state, clock) }

    /// The store is closed and opened again, as a new process does.
    func restart() async throws {
        await store.close()
        store = try Store(path: folder.file("j.db"), node: NodeID("n1"))
        journal = Self.journal(store, next: try await store.reader.lastSequence() + 1)
        crash()
    }

    // MARK: Facts

    func add(_ facts: Fact...) async {
        _ = journal.append(facts.map { DatedFact(at: clock.now, fact: $0) }, released: { _ in })
        await store.settled()
    }

    func staff() async {
        let queues = ["a", "b", "c"].map { QueueID($0) }
        await add(
            .settingsChanged(
                Settings(
                    queues: queues.map { QueueSettings(id: $0, name: $0.raw) },
                    agents: [
                        AgentSettings(
                            id: AgentID("anna"), name: "Anna", endpoint: "PJSIP/1", server: ServerID("one"),
                            queues: queues)
                    ])))
    }

    /// A caller enters and gives up.
    func call() async {
        callers += 1
        let token = CallerToken("k\(callers)")
        journal.remember(token, CallerIdentity(number: "0301\(callers)", name: nil), agent: nil, at: clock.now)
        await add(
            .entryOpened(
                EntryOpened(
                    entry: EntryID("e\(callers)"), call: CallID("call\(callers)"), server: ServerID("one"),
                    channel: ChannelID("c\(callers)"), queue: QueueID("a"), group: "default", caller: token,
                    enteredAt: clock.now, priority: 0)))
        clock.pass(.seconds(2))
        await add(
            .entryClosed(
                EntryClosed(
                    entry: EntryID("e\(callers)"), queue: QueueID("a"), outcome: .abandoned, by: .caller,
                    inferred: false)))
    }

    func agent(_ state: AgentState, reason: String? = nil) async {
        await add(.agentChanged(AgentChanged(agent: AgentID("anna"), state: state, reason: reason)))
    }

    // MARK: What is written

    func text(of name: String = "queue_log") throws -> String {
        try String(contentsOfFile: folder.file(name), encoding: .utf8)
    }

    var lines: [String] {
        get throws { try text().split(separator: "\n").map(String.init) }
    }

    /// What the journal says should be there, read from its beginning.
    func rebuilt() async throws -> [String] {
        var fold = QueueLogFold()
        var lines: [QueueLogLine] = []
        for row in try await store.reader.journal(after: 0, limit: 100_000) {
            let fact = try FactCoding.fact(kind: row.kind, version: row.version, body: row.body)
            fold.apply(DatedFact(at: row.at, fact: fact), into: &lines)
        }
        var texts: [String] = []
        for line in lines {
            var number: String?
            if let caller = line.caller { number = try await store.reader.caller(caller)?.number }
            texts.append(line.text { _ in number })
        }
        return texts
    }

    func move(to name: String) throws {
        try FileManager.default.moveItem(atPath: path, toPath: folder.file(name))
    }

    func append(_ text: String) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
    }

    /// Cuts bytes off the end, as a kill in the middle of a write leaves them.
    func cut(_ count: Int) throws {
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        let end = try handle.seekToEnd()
        try handle.truncate(atOffset: end - min(end, UInt64(count)))
    }
}
