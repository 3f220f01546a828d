import MaydayAPI

extension MonitorModel.Panel {
    /// The names of the orders that `s` goes through; the first is the service's own.
    var sortNames: [String] {
        switch self {
        case .queues: ["as configured", "waiting", "longest wait", "service level"]
        case .callers: ["in line", "longest wait", "priority"]
        case .agents: ["as configured", "state", "time in state", "name"]
        }
    }

    var sortCount: Int { sortNames.count }
}

extension MonitorModel {
    /// A queue with what follows from the callers that are known, counted up to the shown moment.
    package struct QueueRow: Sendable, Hashable {
        package var queue: Queue
        package var longestWaitMs: Int64
        package var serviceLevelNow: Double?
    }

    package var queueRows: [QueueRow] {
        let time = shownTime.milliseconds
        var callers: [String: [Caller]] = [:]
        for caller in shown.callers() { callers[caller.queue, default: []].append(caller) }
        let rows = shown.queues.map { level in
            let waits = (callers[level.queue.id] ?? []).map { max(0, time - $0.enteredAt.milliseconds) }
            var row = QueueRow(queue: level.queue, longestWaitMs: 0, serviceLevelNow: nil)
            if Int64(waits.count) == level.queue.waiting {
                let inside = waits.count { $0 <= level.queue.serviceLevelThresholdMs }
                row.longestWaitMs = waits.max() ?? 0
                row.serviceLevelNow = waits.isEmpty ? nil : Double(inside) / Double(waits.count)
            } else if level.queue.waiting > 0 {
                // The list of callers is behind the level, for a moment or because we may not see callers.
                row.longestWaitMs = level.queue.longestWaitMs + max(0, time - level.at.milliseconds)
                row.serviceLevelNow = level.queue.serviceLevelNow
            }
            return row
        }
        switch sort(.queues) {
        case 1: return rows.sortedDescending { $0.queue.waiting }
        case 2: return rows.sortedDescending(by: \.longestWaitMs)
        case 3: return rows.sortedDescending { -($0.queue.today.serviceLevel.value ?? 2) }
        default: return rows
        }
    }

    package var callerRows: [Caller] {
        let rows = shown.callers(in: onlyQueue)
        switch sort(.callers) {
        case 1: return rows.sortedDescending { -$0.enteredAt.milliseconds }
        case 2: return rows.sortedDescending(by: \.priority)
        default: return rows
        }
    }

    package var agentRows: [Agent] {
        let rows = shown.agents.filter { agent in onlyQueue.map(agent.queues.contains) ?? true }
        switch sort(.agents) {
        case 1: return rows.sortedDescending { -$0.state.rank }
        case 2: return rows.sortedDescending { -$0.stateSinceAt.milliseconds }
        case 3:
            return rows.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }.map(
                \.element)
        default: return rows
        }
    }

    /// Milliseconds from a moment of the service's to the shown one; never negative.
    package func elapsed(since moment: APITime) -> Int64 {
        max(0, shownTime.milliseconds - moment.milliseconds)
    }
}

extension Array {
    /// The greatest first; equals keep their order.
    fileprivate func sortedDescending<Key: Comparable>(by key: (Element) -> Key) -> [Element] {
        enumerated().sorted { left, right in
            let (one, other) = (key(left.element), key(right.element))
            return one != other ? one > other : left.offset < right.offset
        }.map(\.element)
    }
}

extension AgentState {
    /// On calls first, then those who could be, then the others.
    fileprivate var rank: Int {
        switch self {
        case .ringing: 0
        case .dialling: 1
        case .reserved: 2
        case .talking: 3
        case .held: 4
        case .consulting: 5
        case .otherCall: 6
        case .wrapUp: 7
        case .ready: 8
        case .notReady: 9
        case .unreachable: 10
        case .offline: 11
        }
    }
}
