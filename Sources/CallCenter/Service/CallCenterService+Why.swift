import APIServer
import MaydayAPI
import Queueing
import Store
import Telephony

extension CallCenterService {
    package func why(call id: String) async throws(APIFailure) -> CallWhy {
        // What was decided a moment ago is on its way to the disk.
        await store.settled()
        do {
            var telling = Telling()
            let rows = try await store.reader.journal(call: CallID(id))
            let explanations = try await store.reader.explanations(
                of: rows.filter { $0.kind == FactCoding.Kind.offerMade.rawValue }.map(\.sequence))
            let rosters = try await store.reader.rosters(Set(explanations.values.map(\.roster)))
            for row in rows {
                let fact = try FactCoding.fact(kind: row.kind, version: row.version, body: row.body)
                var explained: (Explanation, Roster)?
                if let kept = explanations[row.sequence], let roster = try rosters[kept.roster].map(Roster.init) {
                    explained = (try ExplanationCoding.explanation(from: kept.body, at: kept.at, roster), roster)
                }
                telling.take(fact, at: row.at, explained)
            }
            guard !telling.entries.isEmpty else { throw APIFailure.notFound(kind: "call", id: id) }
            // Who is to be called back has an outcome already, and stands in line all the same.
            for index in telling.entries.indices
            where telling.entries[index].outcome == nil || telling.entries[index].outcome == .callback {
                telling.entries[index].now = await picture.whyWaiting(EntryID(telling.entries[index].entryId))
            }
            return CallWhy(callId: id, entries: telling.entries)
        } catch let failure as APIFailure {
            throw failure
        } catch {
            throw .unavailable(detail: "the journal cannot be read: \(error)")
        }
    }
}

extension Picture {
    /// Why nobody more is asked for a caller, as the rule sees it now; nil for one who does not wait.
    func whyWaiting(_ entry: EntryID) -> WaitWhy? {
        let now = clock.now()
        guard let explanation = Explanation(ofWaiting: entry, at: now, in: state) else { return nil }
        return WaitWhy(
            at: time(now), held: state.hold(of: entry)?.rawValue,
            decision: Decision(explanation, Roster(state.settings)))
    }
}

/// A call's facts, told as entries and offers.
private struct Telling {
    var entries: [EntryWhy] = []
    private var places: [OfferID: (entry: Int, offer: Int)] = [:]

    mutating func take(_ fact: Fact, at: Instant, _ explained: (explanation: Explanation, roster: Roster)?) {
        let time = APITime(milliseconds: at.milliseconds)
        switch fact {
        case .entryOpened(let opened):
            entries.append(
                EntryWhy(
                    entryId: opened.entry.raw, queue: opened.queue.raw,
                    enteredAt: APITime(milliseconds: opened.enteredAt.milliseconds)))
        case .offerMade(let made):
            guard let entry = entries.lastIndex(where: { $0.entryId == made.entry.raw }) else { return }
            places[made.offer] = (entry, entries[entry].offers.count)
            entries[entry].offers.append(
                OfferWhy(
                    offerId: made.offer.raw, at: time, agent: made.agent.raw,
                    agentName: explained?.roster.name(of: made.agent),
                    decision: explained.map { Decision($0.explanation, $0.roster) }))
        case .offerLost(let lost):
            end(lost.offer, lost.why.rawValue, time, cause: lost.cause == 0 ? nil : Int64(lost.cause))
        case .entryConnected(let connected): end(connected.offer, "connected", time)
        case .entryClosed(let closed):
            guard let entry = entries.lastIndex(where: { $0.entryId == closed.entry.raw }) else { return }
            entries[entry].outcome = MaydayAPI.EntryOutcome(rawValue: closed.outcome.rawValue)
        case .callbackTaken(let taken):
            guard let entry = entries.lastIndex(where: { $0.entryId == taken.entry.raw }) else { return }
            entries[entry].outcome = .callback
        case .callbackDialled(let dialled):
            guard let entry = entries.lastIndex(where: { $0.entryId == dialled.entry.raw }) else { return }
            entries[entry].outcome = nil
        default: break
        }
    }

    private mutating func end(_ offer: OfferID, _ how: String, _ at: APITime, cause: Int64? = nil) {
        guard let place = places[offer] else { return }
        entries[place.entry].offers[place.offer].end = how
        entries[place.entry].offers[place.offer].endedAt = at
        entries[place.entry].offers[place.offer].cause = cause
    }
}

extension Decision {
    init(_ explanation: Explanation, _ roster: Roster) {
        self.init(
            strategy: explanation.strategy.rawValue, rule: roster.rules[explanation.strategy.rawValue],
            by: explanation.criterion.rawValue, tier: explanation.chosen.map { Int64($0.tier) },
            value: explanation.hasValue ? explanation.chosen?.value : nil, after: explanation.after?.raw,
            besides: explanation.besides?.raw, sharing: explanation.sharing.rawValue,
            weight: Int64(explanation.weight), priority: Int64(explanation.priority),
            waitMs: explanation.waited.milliseconds, position: Int64(explanation.place),
            waiting: Int64(explanation.line),
            skipped: explanation.skipped.map { SkippedAgents($0, roster, hasValue: explanation.hasValue) })
        demand = AgentDemand(explanation.demand)
        lacks = explanation.chosen.flatMap { $0.shortfall == 0 ? nil : Int64($0.shortfall) }
    }
}

extension Explanation {
    /// Whether the rule compared something that can be told.
    fileprivate var hasValue: Bool {
        switch criterion {
        case .idleSince, .calls, .talk, .position, .turn, .weightedDraw: true
        case .draw, .preferred, .found, .picked: false
        }
    }
}

extension SkippedAgents {
    fileprivate init(_ group: Explanation.Skipped, _ roster: Roster, hasValue: Bool) {
        self.init(reason: group.reason.rawValue, detail: group.detail)
        for (index, agent) in group.agents.enumerated() {
            var skipped = SkippedAgent(agent: agent.raw, name: roster.name(of: agent))
            if index < group.values.count {
                let value = group.values[index]
                if group.reason != .later {
                    skipped.untilAt = APITime(milliseconds: value)
                } else if hasValue {
                    skipped.value = value
                }
            }
            agents.append(skipped)
        }
    }
}
