import MaydayConfiguration
import Queueing
import Telephony
import Testing

@Suite struct DispositionTests {
    private static let list = "dispositions: [{id: solved, name: Solved}, {id: callback}]\n"

    @Test("G5 dispositions, and which of them a queue wants, how long for")
    func all() throws {
        let text =
            Self.list + """
                queues:
                  - {id: sales, disposition: {allow: [callback], required: true, longest: 2m}}
                  - {id: support, disposition: {required: true}}
                  - {id: info}
                """
        let configuration = try Sample.load(Sample.shortest + "\n" + text).configuration
        #expect(
            configuration.dispositions == [
                Disposition(id: "solved", name: "Solved"), Disposition(id: "callback", name: "callback"),
            ])
        #expect(
            configuration.queues.map(\.disposition) == [
                DispositionRule(allowed: ["callback"], isRequired: true, longest: .seconds(120)),
                DispositionRule(isRequired: true, longest: .seconds(300)), .none,
            ])
    }

    @Test(
        "G5 what is wrong is told",
        arguments: [
            (
                list + "queues: [{id: sales, disposition: {allow: [calback]}}]",
                "6:44: queues[0].disposition.allow[0]: there is no disposition 'calback'; did you mean 'callback'?"
            ),
            (
                "queues: [{id: sales, disposition: {required: true}}]",
                "5:35: queues[0].disposition: there are none; list them under dispositions"
            ),
            (
                list + "queues: [{id: sales, disposition: {longest: 2h}}]",
                "6:45: queues[0].disposition.longest: '2h' is more than 1h"
            ),
            (
                list + "queues: [{id: sales, disposition: {requird: true}}]",
                "6:36: queues[0].disposition.requird: unknown key; did you mean 'required'?"
            ),
            (
                "dispositions: [{id: solved}, {id: solved}]",
                "5:35: dispositions[1].id: 'solved' is there already"
            ),
            ("dispositions: [{name: Solved}]", "5:16: dispositions[0].id: is missing"),
        ])
    func wrong(_ text: String, _ problem: String) {
        #expect(Sample.problems(adding: text) == ["mayday.yaml:\(problem)"])
    }
}
