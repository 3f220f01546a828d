import MaydayAPI

extension RouteTable {
    static func configuration(_ services: RouteServices) -> [Operation] {
        let center = services.callCenter
        return [
            Operation(
                id: "showConfiguration", method: .get, path: PathTemplate("/v1/configuration"),
                summary: "What was changed over the configuration's file, and what waits for a restart.",
                access: .scope(.configuration, .read), answer: Schema.of(ConfigurationState.self)
            ) { request throws(APIFailure) in
                try request.requireEveryQueue()
                return .json(try await center.configuration())
            },
            Operation(
                id: "reloadConfiguration", method: .post, path: PathTemplate("/v1/configuration/reload"),
                summary:
                    "Read the configuration's file again. It is taken over whole or, if anything is wrong, not at all.",
                access: .scope(.configuration, .write), body: Schema.of(ReloadBody.self),
                answer: Schema.of(ConfigurationReport.self), problems: [.configurationInvalid]
            ) { request throws(APIFailure) in
                try request.requireEveryQueue()
                let body = try request.decode(ReloadBody.self)
                return .json(
                    try await center.reload(discardingChanges: body.discardChanges ?? false, from: request.origin))
            },
            member("add-member", "Have an agent serve a queue, or change their tier or weight there.", services) {
                request throws(APIFailure) in .add(try request.member())
            },
            member("remove-member", "Have an agent serve a queue no more.", services) {
                request throws(APIFailure) in .remove(agent: try request.member().agent)
            },
        ] + ConfigurationList.allCases.flatMap { list in ItemVerb.allCases.map { item(list, $0, services) } }
    }

    private static func member(
        _ verb: String, _ summary: String, _ services: RouteServices,
        _ read: @escaping @Sendable (APIRequest) throws(APIFailure) -> MemberChange
    ) -> Operation {
        Operation(
            id: "queue_\(verb)", method: .post, path: PathTemplate("/v1/queues/{id}/\(verb)"), summary: summary,
            access: .scope(.queues, .write), body: Schema.of(MemberBody.self),
            answer: Schema.of(ConfigurationReport.self), problems: [.notFound, .conflict, .configurationInvalid]
        ) { request throws(APIFailure) in
            let id = request.parameter("id")
            guard request.grant.allows([id]) else { throw .forbidden(detail: "the key is not for this queue") }
            let change = try read(request)
            if case .add(let member) = change {
                // Whoever serves a queue is commanded with its keys: an agent is not to be had by adding them.
                let agent = try await services.callCenter.agents().first { $0.id == member.agent }
                if let agent { try request.require(agent, "agent") }
            }
            return try await request.answer(services.callCenter) { () throws(APIFailure) in
                try await services.callCenter.change(queue: id, change, from: request.origin)
            }
        }
    }

    /// What a key of some queues may change of an item is looked at once more where all changes come together.
    private static func item(_ list: ConfigurationList, _ verb: ItemVerb, _ services: RouteServices) -> Operation {
        let body: Schema =
            switch verb {
            case .set: Schema.of(SettingsBody.self)
            case .add: Schema.of(AdditionBody.self)
            case .remove: .object
            }
        return Operation(
            id: "\(list.prefix)_\(verb.rawValue)", method: .post,
            path: PathTemplate("/v1/\(list.rawValue)/{id}/\(verb.rawValue)"), summary: list.summary(verb),
            access: .scope(list.resource, .write), body: body, answer: Schema.of(ConfigurationReport.self),
            problems: [.notFound, .conflict, .configurationInvalid]
        ) { request throws(APIFailure) in
            let id = request.parameter("id")
            let change: ItemChange
            switch verb {
            case .set:
                try await request.require(settingsOf: list, id, services)
                change = .set(try request.decode(SettingsBody.self).settings)
            case .add:
                try request.requireEveryQueue()
                change = .add(try request.decode(AdditionBody.self).settings ?? [])
            case .remove:
                try request.requireEveryQueue()
                _ = try request.decode(RemovalBody.self)
                change = .remove
            }
            let item = ConfigurationItem(list, id)
            return try await request.answer(services.callCenter) { () throws(APIFailure) in
                try await services.callCenter.change(item, change, from: request.origin)
            }
        }
    }
}

extension APIRequest {
    fileprivate func member() throws(APIFailure) -> MemberBody {
        let body = try decode(MemberBody.self)
        if let problem = FreeText.id.problem(with: body.agent, in: "agent") { throw .invalid([problem]) }
        return body
    }

    /// Carries a change of the configuration out and answers with as much of what came of it as the key may see. This is
    /// the last step: with each change the file is read again, and all that is new in it is in the report.
    fileprivate func answer(
        _ center: any CallCenterAPI, _ change: () async throws(APIFailure) -> ConfigurationReport
    ) async throws(APIFailure) -> Reply {
        guard grant != .all else { return .json(try await change()) }
        var sight = ConfigurationSight(grant)
        sight.note(try await center.queues(), try await center.agents())
        let report: ConfigurationReport
        do throws(APIFailure) {
            report = try await change()
        } catch {
            throw error.narrowed(to: sight)
        }
        // What counts by now is no failure, whatever the second look says.
        if let queues = try? await center.queues(), let agents = try? await center.agents() {
            sight.note(queues, agents)
        } else {
            sight.forgetAgents()
        }
        return .json(report.narrowed(to: sight))
    }

    fileprivate func require(
        settingsOf list: ConfigurationList, _ id: String, _ services: RouteServices
    ) async throws(APIFailure) {
        switch list {
        case .hours, .reasons: try requireEveryQueue()
        case .queues:
            guard grant.allows([id]) else { throw .forbidden(detail: "the key is not for this queue") }
        case .agents:
            // One whom nobody knows is told as such, or is taken back.
            guard let agent = try await services.callCenter.agents().first(where: { $0.id == id }) else { return }
            guard grant.covers(agent.queues) else {
                throw .forbidden(detail: "the key is not for every queue of this agent")
            }
        }
    }
}

extension ConfigurationList {
    /// The beginning of an operation's id.
    fileprivate var prefix: String {
        switch self {
        case .queues: "queue"
        case .agents: "agent"
        case .hours: "hours"
        case .reasons: "reason"
        }
    }

    /// What belongs to no queue is a matter of the configuration.
    fileprivate var resource: APIResource {
        switch self {
        case .queues: .queues
        case .agents: .agents
        case .hours, .reasons: .configuration
        }
    }

    fileprivate func summary(_ verb: ItemVerb) -> String {
        let (article, word) =
            switch self {
            case .queues: ("a", "queue")
            case .agents: ("an", "agent")
            case .hours: ("a schedule", "of business hours")
            case .reasons: ("a reason", "not to be ready")
            }
        return switch verb {
        case .set: "Change keys of \(article) \(word), or take changes back."
        case .add: "Add \(article) \(word), or have one back that was removed."
        case .remove: "Remove \(article) \(word), until it is added again or the file alone counts."
        }
    }
}
