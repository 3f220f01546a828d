import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Screen pops, on a real Asterisk", .serialized)
struct ScreenPopTests {
    @Test("G6 a pop with the offer, withdrawn when another agent is asked, and one for them, also after a kill -9")
    func pops() async throws {
        let template = "https://crm.example/c/{number}?name={name}&did={dialled}&q={queue}&a={agent}&c={var:customer}"
        let settings = "wrap_up: 0s, ring_timeout: 3s, screen_pop: \"\(template)\""
        try await withCentre("pops", agents: 2, settings: settings) { centre in
            for (number, behaviour) in [("1001", "noanswer"), ("1002", "answer")] {
                let phone = try centre.phone(
                    "--agent", number, "--behaviour", behaviour, "--answer-after", "500ms", "--talk", "120s")
                try await eventually(within: 20, "the registration of \(number)") {
                    phone.text.contains("\"registered\"")
                }
            }
            try await centre.start()
            try await centre.want("var.customer=47 11")
            _ = try await centre.client().perform(.logout(), agent: "1002")
            try await eventually(within: 30, "a ready agent") {
                try await centre.client().agent("1001").state == .ready
            }
            let environment = try centre.clientEnvironment()
            func watch(_ agent: String) throws -> Running {
                try Running(
                    Repository.mayday, ["agent", "watch", agent], environment: environment,
                    output: centre.folder.appending(path: "watch-\(agent)"))
            }
            let watched = try watch("1001")
            let second = try watch("1002")
            try await eventually(within: 20, "both watches") {
                watched.text.contains("ready") && second.text.contains("offline")
            }
            let caller = try centre.phone("--caller", "--from", "4930061", "--to", "700", "--hold", "120s")
            try await eventually(within: 20, "a pop on the first screen") {
                try await centre.client().agent("1001").screenPop != nil
            }
            _ = try await centre.client().perform(.login(), agent: "1002")
            let call = try await centre.connectedCall(of: "4930061")
            #expect(call.agent == "1002")
            let query = "?name=&did=700&q=support"
            let address = "https://crm.example/c/4930061\(query)&a=1001&c=47%2011"
            let other = address.replacing("a=1001", with: "a=1002")
            try await eventually(within: 20, "the whole story on both screens") {
                watched.text.contains("ended  \(call.id)  \(address)  timeout\n")
                    && second.text.contains("connected  \(call.id)  \(other)\n")
            }
            #expect(watched.text.contains("offered  \(call.id)  \(address)\n"), "\(watched.text)")
            #expect(second.text.contains("offered  \(call.id)  \(other)\n"), "\(second.text)")
            for watch in [watched, second] { await watch.end() }

            try await centre.killService()
            try await centre.start()
            try await eventually(within: 20, "the same pop again") {
                let pop = try await centre.client().agent("1002").screenPop
                return pop?.state == "connected" && pop?.url == other
            }
            _ = try await caller.hangUp()
            try await eventually(within: 20, "no pop any more") {
                try await centre.client().agent("1002").screenPop == nil
            }
        }
    }
}
