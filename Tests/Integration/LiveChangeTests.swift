import APIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("Changes while the service runs, on a real Asterisk", .serialized)
struct LiveChangeTests {
    @Test(
        "Q20 G10 a caller waits through reloads: a wrong file changes nothing, a member who is added rings, and stays one after a kill -9"
    )
    func reload() async throws {
        try await withCentre("livechange", agents: 1, settings: "wrap_up: 0s") { centre in
            try await centre.registeredAgent("1001", talk: "120s")
            let original = try String(contentsOf: centre.configuration, encoding: .utf8)
            let served = original.replacing("queues: [support]", with: "queues: []")
            try served.write(to: centre.configuration, atomically: true, encoding: .utf8)
            try await centre.start()
            let caller = try await centre.waitingCaller("4930021")
            let environment = try centre.clientEnvironment()

            // Wrong in two places: told with both lines, status 78, and the caller still waits.
            try served.replacing("retry: 1s", with: "retry: 1, ringtimeout: 5s")
                .write(to: centre.configuration, atomically: true, encoding: .utf8)
            let refused = try await Command.run(Repository.mayday.path, ["config", "reload"], environment: environment)
            #expect(refused.status == 78)
            #expect(
                refused.said.contains("did you mean '1s'?") && refused.said.contains("did you mean 'ring_timeout'?"))
            #expect(try await centre.client().callers().count == 1)
            try served.replacing("retry: 1s", with: "retry: 2s").replacing("node: test", with: "node: other")
                .write(to: centre.configuration, atomically: true, encoding: .utf8)
            let taken = try await Command.run(Repository.mayday.path, ["config", "reload"], environment: environment)
            #expect(taken.status == 0, "\(taken)")
            #expect(taken.printed.contains("queues.support.retry: 1s → 2s"))
            #expect(taken.said.contains("needs a restart: node: test → other"))
            try served.write(to: centre.configuration, atomically: true, encoding: .utf8)
            centre.signalService(SIGHUP)
            try await eventually(within: 10, "the reload by signal") {
                try await centre.client().configuration().needsRestart.isEmpty
            }

            let added = try await Command.run(
                Repository.mayday.path, ["queue", "add-member", "support", "1001", "--tier", "2"],
                environment: environment)
            #expect(added.status == 0, "\(added)")
            try await centre.connectedCall(of: "4930021")
            _ = try await caller.hangUp()
            _ = try await centre.client().change(
                ConfigurationItem(.queues, "support"), .set([KeySetting(key: "ring_timeout", value: "21s")]))

            try await centre.killService()
            try await centre.start()
            let kept = try await centre.client().configuration().changes.map { "\($0.target) \($0.value) \($0.by)" }
            #expect(
                kept == ["queues.support.members.1001 tier 2, weight 1 admin", "queues.support.ring_timeout 21s admin"])
            let again = try centre.phone("--caller", "--from", "4930022", "--to", "700", "--hold", "120s")
            try await centre.connectedCall(of: "4930022")
            _ = try await again.hangUp()
            let report = try await centre.client().removeMember("1001", from: "support")
            #expect(report.dropped.map(\.reason) == ["the file says the same"])
            #expect(try await centre.client().agent("1001").queues.isEmpty)
        }
    }

    @Test(
        "Q20 a waiting caller is served once an agent has the skill; a queue is added and takes a caller; all of it holds after a kill -9"
    )
    func items() async throws {
        let settings = "wrap_up: 0s, skills: {german: 60}"
        try await withCentre("liveitems", agents: 1, settings: settings) { centre in
            try await centre.registeredAgent("1001", talk: "120s")
            try await centre.start()
            try await centre.ready(1)
            let first = try await centre.waitingCaller("4930041")
            func mayday(_ arguments: String...) async throws -> (status: Int32, printed: String, said: String) {
                try await Command.run(
                    Repository.mayday.path, arguments, environment: try centre.clientEnvironment())
            }

            // Nothing of what is wrong in one place counts.
            let wrong = try await mayday("agent", "set", "1001", "capacity=2", "skils={german: 80}")
            #expect(wrong.status == 78, "\(wrong)")
            #expect(wrong.said.contains("did you mean 'skills'?"))
            #expect(try await centre.client().configuration().changes.isEmpty)
            #expect(try await centre.client().callers().count == 1)
            let set = try await mayday("agent", "set", "1001", "skills={german: 80}")
            #expect(set.status == 0, "\(set)")
            #expect(set.printed.contains("agents.1001.skills: – → {german: 80}"))
            #expect(try await centre.connectedCall(of: "4930041").agent == "1001")
            _ = try await first.hangUp()
            try await centre.ready(1)

            let added = try await mayday(
                "queue", "add", "training", "numbers=[\"702\"]", "name=Training", "retry=1s", "wrap_up=0s")
            #expect(added.status == 0, "\(added)")
            let waiting = try await centre.waitingCaller("4930042", to: "702")
            let client = try centre.client()
            #expect(try await client.callers().map(\.queue) == ["training"])
            let member = try await mayday("queue", "add-member", "training", "1001")
            #expect(member.status == 0, "\(member)")
            #expect(try await centre.connectedCall(of: "4930042").queue == "training")
            let reason = try await mayday("reason", "add", "lunch", "longest=45m", "billable=true")
            #expect(reason.status == 0, "\(reason)")
            let reasons = try await mayday("reasons")
            #expect(reasons.printed.contains("lunch   lunch  yes"), "\(reasons)")

            try await centre.killService()
            try await centre.start()
            let kept = try await centre.client().configuration().changes.map(\.target)
            #expect(
                kept == [
                    "agents.1001.skills", "queues.training", "queues.training.numbers", "queues.training.name",
                    "queues.training.retry", "queues.training.wrap_up", "queues.training.members.1001",
                    "reasons.lunch", "reasons.lunch.longest", "reasons.lunch.billable",
                ])
            _ = try await waiting.hangUp()
            try await centre.ready(1)
            let again = try centre.phone("--caller", "--from", "4930043", "--to", "702", "--hold", "120s")
            try await centre.connectedCall(of: "4930043")
            let other = try await centre.waitingCaller("4930044", to: "702")
            // Who talks goes on to the end; who waits goes back to the dialplan.
            let removed = try await mayday("queue", "remove", "training")
            #expect(removed.status == 0, "\(removed)")
            #expect(removed.printed.contains("forgotten: queues.training.members.1001: the queue is gone"))
            #expect(try await centre.client().callers().isEmpty)
            let served = try centre.client()
            #expect(try await served.queues().map(\.id) == ["support"])
            #expect(try await served.calls().contains { $0.caller.number == "4930043" })
            for caller in [again, other] { _ = try await caller.hangUp() }
        }
    }
}
