/// One line of a queue_log, taken apart.
struct QueueLogEntry: Sendable {
    let epoch: Int
    let call: String
    let queue: String
    let agent: String
    let event: String
    let data: [String]

    init(_ line: Substring) {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        func field(_ index: Int) -> String { index < fields.count ? fields[index] : "" }
        epoch = Int(field(0)) ?? 0
        call = field(1)
        queue = field(2)
        agent = field(3)
        event = field(4)
        data = Array(fields.dropFirst(5))
    }

    /// The line without its moment, its ids and its lengths of time.
    var plain: String {
        let call = ["NONE", "CLI"].contains(call) ? call : "<call>"
        return ([call, queue, agent, event] + plainData).joined(separator: "|")
    }

    private var plainData: [String] {
        let placeholders: [Int: String] =
            switch event {
            case "CONNECT": [0: "<s>", 1: "<channel>", 2: "<s>"]
            case "COMPLETECALLER", "COMPLETEAGENT": [0: "<s>", 1: "<s>"]
            case "ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "WITHDRAW": [2: "<s>"]
            case "EXITWITHKEY": [3: "<s>"]
            case "RINGNOANSWER", "RINGCANCELED": [0: "<ms>"]
            case "AGENTLOGOFF": [1: "<s>"]
            default: [:]
            }
        return data.enumerated().map { index, text in
            // Only what is there and not empty: a missing figure is a difference.
            text.isEmpty ? "" : placeholders[index] ?? text
        }
    }

    /// Lines as they are compared: repetitions, of which chance says how many, are shown once.
    static func plain(_ entries: some Sequence<QueueLogEntry>) -> [String] {
        var lines: [String] = []
        for entry in entries where lines.last != entry.plain { lines.append(entry.plain) }
        return lines
    }

    /// Whether the lengths of time that stand in a call's lines are those between its lines.
    ///
    /// - Parameter slack: how many seconds they may differ.
    static func agree(_ entries: [QueueLogEntry], slack: Int) -> Bool {
        func near(_ text: String?, _ seconds: Int) -> Bool {
            text.flatMap { Int($0) }.map { abs($0 - seconds) <= slack } ?? false
        }
        for entry in entries {
            let call = entries.filter { $0.call == entry.call }
            guard let entered = call.first(where: { $0.event == "ENTERQUEUE" })?.epoch else { continue }
            let connected = call.first { $0.event == "CONNECT" }?.epoch ?? entry.epoch
            switch entry.event {
            case "CONNECT":
                guard near(entry.data.first, entry.epoch - entered) else { return false }
            case "COMPLETECALLER", "COMPLETEAGENT":
                guard near(entry.data.first, connected - entered),
                    near(entry.data.dropFirst().first, entry.epoch - connected)
                else { return false }
            case "EXITWITHKEY":
                guard near(entry.data.dropFirst(3).first, entry.epoch - entered) else { return false }
            case "ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "WITHDRAW":
                guard near(entry.data.dropFirst(2).first, entry.epoch - entered) else { return false }
            default: break
            }
        }
        return true
    }
}
