import APIClient
import ArgumentParser
import MaydayAPI

struct AgentWatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Tell what an agent's screen is to open, and what they do, as it happens.",
        discussion: """
            A line each time a call is offered to the agent, connected, or over, with the address of the screen pop, and a line for each new state. Goes on until it is interrupted.
            Example: mayday agent watch alice
            Example: mayday agent watch alice --json | jq -r 'select(.state == "offered") | .url'
            """)

    @Argument(help: "The agent's id.") var id: String
    @Option(help: "End after so many lines.") var count: Int?
    @OptionGroup var options: ClientOptions

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count is a number above 0") }
    }

    func run() async throws {
        let console = Console.process()
        let client = try options.client(console)
        var watch = Watch(id: id, json: options.json)
        var told = 0
        for try await element in client.events() {
            var lines: [String] = []
            switch element {
            case .connected: lines = try watch.take(try await client.agent(id))
            case .event(let event):
                switch event.data {
                case .agent(let agent): lines = try watch.take(agent)
                case .screenPop(let pop): lines = try watch.take(pop)
                case .lagged: lines = try watch.take(try await client.agent(id))
                default: break
                }
            case .disconnected(let failure, _): console.word("\(failure)")
            case .expired(let problem): console.word("\(problem)")
            }
            for line in lines {
                console.line(line)
                told += 1
                if told == count { return }
            }
        }
    }
}

/// What was told already, so that a pop that comes with its agent and by itself is one line.
struct Watch {
    let id: String
    let json: Bool
    private var state: AgentState?
    private var last: (offer: String, state: String)?

    init(id: String, json: Bool) {
        self.id = id
        self.json = json
    }

    mutating func take(_ agent: Agent) throws -> [String] {
        guard agent.id == id else { return [] }
        var lines: [String] = []
        if state != agent.state {
            state = agent.state
            if !json { lines.append("\(agent.stateSinceAt)  \(agent.state.rawValue)") }
        }
        return lines + (try agent.screenPop.map { pop throws in try take(pop) } ?? [])
    }

    mutating func take(_ pop: ScreenPop) throws -> [String] {
        guard pop.agent == id, last.map({ $0 != (pop.offerId, pop.state) }) ?? true else { return [] }
        last = (pop.offerId, pop.state)
        guard !json else { return [try jsonText(pop)] }
        let at = pop.endedAt ?? pop.connectedAt ?? pop.offeredAt
        return ["\(at)  \(pop.state)  \(pop.callId)  \(pop.url)" + (pop.cause.map { "  \($0)" } ?? "")]
    }
}
