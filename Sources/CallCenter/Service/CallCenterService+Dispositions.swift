import APIServer
import MaydayAPI
import Queueing
import Store
import Telephony

extension CallCenterService {
    /// Gives a call of an agent's its disposition: the call that they talk on, the last one, or one of long ago. It needs a
    /// key of the queue that brought the call, whichever queues the agent serves.
    func dispose(
        _ disposition: String, call: String?, note: String?, agent id: String, from origin: CommandOrigin
    ) async throws(APIFailure) {
        let settings = await picture.settings
        let known = settings.dispositions.map(\.id)
        guard !known.isEmpty else {
            throw .conflict(code: "no_dispositions", detail: "no dispositions are configured")
        }
        let talk = try await talk(of: AgentID(id), call: call.map { CallID($0) })
        guard origin.grant.allows([talk.queue.raw]) else {
            throw .forbidden(detail: "the key is not for the queue of this call")
        }
        let rule = settings.queues.first { $0.id == talk.queue }?.disposition ?? .none
        let allowed = known.filter { rule.allows($0) }
        guard allowed.contains(disposition) else {
            throw .invalid([
                FieldError(field: "disposition", detail: "expected one of \(allowed.joined(separator: ", "))")
            ])
        }
        await core.dispose(
            DispositionGiven(
                agent: AgentID(id), entry: talk.entry, call: talk.call, queue: talk.queue, disposition: disposition,
                by: origin.key), note: note)
    }

    private func talk(of agent: AgentID, call: CallID?) async throws(APIFailure) -> QueueState.Talk {
        let recent = await picture.talk(of: agent)
        guard let call else {
            guard let recent else {
                throw .conflict(code: "no_call", detail: "agent \(agent) has not talked on a call of a queue yet")
            }
            return recent
        }
        if let recent, recent.call == call { return recent }
        var talk: QueueState.Talk?
        let facts = try await facts(of: call)
        for (_, fact) in facts {
            guard case .entryConnected(let connected) = fact, connected.agent == agent else { continue }
            talk = QueueState.Talk(entry: connected.entry, call: call, queue: connected.queue, isDisposed: true)
        }
        if let talk { return talk }
        guard !facts.isEmpty else { throw .notFound(kind: "call", id: call.raw) }
        throw .conflict(code: "call_not_of_agent", detail: "agent \(agent) has not talked on the call \(call)")
    }

    private func facts(of call: CallID) async throws(APIFailure) -> [(row: JournalRow, fact: Fact)] {
        await store.settled()
        do {
            return try await store.reader.journal(call: call).compactMap { row in
                // A fact of a newer version says nothing about dispositions that this one could show.
                (try? FactCoding.fact(kind: row.kind, version: row.version, body: row.body)).map { (row, $0) }
            }
        } catch {
            throw .unavailable(detail: "the journal cannot be read: \(error)")
        }
    }

    /// How a call went, as often as it was said, oldest first; nil where nothing was.
    func dispositions(of call: CallID) async throws(APIFailure) -> [CallDisposition]? {
        let names = Dictionary(
            await picture.settings.dispositions.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        var items: [CallDisposition] = []
        var notes: [String] = []
        for (row, fact) in try await facts(of: call) {
            let at = APITime(milliseconds: row.at.milliseconds)
            switch fact {
            case .dispositionGiven(let given):
                items.append(
                    CallDisposition(
                        at: at, agent: given.agent.raw, queue: given.queue.raw, entryId: given.entry.raw,
                        disposition: given.disposition, name: names[given.disposition], by: given.by))
                notes.append(given.note ?? "")
            case .dispositionMissed(let missed):
                items.append(
                    CallDisposition(
                        at: at, agent: missed.agent.raw, queue: missed.queue.raw, entryId: missed.entry.raw))
                notes.append("")
            default: break
            }
        }
        guard !items.isEmpty else { return nil }
        do {
            let written = try await store.reader.notes(call: call)
            for (index, note) in notes.enumerated() { items[index].note = written[note]?.text }
            return items
        } catch {
            throw .unavailable(detail: "the journal cannot be read: \(error)")
        }
    }
}

extension Picture {
    var settings: Settings { state.settings }

    func talk(of agent: AgentID) -> QueueState.Talk? { state.talk(of: agent) }
}
