import APIClient
import ArgumentParser
import MaydayAPI

struct QueueClose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Close a queue at once, whatever its hours say.",
        discussion: """
            It stays closed, also across a restart, until `mayday queue open` or the moment of --until. Callers who come go
            to --to, or where the configuration says (when_emergency, when_closed); those who wait stay, unless the
            configuration or --waiting send says otherwise.
            Example: mayday queue close support --reason fire-alarm
            Example: mayday queue close support --until 90m --to hangup --waiting send
            """)

    @Argument(help: "The queue's id.") var queue: String
    @Option(help: "Why, as everybody sees it.") var reason: String?
    @Option(help: "A moment (2026-12-24T18:00:00+01:00), or for how long (90m, 2h30m).") var until: String?
    @Option(help: "hangup, dialplan, 'dialplan CONTEXT EXTENSION PRIORITY' or 'queue ID'.") var to: String?
    @Option(help: "Those who wait: keep or send.") var waiting: String?
    @OptionGroup var options: ClientOptions

    func validate() throws { try checkUntil(until) }

    func run() async throws {
        var body = bodyUntil(until)
        body.reason = reason
        body.target = to
        body.waiting = waiting
        try await tell(queue, MaydayAPI.QueueCommand(.close, body), options)
    }
}

struct QueueOpen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open a queue: it goes by its hours again, or is open beyond them.",
        discussion: """
            While the hours say open, this ends an emergency close. While they say closed, the queue is open until --until,
            or until its hours begin.
            Example: mayday queue open support
            Example: mayday queue open support --until 2h
            """)

    @Argument(help: "The queue's id.") var queue: String
    @Option(help: "A moment (2026-12-24T18:00:00+01:00), or for how long (90m, 2h30m).") var until: String?
    @OptionGroup var options: ClientOptions

    func validate() throws { try checkUntil(until) }

    func run() async throws { try await tell(queue, MaydayAPI.QueueCommand(.open, bodyUntil(until)), options) }
}

struct QueueHoursCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hours", abstract: "Whether a queue is open, why, and when it opens and closes next.",
        discussion: "Example: mayday queue hours support")

    @Argument(help: "The queue's id.") var queue: String
    @OptionGroup var options: ClientOptions

    func run() async throws {
        let console = Console.process()
        let report = try await options.client(console).hours(ofQueue: queue)
        try options.show(report, on: console) { hoursText($0) }
    }
}

private func tell(_ queue: String, _ command: MaydayAPI.QueueCommand, _ options: ClientOptions) async throws {
    let console = Console.process()
    let report = try await options.client(console).perform(command, queue: queue)
    try options.show(report, on: console) { hoursText($0) }
}

private func checkUntil(_ until: String?) throws {
    guard let until, spanMilliseconds(until) == nil, APITime(rfc3339: until) == nil else { return }
    throw ValidationError("--until is a moment such as 2026-12-24T18:00:00+01:00, or a span such as 90m")
}

private func bodyUntil(_ until: String?) -> QueueCommandBody {
    guard let until else { return QueueCommandBody() }
    if let span = spanMilliseconds(until) { return QueueCommandBody(forMs: span) }
    return QueueCommandBody(untilAt: APITime(rfc3339: until))
}

/// `90m`, `2h30m`, `45s`; nil for anything else.
func spanMilliseconds(_ text: String) -> Int64? {
    let units: [Character: Int64] = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000]
    var total: Int64 = 0
    var digits = ""
    for character in text {
        if character.isASCII, character.isNumber {
            digits.append(character)
        } else {
            guard let unit = units[character], digits.count <= 6, let number = Int64(digits) else { return nil }
            total += number * unit
            digits = ""
        }
    }
    return digits.isEmpty && total > 0 ? total : nil
}

func hoursText(_ report: QueueHoursReport) -> String {
    var lines = ["\(report.queue): \(report.door.words)" + (report.door.reason.map { " (\($0))" } ?? "")]
    if let at = report.door.changesAt { lines.append("changes at \(at)") }
    lines.append("hours: \(report.schedule.map { "\($0), \(report.zone ?? "")" } ?? "always open")")
    lines.append("callers who come while it is closed: \(report.target); waiting: \(report.waiting)")
    var table = Table(.text("next"), .text("door"))
    for change in report.changes { table.add(change.local, change.open ? "opens" : "closes") }
    if !report.changes.isEmpty { lines.append(table.rendered()) }
    return lines.joined(separator: "\n")
}
