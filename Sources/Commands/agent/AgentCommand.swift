import APIClient
import ArgumentParser
import MaydayAPI

struct AgentCommandGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "The agents: who they are, what they do, and their states.",
        discussion: "Example: mayday agent list",
        subcommands: [
            AgentList.self, AgentShow.self, AgentLogin.self, AgentLogout.self, AgentReady.self, AgentNotReady.self,
            AgentEndWrapUp.self,
            AgentExtendWrapUp.self, AgentComplete.self, AgentDispose.self, AgentHistoryCommand.self, AgentWatch.self,
            ItemSet<AgentItems>.self, ItemAdd<AgentItems>.self, ItemRemove<AgentItems>.self,
        ])
}

struct AgentList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every agent with state and time in state.",
        discussion: """
            Example: mayday agent list
            Example: mayday agents --json | jq '.items[] | select(.state == "ready") | .id'
            """)

    @OptionGroup var options: ClientOptions

    func run() async throws { try await Self.run(options) }

    static func run(_ options: ClientOptions) async throws {
        let console = Console.process()
        let page = Page(items: try await options.client(console).agents())
        try options.show(page, on: console) { agentTable($0.items) }
    }
}

struct AgentShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One agent.",
        discussion: """
            Example: mayday agent show alice
            Example: mayday agent show alice --figures
            """)

    @Argument(help: "The agent's id.") var id: String
    @Flag(help: "Their own counters too: today, and since the login.") var figures = false
    @OptionGroup var options: ClientOptions

    func run() async throws {
        let console = Console.process()
        let agent = try await options.client(console).agent(id)
        try options.show(agent, on: console) { agentTable([$0]) + (figures ? "\n" + figuresTable($0) : "") }
    }
}

func agentTable(_ agents: [Agent]) -> String {
    // How many calls of how many, where somebody can have several.
    let hasRooms = agents.contains { $0.capacity != nil }
    var columns: [Table.Column] = [
        .text("agent"), .text("name"), .text("state"), .text("since"), .text("reason"), .text("queues"),
        .text("phone"), .text("call"),
    ]
    if hasRooms { columns.append(.text("calls")) }
    var table = Table(columns + [.number("answered"), .number("lost")])
    for agent in agents {
        var cells = [
            agent.id, agent.name, agent.state.rawValue, agent.stateSinceAt.description, agent.reason ?? "",
            agent.queues.joined(separator: ","), agent.deviceState ?? "", agent.callId ?? "",
        ]
        if hasRooms { cells.append("\(agent.calls?.count ?? 0)/\(agent.capacity ?? 1)") }
        table.add(cells + ["\(agent.today.answered)", "\(agent.today.lost)"])
    }
    return table.rendered()
}
