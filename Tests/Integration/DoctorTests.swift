import Foundation
import TestSupport
import Testing

@Suite("The doctor at a sick Asterisk", .serialized)
struct DoctorTests {
    private struct Report: Decodable {
        struct Item: Decodable {
            var verdict: String
            var what: String
            var found: String
            var advice: String?
        }
        var items: [Item]

        /// What was found of a thing, without its server's name.
        subscript(_ what: String) -> String? {
            items.first { $0.what == "Asterisk main, \(what)" }.map { "\($0.verdict): \($0.found)" }
        }
    }

    private func report(_ centre: Centre) async throws -> (Report, Int32) {
        let answer = try await Command.run(
            Repository.mayday.path, ["doctor", "--config", centre.configuration.path, "--json"])
        return (try JSONDecoder().decode(Report.self, from: Data(answer.printed.utf8)), answer.status)
    }

    @Test("O4 what is wrong in Asterisk is told with what to do: dialplan, queue, modules, application")
    func sick() async throws {
        try await withCentre("doctor") { centre in
            let (healthy, status) = try await report(centre)
            #expect(status == 0)
            #expect(healthy.items.allSatisfy { $0.verdict != "failure" })
            #expect(healthy["queue numbers"] == "ok: all 1 are in the dialplan of callers")
            #expect(healthy["application"] == "warning: mayday is not registered: no service is connected")

            for command in [
                "dialplan remove extension T@mayday-fb", "dialplan remove extension T@from-trunk",
                "dialplan set global MAYDAY_APP other", "module unload app_exec.so", "module unload bridge_softmix.so",
            ] { try await centre.asterisk(command) }
            let (sick, failed) = try await report(centre)
            #expect(failed == 1)
            #expect(sick["fall-back dialplan"] == "failure: missing: mayday-fb,T,1")
            #expect(sick["dead-man"] == "warning: context from-trunk has queue numbers and no extension T")
            #expect(
                sick["dialplan's application"] == "failure: callers are sent to other, and `app` says mayday")
            #expect(sick["fall-back modules"] == "failure: not running: app_exec.so")
            #expect(sick["modules"] == "failure: not running: bridge_softmix.so")
            #expect(sick.items.allSatisfy { $0.verdict == "ok" || $0.advice?.isEmpty == false })

            try await centre.asterisk("dialplan remove extension _7XX@from-trunk")
            try await centre.asterisk("dialplan remove extension _7XX@from-agents")
            try await centre.asterisk("module unload app_queue.so")
            let (dead, _) = try await report(centre)
            #expect(dead["queue numbers"] == "warning: no context that callers come into has 700")
            #expect(dead["fall-back queue"] == "warning: app_queue has no queue mayday-fallback")
        }
    }
}
