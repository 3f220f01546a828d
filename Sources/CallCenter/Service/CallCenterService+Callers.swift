import APIServer
import MaydayAPI
import Queueing
import Telephony

extension CallCenterService {
    package func perform(
        _ command: MaydayAPI.CallerCommand, caller id: String, from origin: CommandOrigin
    ) async throws(APIFailure) -> Caller {
        guard let caller = await picture.caller(id) else { throw .notFound(kind: "caller", id: id) }
        switch Queueing.CallerCommand(command) {
        case .withdraw(let target, _)?: try origin.grant.require(target, in: await live.configuration)
        case .move(let queue, _)?: try origin.grant.require(.queue(queue), in: await live.configuration)
        default: break
        }
        let given = OrderGiven(command, about: caller, by: origin.key)
        if case .callback(let number) = command {
            switch await core.callBack(EntryID(caller.id), at: number, by: given) {
            case .caller(let refusal): throw Self.failure(refusal, command, caller)
            case .number(let refusal): throw Self.failure(refusal, number)
            case nil: break
            }
        } else if let order = Queueing.CallerCommand(command),
            let refusal = await core.command(EntryID(caller.id), order, by: given)
        {
            throw Self.failure(refusal, command, caller)
        }
        let kept = await settled()
        var answer = caller
        // The call stays the same where the entry is another one.
        if command.verb != .withdraw, let now = await picture.caller(caller.callId) { answer = now }
        answer.kept = kept
        return answer
    }

    private static func failure(
        _ refusal: CallerRefusal, _ command: MaydayAPI.CallerCommand, _ caller: Caller
    ) -> APIFailure {
        let order = command.body
        let agent = order.agent ?? ""
        let detail: String
        switch refusal {
        case .unknown: return .notFound(kind: "caller", id: caller.id)
        case .queueUnknown: return .notFound(kind: "queue", id: order.queue ?? "")
        case .agentUnknown: return .notFound(kind: "agent", id: agent)
        case .serverAway: return .unavailable(detail: "nothing is heard of the caller's Asterisk")
        case .pickedUp: detail = "an agent has picked up for caller \(caller.id)"
        case .sameQueue: detail = "caller \(caller.id) waits in \(caller.queue) already"
        case .queueClosed:
            detail =
                order.queue.map { "queue \($0) is closed, and nobody may wait there" }
                ?? "queue \(caller.queue) is closed, and nobody is called back"
        case .agentOfOtherQueue: detail = "agent \(agent) does not serve \(caller.queue)"
        case .agentOnOtherServer: detail = "agent \(agent) has the phone on another Asterisk than the caller"
        case .agentNotAvailable: detail = "agent \(agent) cannot take a call now"
        case .noCallbacks: detail = "queue \(caller.queue) calls nobody back"
        case .isCallback: detail = "caller \(caller.id) is not on the line, but to be called back"
        case .callbacksFull: detail = "as many callers of queue \(caller.queue) are to be called back as it allows"
        }
        return .conflict(code: refusal.rawValue, detail: detail)
    }

    private static func failure(_ refusal: DialRules.Refusal, _ number: String?) -> APIFailure {
        let whose = number == nil ? "the caller's number" : "this number"
        let detail =
            switch refusal {
            case .withheld: "the caller's number is withheld; say one"
            case .unusable: "\(whose) cannot be dialled: 2 to 15 digits, with a plus before them or without"
            case .notAllowed: "\(whose) is not one that dialling.allow and dialling.deny let be dialled"
            case .emergency: "\(whose) is an emergency number, or begins with one"
            }
        return .conflict(code: refusal.rawValue, detail: detail)
    }
}

extension OrderGiven {
    /// - Parameter by: the id of the API key that says so.
    init(_ command: MaydayAPI.CallerCommand, about caller: Caller, by: String) {
        let body = command.body
        var details = [body.target, body.queue].compactMap { $0 }.map { "to \($0)" }
        details += [body.priority, body.position].compactMap { $0 }.map { "\($0)" }
        // The number itself is in no fact.
        if body.number != nil { details.append("at another number") }
        if let reason = body.reason { details.append(reason) }
        self.init(
            by: by, agent: body.agent.map { AgentID($0) }, queue: QueueID(caller.queue), entry: EntryID(caller.id),
            call: CallID(caller.callId), order: command.verb.rawValue,
            detail: details.isEmpty ? nil : details.joined(separator: ", "))
    }
}

extension Queueing.CallerCommand {
    /// Nil for what the core decides with the number at hand.
    init?(_ command: MaydayAPI.CallerCommand) {
        switch command {
        case .withdraw(let target, let reason):
            self = .withdraw(to: target.flatMap { Target($0) } ?? .dialplan(nil), reason: reason)
        case .move(let queue, let reason): self = .move(to: QueueID(queue), reason: reason)
        case .pick(let agent): self = .pick(AgentID(agent))
        case .priority(let priority): self = .prioritise(Int(priority))
        case .position(let position): self = .place(Int(position))
        case .callback: return nil
        }
    }
}
