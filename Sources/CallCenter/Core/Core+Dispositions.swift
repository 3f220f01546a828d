import Queueing
import Telephony

extension Core {
    /// How a call went. Returns once it is decided; the journal follows.
    ///
    /// - Parameter note: what was written with it, for the erasable table.
    package func dispose(_ given: DispositionGiven, note: String? = nil) {
        var given = given
        if let note {
            let id = ids.note()
            given.note = id
            ports.journal.keep(note, as: id, call: given.call, agent: given.agent, at: clock.now())
        }
        decide(.disposed(given))
        flush()
    }

    /// The number of a disposition in the configured list, from 1, dialled by an agent for the call that they talk on or
    /// talked on last.
    func dispose(_ agent: AgentID, number: Int, by phone: String) -> FeatureAnswer {
        let settings = engine.state.settings
        guard settings.dispositions.indices.contains(number - 1) else { return .unknown }
        guard let talk = engine.state.talk(of: agent) else { return .refused }
        let disposition = settings.dispositions[number - 1].id
        let rule = settings.queues.first { $0.id == talk.queue }?.disposition ?? .none
        guard rule.allows(disposition) else { return .unknown }
        decide(
            .disposed(
                DispositionGiven(
                    agent: agent, entry: talk.entry, call: talk.call, queue: talk.queue, disposition: disposition,
                    by: phone)))
        return .disposed
    }
}
