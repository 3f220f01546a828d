import MaydayAPI

/// An agent's own counters: today, and since the login.
func figuresTable(_ agent: Agent) -> String {
    var table = Table(.text("figure"), .number("today"), .number("since login"))
    let (today, login) = (agent.today, agent.sinceLogin)
    let counts: [(String, KeyPath<AgentFigures, Int64>)] = [
        ("offered", \.offered), ("answered", \.answered), ("lost", \.lost), ("  missed", \.missed),
        ("  rejected", \.rejected), ("  busy", \.busy), ("  unreachable", \.unreachable), ("  failed", \.failed),
        ("excused", \.excused), ("ringing", \.ringing), ("handled", \.handled),
    ]
    for (name, figure) in counts {
        table.add(name, "\(today[keyPath: figure])", login.map { "\($0[keyPath: figure])" } ?? "")
    }
    let times: [(String, KeyPath<AgentFigures, Int64>)] = [
        ("logged in", \.loginSumMs), ("ready", \.readySumMs), ("ring", \.ringSumMs), ("talk", \.talkSumMs),
        ("  hold", \.holdSumMs), ("wrap-up", \.wrapUpSumMs), ("other call", \.otherCallSumMs),
        ("unreachable", \.unreachableSumMs), ("not ready", \.notReadySumMs),
    ]
    for (name, figure) in times {
        table.add(name, clockText(today[keyPath: figure]), login.map { clockText($0[keyPath: figure]) } ?? "")
    }
    let reasons = today.notReadyByReason + (login?.notReadyByReason ?? [])
    for reason in Set(reasons.map(\.reason)).sorted() {
        func time(_ figures: AgentFigures) -> Int64 {
            figures.notReadyByReason.first { $0.reason == reason }?.sumMs ?? 0
        }
        let name = reason.isEmpty ? "(no reason)" : reason
        table.add("  \(name)", clockText(time(today)), login.map { clockText(time($0)) } ?? "")
    }
    return table.rendered()
}

/// `1:02:03`.
private func clockText(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1000
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
}
