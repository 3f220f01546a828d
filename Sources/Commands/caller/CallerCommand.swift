import APIClient
import ArgumentParser
import MaydayAPI

struct CallerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "caller", abstract: "The callers who wait.", discussion: "Example: mayday caller list",
        subcommands: [
            CallerList.self, CallerWithdraw.self, CallerMove.self, CallerPick.self, CallerPriority.self,
            CallerPosition.self, CallerCallback.self,
        ])
}

struct CallerList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every waiting caller: queue, position, wait.",
        discussion: """
            Example: mayday caller list --queue support
            Example: mayday callers --json | jq '.items | length'
            """)

    @Option(help: "Only this queue.") var queue: String?
    @OptionGroup var options: ClientOptions

    func run() async throws { try await Self.run(options, queue: queue) }

    static func run(_ options: ClientOptions, queue: String?) async throws {
        let console = Console.process()
        let page = Page(items: try await options.client(console).callers(queue: queue))
        try options.show(page, on: console) { callerTable($0.items) }
    }
}

func callerTable(_ callers: [Caller]) -> String {
    var table = Table(
        .text("queue"), .number("position"), .text("number"), .text("name"), .number("wait"), .number("priority"),
        .text("state"), .text("agent"), .number("offers"), .text("call"))
    for caller in callers {
        table.add(
            caller.queue, "\(caller.position)", caller.number ?? "withheld", caller.name ?? "",
            clockText(milliseconds: caller.waitMs), "\(caller.priority)",
            caller.callback.map { "callback \($0)" } ?? caller.state.rawValue,
            caller.agent ?? "", "\(caller.offers)", caller.callId)
    }
    return table.rendered()
}
