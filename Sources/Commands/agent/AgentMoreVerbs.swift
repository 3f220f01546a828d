import APIClient
import ArgumentParser
import MaydayAPI

struct AgentComplete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete", abstract: "End whatever an agent is stuck in.",
        discussion: """
            A wrap-up, a phone that is taken for busy or away, a ring, a call: a call is really ended.
            Example: mayday agent complete alice
            """)

    @Argument(help: "The agent's id.") var id: String
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .complete, options) }
}

struct AgentHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "What an agent did, and who told them to.",
        discussion: """
            The whole of it; with --limit the latest, and what came before these with the cursor that is told.
            Example: mayday agent history alice --hours 8
            Example: mayday agent history alice --hours 744 --limit 100 --cursor 81234
            """)

    @Argument(help: "The agent's id.") var id: String
    @Option(help: "So many hours back, 1 to 744.") var hours = 24
    @Option(help: "At most so many, 1 to 10000.") var limit: Int?
    @Option(help: "What was before: the cursor of an earlier answer.") var cursor: String?
    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard (1...744).contains(hours) else { throw ValidationError("--hours is a number from 1 to 744") }
        guard (1...10_000).contains(limit ?? 1) else { throw ValidationError("--limit is a number from 1 to 10000") }
        if cursor != nil, limit == nil { throw ValidationError("--cursor goes with --limit") }
    }

    func run() async throws {
        let console = Console.process()
        let client = try options.client(console)
        let history =
            if let limit {
                try await client.history(ofAgent: id, hours: hours, limit: limit, cursor: cursor)
            } else {
                try await client.history(ofAgent: id, hours: hours)
            }
        try options.show(history, on: console) { history in
            var table = Table(.text("at"), .text("seq"), .text("call"), .text("by"), .text("what"))
            for item in history.items {
                table.add(item.at.description, "\(item.sequence)", item.callId ?? "", item.by ?? "", item.text)
            }
            return table.rendered() + (history.next.map { "(what was before: --cursor \($0))\n" } ?? "")
        }
    }
}
