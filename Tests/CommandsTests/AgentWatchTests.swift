import MaydayAPI
import Testing

@testable import Commands

@Suite struct AgentWatchTests {
    private func pop(_ offer: String, _ state: String, agent: String = "anna") -> ScreenPop {
        ScreenPop(
            offerId: offer, agent: agent, callId: "c1", entryId: "e1", queue: "sales", url: "https://crm/?n=1",
            state: state, offeredAt: APITime(milliseconds: 0))
    }

    @Test("G6 each step of a pop is one line, however often it is told, and others' pops are none")
    func once() throws {
        var watch = Watch(id: "anna", json: false)
        var agent = Agent(
            id: "anna", name: "Anna", endpoint: "PJSIP/1001", state: .ringing, stateSinceAt: APITime(milliseconds: 0))
        agent.screenPop = pop("o1", "offered")
        #expect(
            try watch.take(agent) == [
                "1970-01-01T00:00:00.000Z  ringing", "1970-01-01T00:00:00.000Z  offered  c1  https://crm/?n=1",
            ])
        #expect(try watch.take(pop("o1", "offered")).isEmpty)
        #expect(try watch.take(agent).isEmpty)
        #expect(try watch.take(pop("o1", "offered", agent: "bert")).isEmpty)
        var lost = pop("o1", "ended")
        lost.cause = "timeout"
        #expect(try watch.take(lost) == ["1970-01-01T00:00:00.000Z  ended  c1  https://crm/?n=1  timeout"])
        #expect(try watch.take(pop("o2", "offered")).count == 1)
    }

    @Test("G6 as JSON a pop is what the API tells, and nothing else is printed")
    func json() throws {
        var watch = Watch(id: "anna", json: true)
        let agent = Agent(
            id: "anna", name: "Anna", endpoint: "PJSIP/1001", state: .ready, stateSinceAt: APITime(milliseconds: 0))
        #expect(try watch.take(agent).isEmpty)
        #expect(
            try watch.take(pop("o1", "offered")) == [
                #"{"agent":"anna","call_id":"c1","entry_id":"e1","offer_id":"o1","offered_at":"1970-01-01T00:00:00.000Z","queue":"sales","state":"offered","url":"https://crm/?n=1"}"#
            ])
    }
}
