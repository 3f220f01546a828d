import MaydayAPI
import Testing

@testable import Commands

@Suite struct CallerTableTests {
    private func caller(_ position: Int64) -> Caller {
        Caller(
            id: "e\(position)", callId: "c\(position)", queue: "sales", state: .waiting, position: position,
            number: "4930001", enteredAt: APITime(milliseconds: 0), waitMs: 61_000)
    }

    @Test("O4 Q11 the estimate and what callers ask of agents have columns where there is something to say")
    func columns() {
        var second = caller(2)
        #expect(
            callerTable([caller(1), second]) == """
                QUEUE  POSITION  NUMBER   NAME  WAIT  PRIORITY  STATE    AGENT  OFFERS  CALL
                sales         1  4930001        1:01         0  waiting              0  c1
                sales         2  4930001        1:01         0  waiting              0  c2

                """)
        second.estimatedWaitMs = 120_000
        second.demand = AgentDemand(skills: "german:60", agent: "alice")
        #expect(
            callerTable([caller(1), second]) == """
                QUEUE  POSITION  NUMBER   NAME  WAIT  ESTIMATE  PRIORITY  STATE    AGENT  OFFERS  CALL  NEEDS
                sales         1  4930001        1:01   unknown         0  waiting              0  c1
                sales         2  4930001        1:01      2:00         0  waiting              0  c2    rather agent alice, skills german:60

                """)
    }
}
