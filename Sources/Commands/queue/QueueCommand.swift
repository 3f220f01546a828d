import APIClient
import ArgumentParser
import MaydayAPI

struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "The queues.", discussion: "Example: mayday queue list",
        subcommands: [
            QueueList.self, QueueShow.self, ItemSet<QueueItems>.self, ItemAdd<QueueItems>.self,
            ItemRemove<QueueItems>.self,
            QueueAddMember.self, QueueRemoveMember.self,
            QueueClose.self, QueueOpen.self, QueueHoursCommand.self,
        ])
}

struct QueueList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every queue with its live and today's figures.",
        discussion: """
            With ~ before the service level, some of the day is missing in the figures: a server was away, or facts were
            lost. --json says how much (incomplete, blind_ms).
            Example: mayday queue list
            Example: mayday queues --json | jq '.items[] | {id, waiting}'
            """)

    @OptionGroup var options: ClientOptions

    func run() async throws { try await Self.run(options) }

    static func run(_ options: ClientOptions) async throws {
        let console = Console.process()
        let page = Page(items: try await options.client(console).queues())
        try options.show(page, on: console) { queueTable($0.items) }
    }
}

struct QueueShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One queue.", discussion: "Example: mayday queue show support")

    @Argument(help: "The queue's id.") var id: String
    @OptionGroup var options: ClientOptions

    func run() async throws {
        let console = Console.process()
        let queue = try await options.client(console).queue(id)
        try options.show(queue, on: console) { queueTable([$0]) }
    }
}

func queueTable(_ queues: [Queue]) -> String {
    var table = Table(
        .text("queue"), .number("waiting"), .number("longest"), .number("ringing"), .number("talking"),
        .number("ready"), .number("offered"), .number("answered"), .number("abandoned"), .number("timed out"),
        .number("SL"), .text("door"))
    for queue in queues {
        let today = queue.today
        table.add(
            queue.id, "\(queue.waiting)", clockText(milliseconds: queue.longestWaitMs),
            "\(queue.offeredNow)",
            "\(queue.talking)", "\(queue.agents.ready)", "\(today.offered)", "\(today.answered)",
            "\(today.abandoned)", "\(today.timedOut)",
            (today.incomplete ? "~" : "") + percentText(today.serviceLevel.value), queue.door?.words ?? "open")
    }
    return table.rendered()
}
