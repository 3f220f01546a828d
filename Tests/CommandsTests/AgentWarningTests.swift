import MaydayAPI
import Testing

@testable import Commands

@Suite struct AgentWarningTests {
    private func agent(_ state: AgentState, reason: String? = nil) -> Agent {
        Agent(
            id: "anna", name: "Anna", endpoint: "PJSIP/1001", state: state, reason: reason,
            stateSinceAt: APITime(milliseconds: 0))
    }

    @Test(
        "G3 who logs in while their phone is away is told so", arguments: [AgentCommand.login(), .ready()])
    func away(command: AgentCommand) {
        #expect(
            warning(agent(.unreachable, reason: "unregistered"), after: command)
                == "anna gets no calls yet: the phone PJSIP/1001 cannot be reached (unregistered)")
        #expect(warning(agent(.ready), after: command) == nil)
    }

    @Test("G3 who wants no calls is told nothing")
    func leaving() {
        #expect(warning(agent(.unreachable), after: .logout()) == nil)
        #expect(warning(agent(.unreachable), after: .notReady(reason: "lunch")) == nil)
    }
}
