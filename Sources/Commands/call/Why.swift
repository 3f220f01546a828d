import APIClient
import ArgumentParser
import MaydayAPI

struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Who was asked for a call, who was not, and by which rule.",
        discussion: """
            As it was decided then: it is kept with the journal, also for agents who are gone.
            Example: mayday why bench-k3x9f2-c12
            Example: mayday why bench-k3x9f2-c12 --json | jq '.entries[].offers[].decision.skipped'
            """)

    @Argument(help: "The call's id.") var call: String
    @OptionGroup var options: ClientOptions

    func run() async throws {
        let console = Console.process()
        let why = try await options.client(console).why(call: call)
        try options.show(why, on: console) { WhyText($0).text }
    }
}

/// An explanation for people.
struct WhyText {
    private var lines: [String] = []

    var text: String { lines.map { $0 + "\n" }.joined() }

    init(_ why: CallWhy) {
        for entry in why.entries {
            lines.append("\(why.callId) in \(entry.queue) since \(entry.enteredAt)")
            for (number, offer) in entry.offers.enumerated() { tell(offer, number + 1) }
            if let now = entry.now {
                lines.append("  Nobody more is asked now, \(now.at)\(now.held.map { ": \(Self.hold($0))." } ?? ":")")
                if let asked = now.decision.demand.words { lines.append("     Asked for: \(asked).") }
                tell(now.decision, since: now.at)
            }
            if let outcome = entry.outcome { lines.append("  The stay ended: \(Self.words(outcome.rawValue)).") }
        }
    }

    private mutating func tell(_ offer: OfferWhy, _ number: Int) {
        lines.append("  \(number). \(offer.at)  \(Self.person(offer.agent, offer.agentName)) was asked.")
        if let decision = offer.decision {
            if let rule = decision.rule { lines.append("     Rule (\(decision.strategy)): \(rule)") }
            if let asked = decision.demand.words { lines.append("     Asked for: \(asked).") }
            lines.append("     Chosen by \(Self.choice(decision, at: offer.at)).")
            lines.append("     " + Self.turn(decision))
            tell(decision, since: offer.at)
        } else {
            lines.append("     Why is not kept (any more).")
        }
        lines.append("     " + Self.ending(offer))
    }

    private mutating func tell(_ decision: Decision, since at: APITime) {
        if let besides = decision.besides {
            lines.append("     Asked together with \(besides), which tells of the others.")
        }
        for group in decision.skipped {
            let who = group.agents.map { Self.skipped($0, decision.by, at) }.joined(separator: ", ")
            let detail = group.detail.map { " (\($0))" } ?? ""
            lines.append("     Not asked: \(Self.reason(group.reason))\(detail): \(who)")
        }
    }

    private static func choice(_ decision: Decision, at: APITime) -> String {
        let tier = decision.tier.map { " in tier \($0)" } ?? ""
        let value = decision.value.map { self.value($0, decision.by, at) }
        let how =
            switch decision.by {
            case "draw": "a drawn number"
            case "weighted_draw": "a drawn number, with a share of \(value ?? "?")"
            case "preferred": "the caller's preference"
            case "picked": "nobody: somebody asked for this agent"
            case "found": "nobody: they were found talking when a server came back"
            case "turn": "turn: the next after \(decision.after ?? "nobody"), at \(value ?? "?")"
            default: value ?? words(decision.by)
            }
        return how + tier + (decision.lacks.map { ", \($0) points short" } ?? "")
    }

    private static func turn(_ decision: Decision) -> String {
        "The caller was number \(decision.position) of \(decision.waiting) in line, after "
            + clockText(milliseconds: decision.waitMs)
            + (decision.priority == 0 ? "" : ", with priority \(decision.priority)")
            + (decision.sharing == "oldest"
                ? "; of several queues the oldest caller's is served first."
                : "; the queue's weight is \(decision.weight).")
    }

    private static func value(_ value: Int64, _ by: String, _ at: APITime) -> String {
        switch by {
        case "idle_since": "idle for \(clockText(milliseconds: at.milliseconds - value))"
        case "calls": "\(value) calls"
        case "talk": "talked \(clockText(milliseconds: value))"
        case "position", "turn": "place \(value + 1)"
        default: "\(value)"
        }
    }

    private static func skipped(_ agent: SkippedAgent, _ by: String, _ at: APITime) -> String {
        var words = person(agent.agent, agent.name)
        if let until = agent.untilAt { words += " until \(until)" }
        if let value = agent.value { words += " \(self.value(value, by, at))" }
        return words
    }

    private static func person(_ id: String, _ name: String?) -> String {
        name.map { $0 == id ? id : "\(id) (\($0))" } ?? id
    }

    private static func ending(_ offer: OfferWhy) -> String {
        guard let end = offer.end else { return "The offer runs." }
        let cause = offer.cause.map { ", cause \($0)" } ?? ""
        return "It ended: \(words(end))\(cause)\(offer.endedAt.map { ", \($0)" } ?? "")."
    }

    private static func hold(_ code: String) -> String {
        switch code {
        case "server_silent": "nothing is heard of the caller's Asterisk"
        case "picked_up": "an agent has picked up"
        case "picked": "somebody picked an agent, whose phone rings"
        case "queue_closed": "the queue is closed, and nobody is called back"
        case "overdue": "the longest wait is over, and the phones that ring are let ring out"
        case "ringing": "as many phones ring as the strategy lets ring"
        default: words(code)
        }
    }

    private static func reason(_ code: String) -> String {
        switch code {
        case "offered_to_another": "their phone rings for another caller"
        case "offered_here": "their phone rings for this caller already"
        case "other_server": "their phone is on another server"
        case "lacks_skill": "they lack a skill"
        case "tier_closed": "their tier is not asked yet"
        case "waits_for_another": "the caller waits for another agent"
        case "not_preferred": "the caller prefers another agent"
        case "exclusive_call": "in a call that takes them whole"
        case "at_capacity": "has as many calls as they can have"
        case "talks_more": "they have more calls already"
        case "lacks_more": "they lack more of what is needed"
        case "higher_tier": "their tier comes later"
        case "later": "later by the rule"
        default: words(code)
        }
    }

    private static func words(_ code: String) -> String {
        String(code.map { $0 == "_" ? " " : $0 })
    }
}
