import APIClient
import ArgumentParser
import MaydayAPI

struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "The calls.", discussion: "Example: mayday call list",
        subcommands: [CallList.self, CallShow.self, CallHangUp.self])
}

struct CallList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every live call with its legs.",
        discussion: """
            Example: mayday call list
            Example: mayday calls --json | jq -r '.items[].id'
            """)

    @OptionGroup var options: ClientOptions

    func run() async throws { try await Self.run(options) }

    static func run(_ options: ClientOptions) async throws {
        let console = Console.process()
        let page = Page(items: try await options.client(console).calls())
        try options.show(page, on: console) { callTable($0.items) }
    }
}

struct CallShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One call, or everything that was heard, decided and done in it.",
        discussion: "Example: mayday call show bench-k3x9f2-c12 --trace")

    @Argument(help: "The call's id, as in log lines, the SIP header X-Mayday-Call and the journal.") var id: String
    @Flag(help: "Print inputs, decisions and the exchanges with Asterisk, in order.") var trace = false
    @OptionGroup var options: ClientOptions

    func run() async throws {
        let console = Console.process()
        let client = try options.client(console)
        if trace {
            let trace = try await client.trace(ofCall: id)
            try options.show(trace, on: console, table: traceText)
        } else {
            let call = try await client.call(id)
            try options.show(call, on: console) { callTable([$0]) + dispositionTable($0.dispositions ?? []) }
        }
    }
}

struct CallHangUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hangup", abstract: "End a call, or one leg of it.",
        discussion: """
            A call of a queue ends by order, whatever its stage: who waits is withdrawn, and no agent is charged with it.
            Example: mayday call hangup bench-k3x9f2-c12 --reason busy
            """)

    @Argument(help: "The call's id.") var id: String
    @Option(help: "Only this channel; of an agent whose phone rings, that ring alone.") var channel: String?
    @Flag(help: "Only while that agent's phone rings: refused once it has been picked up.") var ringing = false
    @Option(help: "normal, busy, congestion, no_answer, rejected, unallocated or failure.")
    var reason: String = HangUpReason.normal.rawValue
    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard HangUpReason(rawValue: reason) != nil else {
            let known = HangUpReason.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("no such reason: \(reason). Known: \(known)")
        }
        if ringing, channel == nil { throw ValidationError("--ringing needs --channel: the phone that rings") }
    }

    func run() async throws {
        let console = Console.process()
        let call = try await options.client(console).hangUp(
            call: id, reason: HangUpReason(rawValue: reason), channelId: channel, ringing: ringing)
        try options.show(call, on: console) { callTable([$0]) }
    }
}

func callTable(_ calls: [Call]) -> String {
    var table = Table(
        .text("call"), .text("state"), .text("queue"), .text("agent"), .text("caller"), .text("began"),
        .text("legs"))
    for call in calls {
        table.add(
            call.id, call.state.rawValue, call.queue ?? "", call.agent ?? "", call.caller.number ?? "",
            call.beganAt.description, call.legs.map(\.name).joined(separator: " "))
    }
    return table.rendered()
}

/// Empty where nobody has said how the call went.
func dispositionTable(_ dispositions: [CallDisposition]) -> String {
    guard !dispositions.isEmpty else { return "" }
    var table = Table(.text("at"), .text("agent"), .text("disposition"), .text("by"), .text("note"))
    for item in dispositions {
        table.add(
            item.at.description, item.agent, item.name ?? item.disposition ?? "(missing)", item.by ?? "",
            item.note ?? "")
    }
    return "\n" + table.rendered()
}

func traceText(_ trace: CallTrace) -> String {
    var table = Table(.text("at"), .text("seq"), .text("kind"), .text("what"))
    for item in trace.items {
        table.add(item.at.description, item.sequence.map(String.init) ?? "", item.kind.rawValue, item.text)
    }
    return table.rendered() + (trace.truncated ? "(older items are gone)\n" : "")
}
