import APIServer
import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

/// A change by command, from the service to the engine and back to what is shown.
@Suite("Q20 what a live change does to those who are here")
struct LiveServiceTests {
    private static let text = """
        queues:
          - {id: support, numbers: ["700"]}
          - {id: sales, skills: {german: 60}}
        agents:
          - {id: alice, endpoint: PJSIP/1001, queues: [sales], skills: {german: 20}, initial_state: ready}
        """
    private static let admin = CommandOrigin(key: "admin", request: "r1", grant: .all)

    private func change(
        _ scene: ServiceScene, _ list: ConfigurationList, _ id: String, _ change: ItemChange
    ) async throws {
        _ = try await scene.service.change(ConfigurationItem(list, id), change, from: Self.admin)
    }

    @Test("Q20 callers of a queue that is removed go back to the dialplan, as with a file that has it no more")
    func removed() async throws {
        let scene = try await ServiceScene(Self.text)
        await scene.core.enter("c1")
        #expect(scene.core.closed.isEmpty)
        let report = try await scene.service.change(
            ConfigurationItem(.queues, "support"), .remove, from: Self.admin)
        #expect(
            report.warnings.filter { $0.contains("is removed") } == [
                "queue support is removed while 1 caller waits in it: who waits goes back to the dialplan (where a phone "
                    + "rings, unless it is picked up)"
            ])
        #expect(scene.core.asked.contains(.release(ChannelID("c1"), to: .dialplan(nil))))
        #expect(scene.core.closed.map(\.outcome) == [.withdrawn])
        #expect(try await scene.service.queues().map(\.id) == ["sales"])
        #expect(try await scene.service.callers().isEmpty)
        // It is back, and takes callers of its number again.
        try await change(scene, .queues, "support", .add([]))
        await scene.core.enter("c2")
        await scene.service.picture.settled()
        #expect(try await scene.service.callers().map(\.queue) == ["support"])
        await scene.close()
    }

    @Test("Q20 Q2 a waiting caller is offered to the agent who has the skill from now on")
    func skill() async throws {
        let scene = try await ServiceScene(
            Self.text.replacing(
                "{id: support, numbers: [\"700\"]}", with: "{id: support, numbers: [\"700\"], skills: {german: 60}}"
            ).replacing("queues: [sales]", with: "queues: [sales, support]"))
        await scene.core.enter("c1")
        #expect(scene.core.state.offers.isEmpty)
        let skills = KeySetting(key: "skills", value: "{german: 80}")
        try await change(scene, .agents, "alice", .set([skills]))
        #expect(scene.core.state.offers.values.map(\.agent) == [AgentID("alice")])
        await scene.close()
    }

    @Test("Q20 Q13 a queue closes and opens with the hours that are set, added and listed")
    func hours() async throws {
        let scene = try await ServiceScene(Self.text)
        let zone = KeySetting(key: "zone", value: "Europe/Berlin")
        // 2023-11-14, a Tuesday, 23:13 in Berlin.
        try await change(
            scene, .hours, "office",
            .add([
                zone, KeySetting(key: "week", value: "{mon-fri: [08:00-12:00, 13:00-18:00], sun: 22:00-24:00}"),
                KeySetting(
                    key: "holidays", value: "[{date: 2023-12-25, name: Christmas}, {date: 2023-11-13, name: Over}]"),
            ]))
        try await change(scene, .queues, "support", .set([KeySetting(key: "hours", value: "office")]))
        #expect(try await scene.service.hours(ofQueue: "support").door.open == false)
        let shown = try #require(try await scene.service.schedules().first)
        #expect(shown.id == "office" && shown.zone == "Europe/Berlin" && shown.queues == ["support"])
        #expect(shown.week.map(\.day) == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
        #expect(shown.week[4].open == ["08:00-12:00", "13:00-18:00"])
        #expect(shown.week[5].open == [] && shown.week[6].open == ["22:00-24:00"])
        #expect(shown.holidays == [BusinessHoliday(date: "2023-12-25", name: "Christmas")])
        try await change(
            scene, .hours, "office", .set([KeySetting(key: "week", value: "{daily: 00:00-24:00}")]))
        #expect(try await scene.service.hours(ofQueue: "support").door.open == true)
        await scene.close()
    }

    @Test("Q20 G2 reasons that are added are listed, and from then on no other word will do")
    func reasons() async throws {
        let scene = try await ServiceScene(Self.text)
        #expect(try await scene.service.reasons().isEmpty)
        _ = try await scene.service.perform(.notReady(reason: "tea"), agent: "alice", from: Self.admin)
        try await change(
            scene, .reasons, "lunch",
            .add([KeySetting(key: "longest", value: "45m"), KeySetting(key: "billable", value: "true")]))
        #expect(
            try await scene.service.reasons() == [
                AgentReason(id: "lunch", name: "lunch", billable: true, longestMs: 2_700_000)
            ])
        await #expect(throws: APIFailure.self) {
            try await scene.service.perform(.notReady(reason: "tea"), agent: "alice", from: Self.admin)
        }
        let alice = try await scene.service.perform(.notReady(reason: "lunch"), agent: "alice", from: Self.admin)
        #expect(alice.reasonBillable == true && alice.longestMs == 2_700_000)
        await scene.close()
    }

    @Test("Q20 an agent who is removed is offline and gone, and one who is added can log in")
    func people() async throws {
        let scene = try await ServiceScene(Self.text)
        try await change(scene, .agents, "bob", .add([KeySetting(key: "endpoint", value: "PJSIP/1002")]))
        _ = try await scene.service.change(queue: "support", .add(MemberBody(agent: "bob")), from: Self.admin)
        await scene.core.enter("c1")
        let bob = try await scene.service.perform(.login(), agent: "bob", from: Self.admin)
        #expect(bob.queues == ["support"])
        #expect(scene.core.state.offers.values.map(\.agent) == [AgentID("bob")])
        try await change(scene, .agents, "bob", .remove)
        #expect(scene.core.state.offers.isEmpty)
        #expect(try await scene.service.agents().map(\.id) == ["alice"])
        await scene.close()
    }
}
