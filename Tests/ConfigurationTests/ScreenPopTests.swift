import MaydayConfiguration
import Queueing
import Testing

@Suite struct ScreenPopTests {
    @Test("G6 a template for every queue, another for one, and none for one")
    func templates() throws {
        let text = """
            screen_pop: "https://crm.example/?n={number}"
            queues: [{id: a}, {id: b, screen_pop: "http://desk/{var:customer}"}, {id: c, screen_pop: off}]
            """
        let queues = try Sample.load(Sample.shortest + "\n" + text).configuration.queues
        #expect(
            queues.map { $0.screenPop?.template } == [
                "https://crm.example/?n={number}", "http://desk/{var:customer}", nil,
            ])
        let none = try Sample.load(Sample.shortest + "\nqueues: [{id: a}]").configuration
        #expect(none.queues[0].screenPop == nil)
    }

    @Test(
        "G6 what is wrong is told with its place",
        arguments: [
            (
                "screen_pop: \"crm.example/{number}\"",
                "5:13: screen_pop: must begin with http:// or https://"
            ),
            (
                "queues: [{id: a, screen_pop: \"https://x/{nubmer}\"}]",
                "5:30: queues[0].screen_pop: '{nubmer}' is not known here; did you mean '{number}'?"
            ),
            (
                "queues: [{id: a, screen_pop: \"https://x/{caller_id_of_the_party}\"}]",
                "5:30: queues[0].screen_pop: '{caller_id_of_the_party}' is not known here; known are number, name, dialled, queue, queue_name, call, entry, wait, priority, skills, agent, agent_name and var:NAME"
            ),
            (
                "queues: [{id: a, screen_pop: \"https://x/{number\"}]",
                "5:30: queues[0].screen_pop: character 11 is a brace without its partner"
            ),
        ])
    func wrong(_ text: String, _ problem: String) {
        #expect(Sample.problems(adding: text) == ["mayday.yaml:\(problem)"])
    }
}
