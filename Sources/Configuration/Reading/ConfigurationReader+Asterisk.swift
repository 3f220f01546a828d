extension ConfigurationReader {
    func asterisk(_ root: Section) -> [Located<AsteriskConfiguration>] {
        let sections = root.sections("asterisk")
        if sections.isEmpty, root.node("asterisk").map(\.isEmptyList) ?? true {
            problems.add(
                root.origin(of: "asterisk"), "asterisk",
                "at least one server is needed, with url, user and password_file")
        }
        var servers: [Located<AsteriskConfiguration>] = []
        for section in sections {
            guard let server = server(section) else { continue }
            if let twin = servers.first(where: { $0.value.name == server.name }) {
                problems.add(
                    section.origin(of: "name"), section.path(of: "name"),
                    "'\(server.name)' is the name of \(twin.path) too; give each server its own")
            }
            // Asterisk gives an application's events to the newest socket only.
            if let twin = servers.first(where: { $0.value.url == server.url && $0.value.app == server.app }) {
                problems.add(
                    section.origin(of: "url"), section.path(of: "url"), "the same server and app as in \(twin.path)")
            }
            if let first = servers.first?.value, first.app != server.app {
                problems.add(
                    section.origin(of: "app"), section.path(of: "app"),
                    "'\(server.app)' is not '\(first.app)': all servers have one application")
            }
            servers.append(Located(value: server, origin: section.origin, path: section.path))
        }
        return servers
    }

    private func server(_ section: Section) -> AsteriskConfiguration? {
        let url = section.required("url", Value.serverURL)
        let user = section.required("user", Value.userName)
        let password = password(section)
        let mode = section.value("mode", default: .inbound, Value.word(AsteriskConfiguration.Mode.self))
        let listen = section.optional("listen", Value.listenAddress)
        if listen != nil, mode == .inbound {
            problems.warn(
                section.origin(of: "listen"), section.path(of: "listen"), "has no effect without 'mode: outbound'")
        }
        let name = section.value("name", default: "asterisk", Value.identifier)
        let app = section.value("app", default: "mayday", Value.identifier)
        let requests = section.value("requests", default: .http, Value.word(AsteriskConfiguration.Transport.self))
        let deadAfter = section.value(
            "dead_after", default: .seconds(5), Value.duration(from: .seconds(1), to: .seconds(300)))
        section.finish()
        guard let url, let user, let password else { return nil }
        return AsteriskConfiguration(
            name: name, url: url, user: user, password: password, app: app, mode: mode,
            listen: listen ?? .init(host: "127.0.0.1", port: 8471), requests: requests, deadAfter: deadAfter)
    }

    /// From the environment, else from the file that `password_file` names; never from the configuration itself,
    /// which people copy into tickets and repositories.
    private func password(_ section: Section) -> Secret? {
        let inline = section.node("password")
        let path = section.optional("password_file", Value.fileName)
        if let inline {
            guard case .scalar(let text) = inline.content, case .environment = inline.origin else {
                problems.add(
                    inline.origin, section.path(of: "password"),
                    "a password does not belong into this file; use 'password_file' or the environment "
                        + "(MAYDAY_ASTERISK__0__PASSWORD for the first server)")
                return nil
            }
            guard Value.isPassword(text) else {
                problems.add(
                    inline.origin, section.path(of: "password"), "must not be empty or hold control characters")
                return nil
            }
            return Secret(text)
        }
        guard let path else {
            if section.node("password_file") == nil {
                problems.add(
                    section.origin, section.path(of: "password_file"),
                    "is missing, and the environment gives no password either")
            }
            return nil
        }
        return secret(
            Paths.resolve(path, in: folder), section.origin(of: "password_file"), section.path(of: "password_file"))
    }

    private func secret(_ file: String, _ origin: ConfigurationProblem.Origin, _ path: String) -> Secret? {
        do {
            let found = try files.read(file)
            guard found.permissions & 0o007 == 0 else {
                problems.add(origin, path, "'\(file)' is open to every user of this machine; run: chmod 600 \(file)")
                return nil
            }
            let text = found.text.trimmingSpaces()
            guard !text.isEmpty, !text.contains(where: \.isNewline) else {
                problems.add(origin, path, "'\(file)' does not hold one line with the password")
                return nil
            }
            guard Value.isPassword(text) else {
                problems.add(origin, path, "the password in '\(file)' must not hold control characters")
                return nil
            }
            return Secret(text)
        } catch {
            problems.add(origin, path, "'\(file)' \(error.reason)")
            return nil
        }
    }
}

extension DocumentNode {
    var isEmptyList: Bool {
        if case .sequence(let items) = content { items.isEmpty } else { false }
    }
}
