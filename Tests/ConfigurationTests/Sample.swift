import MaydayConfiguration

/// Shared by the tests: files in a dictionary, and the shortest configuration that is right.
enum Sample {
    static let shortest = """
        asterisk:
          - url: http://127.0.0.1:8088
            user: mayday
            password_file: ari-password
        """

    static func files(_ files: [String: ConfigurationFiles.File]) -> ConfigurationFiles {
        ConfigurationFiles { (path: String) throws(ConfigurationFiles.Unreadable) in
            guard let file = files[path] else { throw .init("does not exist") }
            return file
        }
    }

    static let password = files(["/etc/mayday/ari-password": .init(text: "s3cret\n")])

    static func load(
        _ text: String, environment: [String: String] = [:], files: ConfigurationFiles = password
    ) throws(ConfigurationError) -> ServiceConfiguration.Loaded {
        try ServiceConfiguration.parse(
            text, path: "/etc/mayday/mayday.yaml", environment: environment, files: files)
    }

    /// What is wrong with a text, each problem as the line that a person sees, without the folder.
    static func problems(
        _ text: String, environment: [String: String] = [:], files: ConfigurationFiles = password
    ) -> [String] {
        do {
            let loaded = try load(text, environment: environment, files: files)
            return ["accepted: \(loaded.configuration.node)"]
        } catch {
            guard case .invalid(let problems) = error else { return ["\(error)"] }
            return problems.map { problem in
                let line = problem.description
                return line.hasPrefix("/etc/mayday/") ? String(line.dropFirst(12)) : line
            }
        }
    }

    /// The shortest configuration and more of it.
    static func problems(adding text: String, environment: [String: String] = [:]) -> [String] {
        problems(shortest + "\n" + text, environment: environment)
    }
}
