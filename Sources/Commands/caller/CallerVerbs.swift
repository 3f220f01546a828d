import APIClient
import ArgumentParser
import MaydayAPI

/// Sends one command about one caller and prints the caller as they are then.
private func tell(_ id: String, _ command: MaydayAPI.CallerCommand, _ options: ClientOptions) async throws {
    let console = Console.process()
    let caller = try await options.client(console).perform(command, caller: id)
    try options.show(caller, on: console) { callerTable([$0]) }
}

struct CallerWithdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Take a waiting caller out of the queue; prints the caller as they were.",
        discussion: """
            Example: mayday caller withdraw bench-k3x9f2-c12 --reason called-back
            Example: mayday caller withdraw bench-k3x9f2-c12 --to hangup
            """)

    @Argument(help: "The call's id, or the queue entry's.") var id: String
    @Option(help: "Why, as the journal and the queue_log show it.") var reason: String?
    @Option(help: "hangup, dialplan (the line after Stasis) or 'dialplan CONTEXT EXTENSION PRIORITY'.")
    var to = "dialplan"
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .withdraw(target: to, reason: reason), options) }
}

struct CallerMove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Move a waiting caller to another queue, with all that they have waited.",
        discussion: "Example: mayday caller move bench-k3x9f2-c12 --queue sales --reason wrong-queue")

    @Argument(help: "The call's id, or the queue entry's.") var id: String
    @Option(help: "The queue's id.") var queue: String
    @Option(help: "Why, as the journal and the queue_log show it.") var reason: String?
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .move(queue: queue, reason: reason), options) }
}

struct CallerPick: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pick", abstract: "Offer a waiting caller to one agent, out of order.",
        discussion: """
            Example: mayday caller pick bench-k3x9f2-c12 --agent alice

            The agent must be ready, serve the queue and have the phone on the caller's Asterisk. Phones that ring for the
            caller stop. If the agent does not answer, the caller waits on at their place.
            """)

    @Argument(help: "The call's id, or the queue entry's.") var id: String
    @Option(help: "The agent's id.") var agent: String
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .pick(agent: agent), options) }
}

struct CallerPriority: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "priority", abstract: "Give a waiting caller another priority; higher is served first.",
        discussion: "Example: mayday caller priority bench-k3x9f2-c12 10")

    @Argument(help: "The call's id, or the queue entry's.") var id: String
    @Argument(help: "From -1000000 to 1000000.") var priority: Int64
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .priority(priority), options) }
}

struct CallerPosition: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "position", abstract: "Put a waiting caller at a place in the queue.",
        discussion: """
            Example: mayday caller position bench-k3x9f2-c12 1

            They take the priority of the caller before whom they come to stand.
            """)

    @Argument(help: "The call's id, or the queue entry's.") var id: String
    @Argument(help: "The place, from 1.") var position: Int64
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .position(position), options) }
}

struct CallerCallback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callback", abstract: "Let a waiting caller off the line and call them back at their turn.",
        discussion: """
            Example: mayday caller callback bench-k3x9f2-c12
            Example: mayday caller callback bench-k3x9f2-c12 --number +4930555123

            They keep their place. The number must be one that dialling.allow and dialling.deny let be dialled. It is dialled
            once, when an agent has picked up. `mayday caller list` shows who is to be called back, and `mayday caller
            withdraw` takes it back.
            """)

    @Argument(help: "The call's id, or the queue entry's.") var id: String
    @Option(help: "The number to dial; left out: the one that they call from.") var number: String?
    @OptionGroup var options: ClientOptions

    func run() async throws { try await tell(id, .callback(number: number), options) }
}
