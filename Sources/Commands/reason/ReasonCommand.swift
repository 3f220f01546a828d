import APIClient
import ArgumentParser
import MaydayAPI

struct ReasonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reason", abstract: "Why agents may be not ready.", discussion: "Example: mayday reason list",
        subcommands: [
            ReasonList.self, ItemSet<ReasonItems>.self, ItemAdd<ReasonItems>.self, ItemRemove<ReasonItems>.self,
        ])
}

struct ReasonList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every reason, whether it is paid work, and how long it may last.",
        discussion: """
            Where there are none, any word will do.
            Example: mayday reason list
            Example: mayday reasons --json | jq '.items[] | select(.billable) | .id'
            """)

    @OptionGroup var options: ClientOptions

    func run() async throws { try await Self.run(options) }

    static func run(_ options: ClientOptions) async throws {
        let console = Console.process()
        let page = Page(items: try await options.client(console).reasons())
        try options.show(page, on: console) { reasonTable($0.items) }
    }
}

func reasonTable(_ reasons: [AgentReason]) -> String {
    var table = Table(.text("reason"), .text("name"), .text("billable"), .number("longest"))
    for reason in reasons {
        table.add(
            reason.id, reason.name, reason.billable ? "yes" : "no",
            reason.longestMs.map { clockText(milliseconds: $0) } ?? "")
    }
    return table.rendered()
}
