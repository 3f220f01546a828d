import ArgumentParser

// `mayday queues` is `mayday queue list`, and so on. Not by an option group of the other command: the help would show
// that one's name.

struct QueuesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queues", abstract: "Short for queue list.", discussion: QueueList.configuration.discussion)
    @OptionGroup var options: ClientOptions
    func run() async throws { try await QueueList.run(options) }
}

struct AgentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agents", abstract: "Short for agent list.", discussion: AgentList.configuration.discussion)
    @OptionGroup var options: ClientOptions
    func run() async throws { try await AgentList.run(options) }
}

struct ReasonsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reasons", abstract: "Short for reason list.", discussion: ReasonList.configuration.discussion)
    @OptionGroup var options: ClientOptions
    func run() async throws { try await ReasonList.run(options) }
}

struct CallsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls", abstract: "Short for call list.", discussion: CallList.configuration.discussion)
    @OptionGroup var options: ClientOptions
    func run() async throws { try await CallList.run(options) }
}

struct CallersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callers", abstract: "Short for caller list.", discussion: CallerList.configuration.discussion)
    @Option(help: "Only this queue.") var queue: String?
    @OptionGroup var options: ClientOptions
    func run() async throws { try await CallerList.run(options, queue: queue) }
}
