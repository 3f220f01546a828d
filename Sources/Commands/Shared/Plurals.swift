import ArgumentParser

/// `mayday queues` is `mayday queue list`, and so on.
struct QueuesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queues", abstract: "Short for queue list.", shouldDisplay: false)
    @OptionGroup var list: QueueList
    func run() async throws { try await list.run() }
}

struct AgentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agents", abstract: "Short for agent list.", shouldDisplay: false)
    @OptionGroup var list: AgentList
    func run() async throws { try await list.run() }
}

struct CallsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls", abstract: "Short for call list.", shouldDisplay: false)
    @OptionGroup var list: CallList
    func run() async throws { try await list.run() }
}

struct CallersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callers", abstract: "Short for caller list.", shouldDisplay: false)
    @OptionGroup var list: CallerList
    func run() async throws { try await list.run() }
}
