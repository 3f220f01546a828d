import APIClient
import ArgumentParser
import MaydayAPI

struct QueueAddMember: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-member", abstract: "Have an agent serve a queue, or change their tier or weight there.",
        discussion: """
            It holds until it is taken back, also across a restart, and lies over the file (mayday config show).
            Example: mayday queue add-member support alice --tier 2
            """)

    @Argument(help: "The queue's id.") var queue: String
    @Argument(help: "The agent's id.") var agent: String
    @Option(help: "1 to 100; those of a lower tier are asked first.") var tier: Int?
    @Option(help: "1 to 1000; the share with weighted_random.") var weight: Int?
    @OptionGroup var options: ClientOptions

    func run() async throws {
        let member = MemberBody(agent: agent, tier: tier.map { Int64($0) }, weight: weight.map { Int64($0) })
        try await ConfigurationText.show(options, Console.process()) { client in
            try await client.addMember(member, to: queue)
        }
    }
}

struct QueueRemoveMember: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-member", abstract: "Have an agent serve a queue no more.",
        discussion: """
            A phone that rings for the queue goes on ringing; the next offer goes to others. It holds until it is taken back.
            Example: mayday queue remove-member support alice
            """)

    @Argument(help: "The queue's id.") var queue: String
    @Argument(help: "The agent's id.") var agent: String
    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await ConfigurationText.show(options, Console.process()) { client in
            try await client.removeMember(agent, from: queue)
        }
    }
}
