import MaydayAPI
import Testing

@testable import Monitor

@Suite struct NeedsTests {
    @Test("S1 Q2 what callers ask of agents has a column where somebody asks for something")
    func column() {
        for width in [80, 200] {
            var model = Scene.model(width: width, height: 60)
            #expect(!model.lines().joined().contains("Needs"))
            var entry = QueueEntry(
                id: "e9", callId: "c9", queue: "sales", state: .waiting, position: 1, enteredAt: Scene.at(0),
                waitMs: 1000, server: "main", channel: "9")
            entry.demand = AgentDemand(skills: "german:60", tiers: 1)
            model.send(.event(APIEvent(at: Scene.at(1), data: .entry(entry))), at: 1)
            // As much of it as there is room for.
            let shown = model.lines().filter { $0.contains("Needs") || $0.contains("skills ge") }
            #expect(shown.count == 2, "\(width): \(shown)")
        }
    }
}
