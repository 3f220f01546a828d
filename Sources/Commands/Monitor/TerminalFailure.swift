/// Why there is no full-screen monitor.
package enum TerminalFailure: Error, Sendable, Hashable {
    case notATerminal
    /// terminfo knows nothing of this `TERM`.
    case unknownTerminal(String)
    case alreadyOpen
}

extension TerminalFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notATerminal: "standard input and output are not a terminal; --plain prints lines instead"
        case .unknownTerminal(let name):
            "the terminal '\(name)' is not known here (TERM); --plain prints lines instead"
        case .alreadyOpen: "the terminal is already taken by this process"
        }
    }
}
