/// Each file that the service reads or writes has one task: a log that is appended to the journal, or to the file of a
/// password, is the end of that file.
extension ConfigurationReader {
    private struct Role {
        /// Nil for the configuration itself.
        var key: String?
        /// Nil where the key is not written, and its default counts.
        var origin: ConfigurationProblem.Origin?
        var path: String
        /// What the names of the files that belong to it end with.
        var endings = [""]
        /// Several of one kind may be one file.
        var isShared = false

        var place: String { origin.map { "\($0)" } ?? "by default" }
    }

    /// What SQLite and the lock put beside the journal.
    private static let storeEndings = ["", "-wal", "-shm", "-journal", ".lock"]
    /// The admin key's secret, and what is about to take the file's place.
    private static let keysEndings = ["", ".admin", ".new"]

    func checkFiles(
        _ root: Section, store: StoreConfiguration, queueLog: QueueLogConfiguration?, api: APIConfiguration
    ) {
        var taken: [FilePlace: (role: Role, ending: String)] = [:]
        for role in roles(root, store: store, queueLog: queueLog, api: api) {
            let places = role.endings.map { (place: files.place(role.path + $0), ending: $0) }
            // One complaint for each pair is enough, the plainest.
            let twins = places.compactMap { place, ending in taken[place].map { (own: ending, other: $0) } }
            if let twin = twins.first(where: { !($0.other.role.isShared && role.isShared) }) {
                complain(role, twin.own, twin.other.role, twin.other.ending)
                continue
            }
            for (place, ending) in places where taken[place] == nil { taken[place] = (role, ending) }
        }
    }

    /// What each file is, for people: `the file of store.path (mayday.yaml:12:9)`.
    func owners(_ root: Section, _ configuration: ServiceConfiguration) -> [FilePlace: String] {
        let roles = roles(
            root, store: configuration.store, queueLog: configuration.queueLog, api: configuration.api)
        return roles.reduce(into: [:]) { owners, role in
            for ending in role.endings { owners[files.place(role.path + ending)] = Self.words(role, ending) }
        }
    }

    private func roles(
        _ root: Section, store: StoreConfiguration, queueLog: QueueLogConfiguration?, api: APIConfiguration
    ) -> [Role] {
        var roles = [Role(path: file)] + passwordFiles(root)
        roles.append(
            Role(
                key: "store.path", origin: root.node("store")?["path"]?.origin, path: store.path,
                endings: Self.storeEndings))
        roles.append(
            Role(
                key: "api.keys_file", origin: root.node("api")?["keys_file"]?.origin, path: api.keysFile,
                endings: Self.keysEndings))
        if let queueLog {
            roles.append(
                Role(key: "queue_log.path", origin: root.node("queue_log")?["path"]?.origin, path: queueLog.path))
        }
        return roles
    }

    private func passwordFiles(_ root: Section) -> [Role] {
        guard case .sequence(let servers)? = root.node("asterisk")?.content else { return [] }
        return servers.enumerated().compactMap { index, server in
            guard let node = server["password_file"], case .scalar(let path) = node.content else { return nil }
            return Role(
                key: "asterisk[\(index)].password_file", origin: node.origin, path: Paths.resolve(path, in: folder),
                isShared: true)
        }
    }

    /// Said of the key that is written; of two, of the later one.
    private func complain(_ role: Role, _ ending: String, _ other: Role, _ otherEnding: String) {
        let (told, ending, first, firstEnding) =
            role.origin == nil && other.origin != nil
            ? (other, otherEnding, role, ending) : (role, ending, other, otherEnding)
        let subject = ending.isEmpty ? "" : "with \(ending) "
        problems.add(
            told.origin ?? .file(name: file, line: 1, column: 1), told.key ?? "",
            "'\(told.path)' \(subject)is \(Self.words(first, firstEnding)) too; each needs a file of its own")
    }

    private static func words(_ role: Role, _ ending: String) -> String {
        guard let key = role.key else { return "the configuration itself (\(role.path))" }
        return "\(ending.isEmpty ? "the file" : "the \(ending) file") of \(key) (\(role.place))"
    }
}
