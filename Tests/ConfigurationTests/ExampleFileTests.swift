import Foundation
import MaydayConfiguration
import Queueing
import Telephony
import Testing

@Suite struct ExampleFileTests {
    private var example: String { get throws { try text("mayday.example.yaml") } }

    private func text(_ file: String) throws -> String {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: top.appending(path: file), encoding: .utf8)
    }

    private let files = Sample.files(["/etc/mayday/secrets/ari-password": .init(text: "s3cret")])

    @Test("B4 the example file loads without a warning")
    func exampleLoads() throws {
        let loaded = try Sample.load(try example, files: files)
        #expect(loaded.warnings.isEmpty)
        let configuration = loaded.configuration
        #expect(configuration.asterisk.map(\.url.description) == ["http://127.0.0.1:8088"])
        #expect(configuration.queues.map(\.id) == ["sales", "support"])
        #expect(configuration.queues.map(\.ringTimeout) == [.seconds(15), .seconds(15)])
        #expect(configuration.queues.map(\.maxWait) == [nil, .seconds(600)])
        #expect(
            configuration.queues[1].limits.onMaxWait
                == .dialplan(DialplanPlace(context: "after-max-wait", extension: "support", priority: 1)))
        #expect(configuration.defaultQueue?.id == "sales")
        #expect(configuration.agents.map(\.endpoint) == ["PJSIP/1001", "PJSIP/1002"])
        #expect(configuration.desks == ["PJSIP/1101", "PJSIP/1102"])
        #expect(
            configuration.agents[0].skills.text == "english:100,german:80")
        #expect(configuration.queues[1].needs.required.text == "german:50")
        #expect(
            configuration.agents[1].memberships == [
                Membership(queue: QueueID("sales"), tier: 2, weight: 3), Membership(queue: QueueID("support")),
            ])
        #expect(configuration.dialling.perKeyRate == CallRate(calls: 60, span: .seconds(60)))
        #expect(configuration.numbers.country == "DE")
    }

    @Test("Q1 Q2 Q5 the examples in docs/queues.md load without a warning, and the table has every strategy")
    func queueDocument() throws {
        let document = try text("docs/queues.md")
        let parts = document.components(separatedBy: "```yaml\n")
        try #require(parts.count >= 3)
        for part in parts.dropFirst() {
            let yaml = part.components(separatedBy: "```")[0]
            let loaded = try Sample.load(Sample.shortest + "\n" + yaml)
            #expect(loaded.warnings.isEmpty)
        }
        for strategy in Strategy.allCases { #expect(document.contains("\n| `\(strategy.rawValue)`")) }
    }

    @Test("B4 the example's values are the defaults, where it says so")
    func exampleShowsDefaults() throws {
        let example = try Sample.load(try example, files: files).configuration
        let shortest = try Sample.load(Sample.shortest).configuration
        #expect(example.node == shortest.node)
        #expect(example.store == shortest.store)
        #expect(example.api == shortest.api)
        #expect(example.log == shortest.log)
        var main = example.asterisk[0]
        main.name = "asterisk"
        #expect([main] == shortest.asterisk)
        let plain = try Sample.load(Sample.shortest + "\nqueues: [{id: sales}]").configuration.queues[0]
        var sales = example.queues[0]
        (sales.name, sales.numbers, sales.isDefault) = ("sales", [], false)
        #expect(sales == plain)
        #expect(plain == QueueConfiguration(id: "sales"))
    }
}
