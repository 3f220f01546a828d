import ArgumentParser
import MaydayAPI
import Testing

@testable import Commands

@Suite("What the commands about hours, reasons and changes print and take")
struct ConfigurationTableTests {
    @Test("Q20 Q13 days with the same hours stand in one line, holidays below them")
    func hours() {
        let day = ["08:00-12:00", "13:00-18:00"]
        var week = ["mon", "tue", "wed", "thu", "fri"].map { BusinessDay(day: $0, open: day) }
        week += [BusinessDay(day: "sat", open: ["09:00-13:00"]), BusinessDay(day: "sun")]
        let office = BusinessHours(
            id: "office", zone: "Europe/Berlin", week: week,
            holidays: [
                BusinessHoliday(date: "2026-12-24", name: "Eve", open: ["09:00-12:00"]),
                BusinessHoliday(date: "2026-12-25", name: "Christmas"),
            ], queues: ["sales", "support"])
        let always = BusinessHours(
            id: "always", zone: "UTC",
            week: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map { BusinessDay(day: $0, open: ["00:00-24:00"]) })
        #expect(
            businessHoursTable([office, always]) == """
                HOURS   ZONE           QUEUES         DAY                   OPEN
                office  Europe/Berlin  sales,support  mon-fri               08:00-12:00, 13:00-18:00
                                                      sat                   09:00-13:00
                                                      sun                   closed
                                                      2026-12-24 Eve        09:00-12:00
                                                      2026-12-25 Christmas  closed
                always  UTC                           mon-sun               00:00-24:00

                """)
    }

    @Test("Q20 G2 reasons with whether they are paid and how long they may last")
    func reasons() {
        #expect(
            reasonTable([
                AgentReason(id: "lunch", name: "Lunch", longestMs: 2_700_000),
                AgentReason(id: "training", name: "Training", billable: true),
            ]) == """
                REASON    NAME      BILLABLE  LONGEST
                lunch     Lunch     no          45:00
                training  Training  yes

                """)
    }

    @Test(
        "Q20 a setting is a key and what stands after the first sign; nothing after it takes the change back",
        arguments: [
            ("weight=3", "weight", "3"), ("weight=", "weight", nil),
            ("screen_pop=https://x/?a=b", "screen_pop", "https://x/?a=b"),
            ("skills={german: 80}", "skills", "{german: 80}"),
        ] as [(String, String, String?)])
    func setting(_ text: String, _ key: String, _ value: String?) {
        #expect(KeySetting(argument: text) == KeySetting(key: key, value: value))
    }

    @Test("Q20 what is no setting is refused before anything is asked", arguments: ["weight", "=3", "", "="])
    func noSetting(_ text: String) {
        #expect(KeySetting(argument: text) == nil)
        #expect(throws: (any Error).self) { try Root.parseAsRoot(["queue", "set", "sales", text]) }
        #expect(throws: (any Error).self) { try Root.parseAsRoot(["agent", "add", "carol", text]) }
    }
}
