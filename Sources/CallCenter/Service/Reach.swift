import APIServer
import MaydayAPI
import MaydayConfiguration
import Queueing
import Telephony

/// What a command about one queue or agent reaches beside them.
extension QueueGrant {
    /// Whether a caller may be sent there by somebody with this key: into a queue that it is for; into the dialplan to the
    /// line after Stasis, or to a place that the configuration names for some queue. Behind another place there may be
    /// anything, an outside line too, so that it needs a key of all queues.
    func require(_ target: Target, in configuration: ServiceConfiguration) throws(APIFailure) {
        switch target {
        case .hangUp, .dialplan(nil): return
        case .queue(let queue):
            guard allows([queue.raw]) else {
                throw .forbidden(detail: "the key is not for queue \(queue), where callers are to be sent")
            }
        case .dialplan(let place?) where place.context == "mayday-closed":
            // The shipped dialplan's: it plays a sound and hangs up.
            return
        case .dialplan:
            guard self == .all || configuration.queues.contains(where: { $0.targets.contains(target) }) else {
                throw .forbidden(
                    detail: "the configuration names no '\(target)'; to send callers there needs a key of all queues")
            }
        }
    }

    /// Whether somebody with this key may change an item so. With a key of some queues: keys of these, and of agents who serve
    /// no others, but not where an agent's phone is: it is dialled with every offer. What is there at all, when it is open
    /// and why agents may be not ready is for all.
    func require(
        _ change: ItemChange, of item: ConfigurationChange.Item, in configuration: ServiceConfiguration
    ) throws(APIFailure) {
        guard self != .all else { return }
        guard case .set(let settings) = change else {
            throw .forbidden(detail: "to add or remove a \(item.list.word) needs a key of all queues")
        }
        switch item.list {
        case .hours, .reasons: throw .forbidden(detail: "to change a \(item.list.word) needs a key of all queues")
        case .queues:
            guard allows([item.id]) else { throw .forbidden(detail: "the key is not for this queue") }
        case .agents:
            let served = configuration.agents.first { $0.id == item.id }?.queues ?? []
            guard covers(served) else {
                throw .forbidden(detail: "the key is not for every queue of this agent")
            }
            if let setting = settings.first(where: { ["endpoint", "server"].contains($0.key) }) {
                throw .forbidden(detail: "to change an agent's \(setting.key) needs a key of all queues")
            }
        }
    }

    /// Whether somebody with this key may change a queue so: where it leads now and did not before is as with commands.
    func require(
        changeOf id: String, to newer: ServiceConfiguration, from older: ServiceConfiguration
    ) throws(APIFailure) {
        guard let after = newer.queues.first(where: { $0.id == id }) else { return }
        let before = older.queues.first { $0.id == id }
        for target in after.targets where before?.targets.contains(target) != true {
            try require(target, in: older)
        }
        // Dialled with every callback, and only the number in it is looked at then.
        guard self != .all, let endpoint = after.callback?.endpoint else { return }
        guard older.queues.contains(where: { $0.callback?.endpoint == endpoint }) else {
            throw .forbidden(detail: "another callback.endpoint needs a key of all queues")
        }
    }
}

extension CallCenterService {
    /// Where an agent may sit: at their own phone, at another agent's on the same server, or at a desk. Anything else would
    /// be dialled with every offer, past what `dialling` allows.
    ///
    /// Whoever sits there is logged out, which needs a key for them as well; an agent's own phone is theirs.
    func require(seat endpoint: String, of id: String, _ grant: QueueGrant) async throws(APIFailure) {
        let configuration = await live.configuration
        guard let agent = configuration.agents.first(where: { $0.id == id }) else {
            throw .notFound(kind: "agent", id: id)
        }
        guard endpoint != agent.endpoint else { return }
        let phones = configuration.agents.filter { $0.server == agent.server }.map(\.endpoint)
        guard phones.contains(endpoint) || configuration.desks.contains(endpoint) else {
            throw .invalid([
                FieldError(
                    field: "endpoint",
                    detail: "is neither an agent's phone on the server '\(agent.server)' nor one of the desks")
            ])
        }
        for guest in await picture.guests(at: EndpointKey(server: ServerID(agent.server), endpoint: endpoint))
        where guest.id != id && !grant.allows(guest.queues) {
            throw .forbidden(detail: "somebody sits at \(endpoint) for whose queues the key is not")
        }
    }
}

extension Picture {
    /// Who is logged in at a phone.
    func guests(at phone: EndpointKey) -> [Agent] {
        (state.agentsAtEndpoint[phone] ?? []).compactMap { state.agents[$0] }
            .filter { $0.state != .offline && !$0.isRetired }.map(apiAgent)
    }
}
