import APIClient
import ArgumentParser
import MaydayAPI

/// Sends one command to one agent and prints the agent as it is then.
func tell(_ id: String, _ command: AgentCommand, _ options: ClientOptions) async throws {
    let console = Console.process()
    let agent = try await options.client(console).perform(command, agent: id)
    try options.show(agent, on: console) { agentTable([$0]) }
    if let warning = warning(agent, after: command) { console.word(warning) }
}

/// What to say of an agent who wants calls and gets none; nil otherwise.
func warning(_ agent: Agent, after command: AgentCommand) -> String? {
    switch command {
    case .login, .ready, .endWrapUp: break
    case .logout, .notReady, .extendWrapUp, .complete, .dispose: return nil
    }
    guard agent.state == .unreachable else { return nil }
    let why = agent.reason.map { " (\($0))" } ?? ""
    return "\(agent.id) gets no calls yet: the phone \(agent.endpoint) cannot be reached\(why)"
}

struct AgentLogin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Log an agent in; they are ready for calls then.",
        discussion: """
            Example: mayday agent login alice
            Example: mayday agent login alice --queue sales
            Example: mayday agent login alice --endpoint PJSIP/1007

            Whoever sits at that phone is logged out: the last one wins. While their phone cannot be reached they are unreachable instead, and ready as soon as it can.
            """)

    @Argument(help: "The agent's id.") var id: String
    @Option(help: "One of the agent's queues alone.") var queue: String?
    @Option(help: "The phone to sit at until the log-out: another agent's, or one of the configured desks.")
    var endpoint: String?
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .login(endpoint: endpoint, queue: queue), options) }
}

struct AgentLogout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Log an agent out; during a call, when it ends.",
        discussion: "Example: mayday agent logout alice")

    @Argument(help: "The agent's id.") var id: String
    @Option(help: "One of the agent's queues alone.") var queue: String?
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .logout(queue: queue), options) }
}

struct AgentReady: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ready", abstract: "Make an agent ready for calls.",
        discussion: "Example: mayday agent ready 1001")

    @Argument(help: "The agent's id.") var id: String
    @Option(help: "One of the agent's queues alone.") var queue: String?
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .ready(queue: queue), options) }
}

struct AgentNotReady: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "not-ready", abstract: "Take an agent out of ready; during a call, when it ends.",
        discussion: "Example: mayday agent not-ready 1001 --reason lunch")

    @Argument(help: "The agent's id.") var id: String
    @Option(help: "The reason, as the reports show it.") var reason: String?
    @Option(help: "One of the agent's queues alone.") var queue: String?
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .notReady(reason: reason, queue: queue), options) }
}

struct AgentEndWrapUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end-wrap-up", abstract: "End an agent's after-call work early.",
        discussion: "Example: mayday agent end-wrap-up alice")

    @Argument(help: "The agent's id.") var id: String
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .endWrapUp, options) }
}

struct AgentExtendWrapUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extend-wrap-up", abstract: "Give an agent who wraps up more time, at most an hour from now.",
        discussion: "Example: mayday agent extend-wrap-up alice --seconds 90")

    @Argument(help: "The agent's id.") var id: String
    @Option(help: "How much longer, 1 to 3600.") var seconds = 60
    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard (1...3600).contains(seconds) else { throw ValidationError("--seconds is a number from 1 to 3600") }
    }

    func run() async throws { try await tell(id, .extendWrapUp(byMs: Int64(seconds) * 1000), options) }
}
