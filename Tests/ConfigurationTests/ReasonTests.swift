import MaydayConfiguration
import Queueing
import Telephony
import Testing

@Suite("Reasons why agents may be not ready")
struct ReasonTests {
    @Test("G2 reasons in their order: name and billable have defaults, and how long is not said unless it is")
    func all() throws {
        let text = """
            reasons:
              - {id: lunch, name: Lunch break, longest: 45m}
              - {id: training, billable: true}
              - {id: tea.2, billable: no, longest: 1s}
              - {id: day, longest: 24h}
            """
        #expect(
            try Sample.load(Sample.shortest + "\n" + text).configuration.reasons == [
                NotReadyReason(id: "lunch", name: "Lunch break", billable: false, longest: .seconds(2700)),
                NotReadyReason(id: "training", name: "training", billable: true),
                NotReadyReason(id: "tea.2", name: "tea.2", billable: false, longest: .seconds(1)),
                NotReadyReason(id: "day", name: "day", billable: false, longest: .seconds(86_400)),
            ])
    }

    @Test("G2 without them, or with an empty list, there are none: any word will do", arguments: ["", "reasons: []"])
    func none(text: String) throws {
        #expect(try Sample.load(Sample.shortest + "\n" + text).configuration.reasons == [])
    }

    @Test(
        "G2 what is wrong is told, with its place",
        arguments: [
            ("[{name: Lunch}]", "5:11: reasons[0].id: is missing"),
            ("[{id: lunch}, {id: lunch}]", "5:29: reasons[1].id: 'lunch' is there already"),
            (
                "[{id: at lunch}]",
                "5:16: reasons[0].id: 'at lunch' is not a name of 1 to 64 letters a-z, digits, '_', '-' and '.'"
            ),
            ("[{id: tea, name: ' '}]", "5:27: reasons[0].name: must not be empty"),
            ("[{id: tea, billable: maybe}]", "5:31: reasons[0].billable: 'maybe' is neither true nor false"),
            ("[{id: tea, longest: 0s}]", "5:30: reasons[0].longest: '0s' is less than 1s"),
            ("[{id: tea, longest: 25h}]", "5:30: reasons[0].longest: '25h' is more than 24h"),
            ("[{id: tea, longst: 5m}]", "5:21: reasons[0].longst: unknown key; did you mean 'longest'?"),
        ])
    func wrong(text: String, problem: String) {
        #expect(Sample.problems(adding: "reasons: " + text) == ["mayday.yaml:\(problem)"])
    }

    @Test("G2 a word alone is no list, and a reason is more than a word; each problem is told")
    func noList() {
        for text in ["lunch", "[lunch]", "{id: lunch}"] {
            let found = Sample.problems(adding: "reasons: " + text)
            #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("mayday.yaml:5:1") }, "\(text): \(found)")
            #expect(found.allSatisfy { $0.contains(": reasons") }, "\(text): \(found)")
        }
        #expect(Sample.problems(adding: "reasons: [{name: Tea}, {id: tea, longest: soon}]").count == 2)
    }
}
