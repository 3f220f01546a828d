import MaydayAPI

extension RouteTable {
    static func callerCommands(_ services: RouteServices) -> [Operation] {
        let center = services.callCenter
        return CallerVerb.allCases.map { verb in
            Operation(
                id: "caller_\(verb.rawValue)", method: .post, path: PathTemplate("/v1/callers/{id}/\(verb.rawValue)"),
                summary: summary(verb), access: .scope(.callers, .write), body: Schema.of(CallerCommandBody.self),
                answer: Schema.of(Caller.self), problems: [.notFound, .conflict, .unavailable]
            ) { request throws(APIFailure) in
                let command = try request.decode(CallerCommandBody.self).command(verb)
                let id = request.parameter("id")
                guard let caller = try await center.callers().first(where: { $0.id == id || $0.callId == id }) else {
                    throw .notFound(kind: "caller", id: id)
                }
                try request.require(caller, "caller")
                if case .move(let queue, _) = command, !request.grant.allows([queue]) {
                    throw .forbidden(detail: "the key is not for the queue that the caller is to be moved to")
                }
                return .json(try await center.perform(command, caller: caller.id, from: request.origin))
            }
        }
    }

    private static func summary(_ verb: CallerVerb) -> String {
        switch verb {
        case .withdraw: "Take a caller out of the queue. Answers with the caller as they were."
        case .move: "Move a caller to another queue, with all that they have waited."
        case .pick: "Offer a caller to one agent, out of order; phones that ring for them stop."
        case .priority: "Give a caller another priority."
        case .position: "Put a caller at a place in the queue."
        case .callback:
            "Let a caller off the line and call them back when it is their turn. Answers with the caller as they are then."
        }
    }
}

extension CallerCommandBody {
    /// - Throws: `.invalid` with every member that is missing, wrong, or belongs to another command.
    fileprivate func command(_ verb: CallerVerb) throws(APIFailure) -> CallerCommand {
        var errors: [FieldError] = []
        func check(_ field: String, _ isThere: Bool, _ verbs: [CallerVerb], isNeeded: Bool = true) {
            if isThere, !verbs.contains(verb) {
                errors.append(
                    FieldError(field: field, detail: "belongs to \(verbs.map(\.rawValue).joined(separator: " and "))"))
            } else if !isThere, isNeeded, verbs.contains(verb) {
                errors.append(FieldError(field: field, detail: "is missing"))
            }
        }
        check("reason", reason != nil, [.withdraw, .move], isNeeded: false)
        check("target", target != nil, [.withdraw], isNeeded: false)
        check("queue", queue != nil, [.move])
        check("agent", agent != nil, [.pick])
        check("priority", priority != nil, [.priority])
        check("position", position != nil, [.position])
        check("number", number != nil, [.callback], isNeeded: false)
        let texts: [(field: String, text: String?, rule: FreeText)] = [
            ("number", number, .number), ("reason", reason, .reason), ("queue", queue, .id), ("agent", agent, .id),
        ]
        errors += texts.compactMap { $0.rule.problem(with: $0.text, in: $0.field) }
        if let target, !Self.isTarget(target) {
            errors.append(
                FieldError(
                    field: "target", detail: "expected hangup, dialplan or 'dialplan CONTEXT EXTENSION PRIORITY'"))
        }
        if let priority, !(-1_000_000...1_000_000).contains(priority) {
            errors.append(FieldError(field: "priority", detail: "expected -1000000 to 1000000"))
        }
        if let position, !(1...1_000_000).contains(position) {
            errors.append(FieldError(field: "position", detail: "expected 1 to 1000000"))
        }
        guard errors.isEmpty else { throw .invalid(errors) }
        switch verb {
        case .withdraw: return .withdraw(target: target, reason: reason)
        case .move: return .move(queue: queue ?? "", reason: reason)
        case .pick: return .pick(agent: agent ?? "")
        case .priority: return .priority(priority ?? 0)
        case .position: return .position(position ?? 1)
        case .callback: return .callback(number: number)
        }
    }

    static func isTarget(_ text: String) -> Bool {
        if text == "hangup" || text == "dialplan" { return true }
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 4, words[0] == "dialplan", let priority = Int(words[3]), (1...10_000).contains(priority)
        else { return false }
        return words[1...2].allSatisfy { word in
            (1...80).contains(word.utf8.count)
                && word.unicodeScalars.allSatisfy {
                    $0.isASCII
                        && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                            || "_-.*#+!".unicodeScalars.contains($0))
                }
        }
    }
}
