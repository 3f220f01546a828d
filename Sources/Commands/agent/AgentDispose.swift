import APIClient
import ArgumentParser
import MaydayAPI

struct AgentDispose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispose", abstract: "Say how a call of an agent's went.",
        discussion: """
            Example: mayday agent dispose alice solved
            Example: mayday agent dispose alice callback --call n1-k3x9f2-c12 --note urgent

            Without --call it is the call that the agent talks on, or else the last one. Said again, the last word counts; the earlier ones are kept.
            """)

    @Argument(help: "The agent's id.") var id: String
    @Argument(help: "One of `dispositions` in the configuration.") var disposition: String
    @Option(help: "The call's id.") var call: String?
    @Option(help: "What is worth knowing of it, at most 2000 characters.") var note: String?
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .dispose(disposition, call: call, note: note), options) }
}
