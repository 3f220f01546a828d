import MaydayAPI
import TerminalUI

/// The words for states. Their colour only repeats what the word says.
extension AgentState {
    package var word: String {
        switch self {
        case .otherCall: "other call"
        case .wrapUp: "wrap-up"
        case .notReady: "not ready"
        default: rawValue
        }
    }

    package var role: Role {
        switch self {
        case .ready: .good
        case .reserved, .dialling, .ringing: .warning
        case .talking, .held, .consulting, .otherCall: .plain
        case .wrapUp: .plain
        case .notReady, .offline: .quiet
        case .unreachable: .critical
        }
    }
}

extension Agent {
    /// The state, and of whoever can have several calls, how many they have of how many.
    package var stateWord: String {
        guard let capacity, let calls, !calls.isEmpty else { return state.word }
        return "\(state.word) \(calls.count)/\(capacity)"
    }
}

extension EntryState {
    var word: String { self == .offered ? "ringing" : rawValue }
}

extension HealthStatus {
    var word: String { rawValue.uppercased() }

    var role: Role {
        switch self {
        case .ok: .good
        case .degraded: .warning
        case .failing: .critical
        }
    }
}

extension AsteriskConnection {
    var role: Role {
        switch self {
        case .up: .good
        case .connecting, .reconciling: .warning
        case .down, .replaced: .critical
        }
    }
}

/// How late a wait is, measured by the queue's service-level threshold.
enum Lateness {
    case inTime
    case late
    case veryLate

    init(waitMs: Int64, thresholdMs: Int64) {
        if waitMs <= thresholdMs { self = .inTime } else { self = waitMs <= 3 * thresholdMs ? .late : .veryLate }
    }

    var role: Role {
        switch self {
        case .inTime: .plain
        case .late: .warning
        case .veryLate: .critical
        }
    }

    /// Stands before the figure, for those who do not see its colour.
    var sign: String {
        switch self {
        case .inTime: ""
        case .late: "!"
        case .veryLate: "!!"
        }
    }
}
