import MaydayConfiguration

/// Where the configuration comes from, to be read again while the service runs.
package struct ConfigurationSource: Sendable {
    package var path: String
    /// Reads and checks the whole of it, with changes laid over it.
    package var load: @Sendable ([ConfigurationChange]) throws(ConfigurationError) -> ServiceConfiguration.Loaded

    package init(
        path: String,
        load: @escaping @Sendable ([ConfigurationChange]) throws(ConfigurationError) -> ServiceConfiguration.Loaded
    ) {
        self.path = path
        self.load = load
    }

    /// The file at `path`, under the process's environment.
    package static func file(_ path: String, environment: [String: String]) -> ConfigurationSource {
        ConfigurationSource(path: path) { (changes) throws(ConfigurationError) in
            try ServiceConfiguration.load(path: path, environment: environment, changes: changes)
        }
    }
}

/// Which keys a running service takes over. Every key of the document's top level is in one of the two lists, which a test
/// compares with the reader.
enum LiveKeys {
    static let live: Set<String> = [
        "queues", "agents", "desks", "shared_agents", "reasons", "dispositions", "screen_pop", "hours",
        "dialling",
    ]
    static let restart: Set<String> = [
        "node", "asterisk", "store", "queue_log", "api", "numbers", "log", "lamps",
    ]

    static func needsRestart(_ key: String) -> Bool {
        restart.contains(key.prefix { $0 != "." }.description)
    }
}
