/// One thing that is wrong (or, as a warning, odd) in the configuration, and where it was written.
package struct ConfigurationProblem: Equatable, Sendable {
    /// Where a value came from.
    package enum Origin: Equatable, Sendable {
        /// Line and column count from 1, columns in Unicode scalars.
        case file(name: String, line: Int, column: Int)
        /// An environment variable that overrides the file.
        case environment(variable: String)
        /// A change that was made while the service ran: `queues.sales.ring_timeout`.
        case change(target: String)
    }

    package var origin: Origin
    /// The key's full path, `queues[0].ring_timeout`; empty for the document as a whole.
    package var path: String
    package var reason: String
    /// The nearest right key or value, where one is near.
    package var suggestion: String?

    package init(origin: Origin, path: String, reason: String, suggestion: String? = nil) {
        self.origin = origin
        self.path = path
        self.reason = reason
        self.suggestion = suggestion
    }
}

extension ConfigurationProblem: CustomStringConvertible {
    package var description: String {
        let place = path.isEmpty ? "\(origin)" : "\(origin): \(path)"
        guard let suggestion else { return "\(place): \(reason)" }
        return "\(place): \(reason); did you mean '\(suggestion)'?"
    }
}

extension ConfigurationProblem.Origin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(let name, let line, let column): "\(name):\(line):\(column)"
        case .environment(let variable): "environment variable \(variable)"
        case .change(let target): "change of \(target)"
        }
    }

    /// The file's order first, then the environment and the changes by name.
    static func precedes(_ left: Self, _ right: Self) -> Bool {
        switch (left, right) {
        case (.file(_, let line, let column), .file(_, let otherLine, let otherColumn)):
            (line, column) < (otherLine, otherColumn)
        case (.environment(let name), .environment(let other)), (.change(let name), .change(let other)): name < other
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .file: 0
        case .environment: 1
        case .change: 2
        }
    }
}
