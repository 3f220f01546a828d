import Telephony
import WireJSON

/// A `QueueState` as bytes, always the same for the same state: a restart reads the last checkpoint and applies the
/// facts after it.
package enum EngineCheckpoint {
    package static let version = 1

    package static func bytes(of state: QueueState) -> [UInt8] {
        var json = JSONWriter(capacity: 4096)
        json.beginObject()
        json.member("version", version)
        json.member("latest", state.latest.milliseconds)
        json.member("arrivals", Int64(state.arrivals))
        json.object("settings") { SettingsCoding.write(state.settings, &$0) }
        list("servers", state.servers.keys.sorted(), &json) { server, json in
            json.member("server", server.raw)
            json.member("up", state.servers[server]?.isUp)
        }
        list("retired_queues", state.queues.values.filter(\.isRetired).sorted { $0.id < $1.id }, &json) { queue, json in
            SettingsCoding.write(queue.settings, &json)
        }
        let asked = state.queues.values.filter { $0.lastAsked != nil || $0.level != nil }.sorted { $0.id < $1.id }
        list("asked", asked, &json) { queue, json in
            json.member("queue", queue.id.raw)
            json.member("position", queue.lastAsked?.position)
            json.member("agent", queue.lastAsked?.agent.raw)
            if let level = queue.level { write(level, &json) }
        }
        let doors = state.queues.values.filter { $0.door != .open }.sorted { $0.id < $1.id }
        if !doors.isEmpty {
            list("doors", doors, &json) { queue, json in
                json.member("queue", queue.id.raw)
                HoursCoding.write(queue.door, &json)
            }
        }
        let handled = state.queues.values.filter { !$0.handleTimes.isEmpty }.sorted { $0.id < $1.id }
        list("handled", handled, &json) { queue, json in
            json.member("queue", queue.id.raw)
            json.member("times", queue.handleTimes.map { "\($0.milliseconds)" }.joined(separator: " "))
        }
        list("retired_agents", state.agents.values.filter(\.isRetired).sorted { $0.id < $1.id }, &json) { agent, json in
            SettingsCoding.write(agent.settings, &json)
        }
        list("agents", state.agents.values.sorted { $0.id < $1.id }, &json, write)
        let tallies = state.agents.values.sorted { $0.id < $1.id }.flatMap { agent in
            agent.tallies.map { (agent: agent.id, tally: $0) }
        }
        list("tallies", tallies, &json) { item, json in
            json.member("agent", item.agent.raw)
            json.member("queue", item.tally.queue.raw)
            write(item.tally, &json)
        }
        let absences = state.agents.values.sorted { $0.id < $1.id }.flatMap { agent in
            agent.absences.map { (agent: agent.id, absence: $0) }
        }
        if !absences.isEmpty {
            list("absences", absences, &json) { item, json in
                json.member("agent", item.agent.raw)
                json.member("queue", item.absence.queue.raw)
                json.member("part", item.absence.part.rawValue)
                json.member("reason", item.absence.reason)
            }
        }
        let headsets = state.agents.values.sorted { $0.id < $1.id }.compactMap { agent in
            agent.headset.map { (agent: agent.id, headset: $0) }
        }
        if !headsets.isEmpty { list("headsets", headsets, &json) { write($0.agent, $0.headset, &$1) } }
        let owed = state.agents.values.sorted { $0.id < $1.id }.flatMap { agent in
            (agent.aftermath?.owed ?? []).map { (agent: agent.id, talk: $0) }
        }
        if !owed.isEmpty {
            list("owed", owed, &json) { item, json in
                json.member("agent", item.agent.raw)
                SettingsCoding.write(item.talk, &json)
            }
        }
        list("entries", state.entries.values.sorted { $0.arrival < $1.arrival }, &json, write)
        list("offers", state.offers.values.sorted { $0.id < $1.id }, &json, write)
        list("leaving", state.leaving.sorted { $0.key < $1.key }, &json) { item, json in
            json.member("server", item.key.server.raw)
            json.member("channel", item.key.channel.raw)
            switch item.value {
            case .hangUp(let call): json.member("hang_up", call.raw)
            case .release(let call, let target):
                json.member("release", call.raw)
                if target != .dialplan(nil) { json.member("to", target.description) }
            }
        }
        if !state.regains.isEmpty {
            list("regains", state.regains.sorted { $0.key < $1.key }, &json) { item, json in
                json.member("caller", item.key.raw)
                json.member("queue", item.value.queue.raw)
                json.member("since", item.value.since.milliseconds)
                json.member("priority", item.value.priority)
                json.member("until", item.value.until.milliseconds)
            }
        }
        json.endObject()
        return json.bytes
    }

    /// A hash that is the same in every process, unlike Swift's own (FNV-1a, 64 bits).
    package static func hash(of state: QueueState) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes(of: state) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    private static func list<Item>(
        _ name: StaticString, _ items: [Item], _ json: inout JSONWriter, _ write: (Item, inout JSONWriter) -> Void
    ) {
        json.array(name) { json in
            for item in items { SettingsCoding.object(&json) { write(item, &$0) } }
        }
    }

    private static func write(_ agent: QueueState.Agent, _ json: inout JSONWriter) {
        json.member("id", agent.id.raw)
        json.member("state", agent.state.rawValue)
        json.member("since", agent.since.milliseconds)
        json.member("idle_since", agent.idleSince.milliseconds)
        json.member("reason", agent.reason)
        json.member("until", agent.until?.milliseconds)
        json.member("rest_until", agent.restUntil?.milliseconds)
        // Several with a blank between them; once there was one at most.
        json.member("offer", agent.work.isEmpty ? nil : agent.work.map(\.offer.raw).joined(separator: " "))
        json.member("after_wrap_up", agent.aftermath?.wrapUp.milliseconds)
        json.member("after_longest", agent.aftermath?.longest.milliseconds)
        // Each as its talk, a colon and its queue.
        let handled = agent.handled.map { "\($0.talk.milliseconds):\($0.queue)" }
        json.member("handled", handled.isEmpty ? nil : handled.joined(separator: " "))
        json.member("failures", agent.failures)
        json.member("seat", agent.seat)
        if let afterCall = agent.afterCall { SettingsCoding.write(afterCall, &json) }
        json.member("when_disposed", agent.whenDisposed?.milliseconds)
        if let talk = agent.lastTalk { SettingsCoding.write(talk, &json) }
    }

    private static func write(_ tally: QueueState.Tally, _ json: inout JSONWriter) {
        json.member("calls", tally.calls)
        json.member("talk", tally.talk.milliseconds)
    }

    private static func write(_ entry: QueueState.Entry, _ json: inout JSONWriter) {
        json.member("id", entry.id.raw)
        json.member("call", entry.call.raw)
        json.member("server", entry.server.raw)
        json.member("channel", entry.channel.raw)
        json.member("queue", entry.queue.raw)
        json.member("group", entry.group)
        json.member("caller", entry.caller.raw)
        json.member("entered_at", entry.enteredAt.milliseconds)
        json.member("opened_at", entry.openedAt.milliseconds)
        json.member("priority", entry.priority)
        json.member("arrival", Int64(entry.arrival))
        json.member("stage", entry.stage.rawValue)
        json.member("connected_at", entry.connectedAt?.milliseconds)
        json.member("offers", entry.offers)
        if entry.offersAtOnce != 1 { json.member("offers_at_once", entry.offersAtOnce) }
        if entry.isOverdue { json.member("overdue", true) }
        SettingsCoding.write(entry.needs, &json)
        if entry.rung != 0 { json.member("rung", entry.rung) }
        if entry.passes != 0 { json.member("passes", entry.passes) }
        json.member("from", entry.from?.raw)
        json.member("stands_since", entry.standsSince?.milliseconds)
        json.member("order", entry.order)
        if entry.isDisposed { json.member("disposed", true) }
        if let callback = entry.callback { SettingsCoding.write(callback, &json) }
        json.member("asked_position", entry.lastAsked?.position)
        json.member("asked", entry.lastAsked?.agent.raw)
    }

    private static func write(_ offer: QueueState.Offer, _ json: inout JSONWriter) {
        json.member("id", offer.id.raw)
        json.member("entry", offer.entry.raw)
        json.member("queue", offer.queue.raw)
        json.member("agent", offer.agent.raw)
        json.member("server", offer.server.raw)
        json.member("channel", offer.channel.raw)
        json.member("bridge", offer.bridge.raw)
        json.member("made_at", offer.madeAt.milliseconds)
        json.member("deadline", offer.deadline.milliseconds)
        json.member("stage", offer.stage.rawValue)
        json.member("number", offer.number)
        if offer.isPick { json.member("pick", true) }
        json.member("held_since", offer.heldSince?.milliseconds)
        if offer.heldFor != .zero { json.member("held_for", offer.heldFor.milliseconds) }
    }
}
