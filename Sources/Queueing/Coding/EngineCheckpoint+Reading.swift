import Telephony
import WireJSON

extension EngineCheckpoint {
    /// The state that `bytes` were made from.
    package static func state(from bytes: [UInt8]) throws(CodingError) -> QueueState {
        let result: Result<QueueState, CodingError> = bytes.withUnsafeBytes { bytes in
            var json = JSONReader(bytes)
            var reading = Reading()
            do throws(CodingError) {
                try reading.read(&json)
                return .success(try reading.finish())
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// The parts in the order in which they come; put together at the end.
    private struct Reading {
        var state = QueueState()
        var version: Int64 = 0
        var retiredQueues: [QueueSettings] = []
        var retiredAgents: [AgentSettings] = []
        var agents: [Fields] = []
        var tallies: [Fields] = []
        var asked: [Fields] = []
        var handled: [Fields] = []
        var absences: [Fields] = []
        var doors: [Fields] = []
        var headsets: [Fields] = []
        var owed: [Fields] = []

        mutating func read(_ json: inout JSONReader) throws(CodingError) {
            try SettingsCoding.eachMember(&json) { (key, json) throws(CodingError) in
                switch key {
                case "version": version = try number(&json)
                case "latest": state.latest = Instant(milliseconds: try number(&json))
                case "arrivals": state.arrivals = UInt64(max(0, try number(&json)))
                case "settings": state.settings = try SettingsCoding.readSettings(&json)
                case "servers":
                    try each(&json) { (fields) throws(CodingError) in
                        let server = ServerID(try fields.require("server"))
                        state.servers[server] = QueueState.Server(isUp: fields.flag("up"))
                    }
                case "retired_queues":
                    try SettingsCoding.eachElement(&json) { (json) throws(CodingError) in
                        retiredQueues.append(try SettingsCoding.readQueue(&json))
                    }
                case "retired_agents":
                    try SettingsCoding.eachElement(&json) { (json) throws(CodingError) in
                        retiredAgents.append(try SettingsCoding.readAgent(&json))
                    }
                case "agents": try each(&json) { (fields) throws(CodingError) in agents.append(fields) }
                case "tallies": try each(&json) { (fields) throws(CodingError) in tallies.append(fields) }
                case "handled": try each(&json) { (fields) throws(CodingError) in handled.append(fields) }
                case "absences": try each(&json) { (fields) throws(CodingError) in absences.append(fields) }
                case "doors": try each(&json) { (fields) throws(CodingError) in doors.append(fields) }
                case "owed": try each(&json) { (fields) throws(CodingError) in owed.append(fields) }
                case "headsets": try each(&json) { (fields) throws(CodingError) in headsets.append(fields) }
                case "asked": try each(&json) { (fields) throws(CodingError) in asked.append(fields) }
                case "entries": try each(&json) { (fields) throws(CodingError) in try addEntry(fields) }
                case "offers": try each(&json) { (fields) throws(CodingError) in try addOffer(fields) }
                case "leaving": try each(&json) { (fields) throws(CodingError) in try addLeaving(fields) }
                case "regains":
                    try each(&json) { (fields) throws(CodingError) in
                        state.regains[CallerToken(try fields.require("caller"))] = QueueState.Regain(
                            queue: QueueID(try fields.require("queue")), since: try fields.instant("since"),
                            priority: Int(try fields.integer("priority")), until: try fields.instant("until"))
                    }
                default: try SettingsCoding.skip(&json)
                }
            }
        }

        private func number(_ json: inout JSONReader) throws(CodingError) -> Int64 {
            do { return try json.readInt64() } catch { throw .malformed(error) }
        }

        private func each(
            _ json: inout JSONReader, _ body: (Fields) throws(CodingError) -> Void
        ) throws(CodingError) {
            try SettingsCoding.eachElement(&json) { (json) throws(CodingError) in try body(try Fields(&json)) }
        }

        private mutating func addEntry(_ fields: Fields) throws(CodingError) {
            let id = EntryID(try fields.require("id"))
            state.entries[id] = QueueState.Entry(
                id: id, call: CallID(try fields.require("call")), server: ServerID(try fields.require("server")),
                channel: ChannelID(try fields.require("channel")), queue: QueueID(try fields.require("queue")),
                group: try fields.require("group"), caller: CallerToken(try fields.require("caller")),
                enteredAt: try fields.instant("entered_at"), openedAt: try fields.instant("opened_at"),
                priority: Int(try fields.integer("priority")), arrival: UInt64(max(0, try fields.integer("arrival"))),
                stage: try fields.choice("stage"),
                connectedAt: fields.number("connected_at").map { Instant(milliseconds: $0) },
                offers: Int(try fields.integer("offers")), offersAtOnce: Int(fields.number("offers_at_once") ?? 1),
                lastAsked: Self.turn(fields, position: "asked_position", agent: "asked"),
                isOverdue: fields.flag("overdue"), needs: fields.needs, rung: Int(fields.number("rung") ?? 0),
                passes: Int(fields.number("passes") ?? 0),
                from: fields.text("from").map { EntryID($0) },
                standsSince: fields.number("stands_since").map { Instant(milliseconds: $0) },
                order: fields.number("order"), isDisposed: fields.flag("disposed"), callback: fields.callback)
        }

        private mutating func addOffer(_ fields: Fields) throws(CodingError) {
            let id = OfferID(try fields.require("id"))
            state.offers[id] = QueueState.Offer(
                id: id, entry: EntryID(try fields.require("entry")), queue: QueueID(try fields.require("queue")),
                agent: AgentID(try fields.require("agent")), server: ServerID(try fields.require("server")),
                channel: ChannelID(try fields.require("channel")), bridge: BridgeID(try fields.require("bridge")),
                madeAt: try fields.instant("made_at"), deadline: try fields.instant("deadline"),
                stage: try fields.choice("stage"), number: Int(fields.number("number") ?? 1),
                isPick: fields.flag("pick"),
                heldSince: fields.number("held_since").map { Instant(milliseconds: $0) },
                heldFor: Span(milliseconds: fields.number("held_for") ?? 0))
        }

        private static func turn(_ fields: Fields, position: StaticString, agent: StaticString) -> QueueState.Turn? {
            guard let position = fields.number(position), let agent = fields.text(agent) else { return nil }
            return QueueState.Turn(position: Int(position), agent: AgentID(agent))
        }

        private static func tally(_ fields: Fields, of queue: QueueID) -> QueueState.Tally? {
            guard let calls = fields.number("calls"), let talk = fields.number("talk") else { return nil }
            return QueueState.Tally(queue: queue, calls: Int(calls), talk: Span(milliseconds: talk))
        }

        private func work(_ fields: Fields) -> [QueueState.Work] {
            (fields.text("offer") ?? "").split(separator: " ").map { raw in
                let id = OfferID(String(raw))
                let offer = state.offers[id]
                return QueueState.Work(
                    offer: id, isTalk: offer?.stage == .connected,
                    isShared: offer.map { state.shares($0.queue) } ?? false)
            }
        }

        private static func handledCalls(_ fields: Fields) -> [QueueState.Handled] {
            (fields.text("handled") ?? "").split(separator: " ").compactMap { call in
                let parts = call.split(separator: ":", maxSplits: 1)
                guard parts.count == 2, let talk = Int64(parts[0]) else { return nil }
                return QueueState.Handled(queue: QueueID(String(parts[1])), talk: Span(milliseconds: talk))
            }
        }

        private static func aftermath(_ fields: Fields) -> QueueState.Aftermath? {
            if let wrapUp = fields.number("after_wrap_up") {
                return QueueState.Aftermath(
                    wrapUp: Span(milliseconds: wrapUp),
                    longest: Span(milliseconds: fields.number("after_longest") ?? 0))
            }
            // As it was written while an agent had one call at a time.
            guard fields.has("when_disposed"), let talk = fields.lastTalk, !talk.isDisposed else { return nil }
            return QueueState.Aftermath(owed: [talk])
        }

        private mutating func addLeaving(_ fields: Fields) throws(CodingError) {
            let leg = LegKey(
                ServerID(try fields.require("server")), ChannelID(try fields.require("channel")))
            if let call = fields.text("hang_up") {
                state.leaving[leg] = .hangUp(CallID(call))
            } else {
                state.leaving[leg] = .release(
                    CallID(try fields.require("release")), to: try fields.target("to") ?? .dialplan(nil))
            }
        }

        mutating func finish() throws(CodingError) -> QueueState {
            guard version == EngineCheckpoint.version else {
                throw .tooNew(kind: "checkpoint", version: Int(version))
            }
            for queue in state.settings.queues {
                state.queues[queue.id] = QueueState.Queue(settings: queue, isRetired: false, entries: 0)
            }
            for queue in retiredQueues {
                state.queues[queue.id] = QueueState.Queue(settings: queue, isRetired: true, entries: 0)
            }
            for entry in state.entries.values {
                state.queues[entry.queue]?.entries += 1
                let demand = state.demand(of: entry.needs, at: entry.rung, in: entry.queue)
                state.entries[entry.id]?.demand = demand
            }
            for fields in asked {
                let queue = QueueID(try fields.require("queue"))
                state.queues[queue]?.lastAsked = Self.turn(fields, position: "position", agent: "agent")
                state.queues[queue]?.level = Self.tally(fields, of: queue)
            }
            for fields in doors {
                state.queues[QueueID(try fields.require("queue"))]?.door = try HoursCoding.door(fields)
            }
            for fields in handled {
                let times = try fields.require("times").split(separator: " ").compactMap { Int64($0) }
                state.queues[QueueID(try fields.require("queue"))]?.handleTimes = times.map { Span(milliseconds: $0) }
            }
            for offer in state.offers.values.sorted(by: { $0.number < $1.number }) {
                state.entries[offer.entry]?.running.append(offer.id)
                if offer.isPick { state.entries[offer.entry]?.pick = offer.id }
                if offer.stage == .answered || offer.stage == .connected {
                    state.entries[offer.entry]?.winner = offer.id
                }
            }
            let current = Dictionary(state.settings.agents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            let retired = Dictionary(retiredAgents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            for fields in agents {
                let id = AgentID(try fields.require("id"))
                guard let settings = current[id] ?? retired[id] else { continue }
                state.agents[id] = QueueState.Agent(
                    settings: settings, state: try fields.choice("state"), since: try fields.instant("since"),
                    reason: fields.text("reason"), until: fields.number("until").map { Instant(milliseconds: $0) },
                    restUntil: fields.number("rest_until").map { Instant(milliseconds: $0) },
                    afterCall: fields.afterCall, idleSince: try fields.instant("idle_since"),
                    work: work(fields), failures: Int(fields.number("failures") ?? 0),
                    isRetired: current[id] == nil)
                state.agents[id]?.seat = fields.text("seat")
                state.agents[id]?.whenDisposed = fields.number("when_disposed").map { Instant(milliseconds: $0) }
                state.agents[id]?.lastTalk = fields.lastTalk
                state.agents[id]?.aftermath = Self.aftermath(fields)
                state.agents[id]?.handled = Self.handledCalls(fields)
            }
            for fields in owed {
                guard let talk = fields.lastTalk else { continue }
                state.agents[AgentID(try fields.require("agent"))]?.aftermath?.owed.append(talk)
            }
            for fields in absences {
                let part: Part = try fields.choice("part")
                state.agents[AgentID(try fields.require("agent"))]?
                    .set(part, reason: fields.text("reason"), in: QueueID(try fields.require("queue")))
            }
            for fields in headsets {
                state.agents[AgentID(try fields.require("agent"))]?.headset = try EngineCheckpoint.headset(fields)
            }
            for fields in tallies {
                let queue = QueueID(try fields.require("queue"))
                if let tally = Self.tally(fields, of: queue) {
                    state.agents[AgentID(try fields.require("agent"))]?.set(tally)
                }
            }
            state.rebuildIndexes()
            return state
        }
    }
}
