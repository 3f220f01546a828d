/// Collects what is wrong, so that a person mends a file in one round instead of one line at a time.
final class Problems {
    private(set) var found: [ConfigurationProblem] = []
    private(set) var warnings: [ConfigurationProblem] = []

    func add(_ origin: ConfigurationProblem.Origin, _ path: String, _ reason: String, _ suggestion: String? = nil) {
        found.append(.init(origin: origin, path: path, reason: reason, suggestion: suggestion))
    }

    func add(_ origin: ConfigurationProblem.Origin, _ path: String, _ refusal: Refusal) {
        add(origin, path, refusal.reason, refusal.suggestion)
    }

    func warn(_ origin: ConfigurationProblem.Origin, _ path: String, _ reason: String) {
        warnings.append(.init(origin: origin, path: path, reason: reason))
    }

    /// In the order in which they stand in the file.
    func inOrder() -> [ConfigurationProblem] {
        found.sorted { ConfigurationProblem.Origin.precedes($0.origin, $1.origin) }
    }
}

/// Why one value was not accepted.
struct Refusal: Error {
    var reason: String
    var suggestion: String?

    init(_ reason: String, suggestion: String? = nil) {
        self.reason = reason
        self.suggestion = suggestion
    }
}
