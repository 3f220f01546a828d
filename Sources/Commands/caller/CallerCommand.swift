import APIClient
import ArgumentParser
import MaydayAPI

struct CallerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "caller", abstract: "The callers who wait.", discussion: "Example: mayday caller list",
        subcommands: [
            CallerList.self, CallerShow.self, CallerWithdraw.self, CallerMove.self, CallerPick.self,
            CallerPriority.self,
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

struct CallerShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One waiting caller.",
        discussion: """
            Example: mayday caller show bench-k3x9f2-c12
            Example: mayday caller show bench-k3x9f2-c12 --json | jq .estimated_wait_ms
            """)

    @Argument(help: "The call's id, or the queue entry's.") var id: String
    @OptionGroup var options: ClientOptions

    func run() async throws {
        let console = Console.process()
        try options.show(try await options.client(console).caller(id), on: console) { callerTable([$0]) }
    }
}

/// What is estimated and what is asked of agents has a column only where there is something to say.
func callerTable(_ callers: [Caller]) -> String {
    let areEstimated = callers.contains { $0.estimatedWaitMs != nil }
    let areDemanding = callers.contains { $0.demand?.words != nil }
    var table = Table(
        [.text("queue"), .number("position"), .text("number"), .text("name"), .number("wait")]
            + (areEstimated ? [.number("estimate")] : [])
            + [.number("priority"), .text("state"), .text("agent"), .number("offers"), .text("call")]
            + (areDemanding ? [.text("needs")] : []))
    for caller in callers {
        table.add(
            [
                caller.queue, "\(caller.position)", caller.number ?? "withheld", caller.name ?? "",
                clockText(milliseconds: caller.waitMs),
            ] + (areEstimated ? [caller.estimatedWaitMs.map { clockText(milliseconds: $0) } ?? "unknown"] : [])
                + [
                    "\(caller.priority)", caller.callback.map { "callback \($0)" } ?? caller.state.rawValue,
                    caller.agent ?? "", "\(caller.offers)", caller.callId,
                ] + (areDemanding ? [caller.demand?.words ?? ""] : []))
    }
    return table.rendered()
}
