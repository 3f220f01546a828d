extension ServiceConfiguration {
    /// A configuration that may be run, and what is odd about it all the same.
    package struct Loaded: Sendable {
        package var configuration: ServiceConfiguration
        package var warnings: [ConfigurationProblem]
        /// Where `api.listen` stands, for complaints that only the start can make: `mayday.yaml:12:11`. The file alone
        /// where it is left out.
        package var listenPlace: String
        /// Every key that is written, with its value on one line: `queues.sales.ring_timeout`. Holds a password that the
        /// environment gives: for comparing, never for showing.
        package var values: [String: String] = [:]
        /// What each of the files is that the service reads and writes: `the file of store.path (mayday.yaml:12:9)`.
        package var files: [FilePlace: String] = [:]
        /// The changes that lie over the file, and those that have no effect any more.
        package var changes: [ConfigurationChange] = []
        package var dropped: [Dropped] = []
    }

    /// Reads and validates a `mayday.yaml`.
    ///
    /// - Parameters:
    ///   - path: The file. Relative paths in it are taken from its folder.
    ///   - environment: Overrides (`MAYDAY_API__LISTEN`); pass the process's own.
    ///   - changes: What was changed while the service ran; lies over both.
    /// - Throws: everything that is wrong at once.
    package static func load(
        path: String, environment: [String: String], changes: [ConfigurationChange] = [],
        files: ConfigurationFiles = .disk
    ) throws(ConfigurationError) -> Loaded {
        let text: String
        do {
            text = try files.read(path).text
        } catch {
            throw .unreadable(path: path, reason: error.reason)
        }
        return try parse(text, path: path, environment: environment, changes: changes, files: files)
    }

    /// Validates text that stands (or would stand) at `path`.
    package static func parse(
        _ text: String, path: String, environment: [String: String] = [:], changes: [ConfigurationChange] = [],
        files: ConfigurationFiles = .disk
    ) throws(ConfigurationError) -> Loaded {
        var document = try YAMLReader(fileName: path).read(text)
        let problems = Problems()
        if case .scalar = document.content { document = notAGroup(document, problems) }
        if case .sequence = document.content { document = notAGroup(document, problems) }
        EnvironmentOverrides(environment: environment).apply(to: &document, problems: problems)
        let overlay = try ChangeOverlay(changes: changes).apply(to: &document)
        let reader = ConfigurationReader(file: path, files: files, problems: problems)
        let root = Section(document, path: "", problems: problems)
        let configuration = reader.read(root)
        guard problems.found.isEmpty, let configuration else { throw .invalid(problems.inOrder()) }
        return Loaded(
            configuration: configuration, warnings: problems.warnings,
            listenPlace: document["api"]?["listen"].map { "\($0.origin)" } ?? path, values: document.values,
            files: reader.owners(root, configuration), changes: overlay.kept, dropped: overlay.dropped)
    }

    /// Said once here; what follows then tells what is missing.
    private static func notAGroup(_ document: DocumentNode, _ problems: Problems) -> DocumentNode {
        problems.add(document.origin, "", "expected keys such as 'asterisk:' and 'queues:', found \(document.kind)")
        return DocumentNode(content: .null, origin: document.origin)
    }
}

/// Paths as text; nothing here asks the file system.
package enum Paths {
    /// `/etc/mayday/mayday.yaml` → `/etc/mayday`; a bare name → an empty folder.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func resolve(_ path: String, in folder: String) -> String {
        if path.hasPrefix("/") || folder.isEmpty { return path }
        return folder == "/" ? "/\(path)" : "\(folder)/\(path)"
    }

    /// Without `.`, `..` and empty parts, as far as the text alone says where it leads.
    package static func normal(_ path: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }
}
