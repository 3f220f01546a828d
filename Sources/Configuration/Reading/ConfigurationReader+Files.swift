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
        var taken: [FilePlace: (role: Role, ending: String)] = [:]
        for role in roles {
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
        let which = firstEnding.isEmpty ? "the file" : "the \(firstEnding) file"
        let whose = first.key.map { "\(which) of \($0) (\(first.place))" } ?? "the configuration itself (\(first.path))"
        let subject = ending.isEmpty ? "" : "with \(ending) "
        problems.add(
            told.origin ?? .file(name: file, line: 1, column: 1), told.key ?? "",
            "'\(told.path)' \(subject)is \(whose) too; each needs a file of its own")
    }
}
