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
            change("add-member", "Have an agent serve a queue, or change their tier or weight there.", services) {
                request throws(APIFailure) in .addMember(try request.decode(MemberBody.self))
            },
            change("remove-member", "Have an agent serve a queue no more.", services) {
                request throws(APIFailure) in .removeMember(agent: try request.decode(MemberBody.self).agent)
            },
            change("set", "Change keys of a queue, or take changes back.", services) {
                request throws(APIFailure) in .set(try request.decode(QueueSettingsBody.self).settings)
            },
        ]
    }

    private static func change(
        _ verb: String, _ summary: String, _ services: RouteServices,
        _ read: @escaping @Sendable (APIRequest) throws(APIFailure) -> QueueChange
    ) -> Operation {
        Operation(
            id: "queue_\(verb)", method: .post, path: PathTemplate("/v1/queues/{id}/\(verb)"), summary: summary,
            access: .scope(.queues, .write),
            body: verb == "set" ? Schema.of(QueueSettingsBody.self) : Schema.of(MemberBody.self),
            answer: Schema.of(ConfigurationReport.self), problems: [.notFound, .conflict, .configurationInvalid]
        ) { request throws(APIFailure) in
            let id = request.parameter("id")
            guard request.grant.allows([id]) else { throw .forbidden(detail: "the key is not for this queue") }
            let change = try read(request)
            if case .addMember(let member) = change {
                // Whoever serves a queue is commanded with its keys: an agent is not to be had by adding them.
                let agent = try await services.callCenter.agents().first { $0.id == member.agent }
                if let agent { try request.require(agent, "agent") }
            }
            return .json(try await services.callCenter.change(queue: id, change, from: request.origin))
        }
    }
}
