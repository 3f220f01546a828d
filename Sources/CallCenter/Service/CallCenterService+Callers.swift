import APIServer
import MaydayAPI
import Queueing
import Telephony

extension CallCenterService {
    package func perform(
        _ command: MaydayAPI.CallerCommand, caller id: String, from origin: CommandOrigin
    ) async throws(APIFailure) -> Caller {
        guard let caller = await picture.caller(id) else { throw .notFound(kind: "caller", id: id) }
        if let refusal = await core.command(EntryID(caller.id), Queueing.CallerCommand(command)) {
            throw Self.failure(refusal, command, caller)
        }
        await picture.settled()
        if case .withdraw = command { return caller }
        // The call stays the same where the entry is another one.
        return await picture.caller(caller.callId) ?? caller
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
        case .queueClosed: detail = "queue \(order.queue ?? "") is closed, and nobody may wait there"
        case .agentOfOtherQueue: detail = "agent \(agent) does not serve \(caller.queue)"
        case .agentOnOtherServer: detail = "agent \(agent) has the phone on another Asterisk than the caller"
        case .agentNotAvailable: detail = "agent \(agent) cannot take a call now"
        }
        return .conflict(code: refusal.rawValue, detail: detail)
    }
}

extension Queueing.CallerCommand {
    init(_ command: MaydayAPI.CallerCommand) {
        switch command {
        case .withdraw(let target, let reason):
            self = .withdraw(to: target.flatMap { Target($0) } ?? .dialplan(nil), reason: reason)
        case .move(let queue, let reason): self = .move(to: QueueID(queue), reason: reason)
        case .pick(let agent): self = .pick(AgentID(agent))
        case .priority(let priority): self = .prioritise(Int(priority))
        case .position(let position): self = .place(Int(position))
        }
    }
}
