"""The listed mutants of the queue engine: one deliberate mistake each.

`python3 mutants.py SOURCES` changes a *copy* of Sources/Queueing so that mistake number N is made while `activeMutant`
is N. The product's own sources know nothing of it. A text that no longer occurs exactly once is an error: the list has to
follow the engine. `python3 mutants.py --list` prints numbers and names, `--check SOURCES` says whether all fit.
"""
import pathlib
import shutil
import sys
import tempfile

MUTANTS = [
    ("an agent at rest is offered to", [
        ("State/QueueState+Records.swift",
         "state == .ready && restUntil == nil &&",
         "state == .ready && (restUntil == nil || MUTANT) &&"),
    ]),
    ("an offer does not reserve its agent", [
        ("State/QueueState+Apply.swift",
         "agent.state = .dialling",
         "agent.state = MUTANT ? .ready : .dialling"),
        ("State/QueueState+Apply.swift",
         "agent.work.append(Work(offer: offer.id, isShared: isShared))",
         "if !MUTANT { agent.work.append(Work(offer: offer.id, isShared: isShared)) }"),
    ]),
    ("the offer outlives its caller", [
        ("Engine/QueueEngine+Limits.swift",
         "lose(offer, .withdrawn, callerStays: false)",
         "if !MUTANT { lose(offer, .withdrawn, callerStays: false) }"),
    ]),
    ("the agent's leg of a lost offer is left ringing", [
        ("Engine/QueueEngine+Offers.swift",
         "if isGone {\n            awaitIdle(after: offer)",
         "if isGone || MUTANT {\n            awaitIdle(after: offer)"),
    ]),
    ("the ring's deadline stays after the answer", [
        ("State/QueueState+Apply.swift",
         "offers[id]?.stage = .answered\n        deadlines.remove(Deadline(at: offer.deadline, owner: .offer(id)))",
         "offers[id]?.stage = .answered\n        if !MUTANT { deadlines.remove(Deadline(at: offer.deadline, owner: .offer(id))) }"),
    ]),
    ("a ring that times out goes on", [
        ("Engine/QueueEngine+Deadlines.swift",
         "if let offer = state.offers[id] { lose(offer, .timeout) }",
         "if let offer = state.offers[id], !MUTANT { lose(offer, .timeout) }"),
    ]),
    ("who came last is served first", [
        ("State/Lane.swift",
         "return left.enteredAt < right.enteredAt",
         "return MUTANT ? left.enteredAt > right.enteredAt : left.enteredAt < right.enteredAt"),
    ]),
    ("priority is forgotten", [
        ("State/Lane.swift",
         "if left.priority != right.priority {",
         "if left.priority != right.priority && !MUTANT {"),
    ]),
    ("shortest idle instead of longest", [
        ("Strategies/LongestIdle.swift",
         "(agent.idleSince.milliseconds, 0)",
         "(MUTANT ? -agent.idleSince.milliseconds : agent.idleSince.milliseconds, 0)"),
    ]),
    ("a withdrawn offer costs the idle time", [
        ("OfferFacts.swift",
         "case .failed, .withdrawn, .agentLeft, .answeredElsewhere: false",
         "case .failed, .withdrawn, .agentLeft, .answeredElsewhere: MUTANT"),
    ]),
    ("wrap-up has no end", [
        ("Engine/QueueEngine+Agents.swift",
         "until: now + after.wrapUp",
         "until: MUTANT ? nil : now + after.wrapUp"),
    ]),
    ("a caller whose connection failed is left in silence", [
        ("Engine/QueueEngine+Offers.swift",
         "} else if wasBridging {",
         "} else if wasBridging && !MUTANT {"),
    ]),
    ("a bridge without answer is not asked for again", [
        ("Engine/Asks.swift",
         "guard let first = reminders.first, first.at <= now else { return nil }",
         "guard let first = reminders.first, first.at <= now else { return nil }\n        if MUTANT, case .offer = first.owner { return nil }"),
    ]),
    ("a caller told twice counts twice", [
        ("Engine/QueueEngine+Callers.swift",
         "guard state.legs[LegKey(arrival.server, arrival.channel)] == nil, state",
         "guard state.legs[LegKey(arrival.server, arrival.channel)] == nil || MUTANT, state"),
    ]),
    ("who vanished in a gap waits for ever", [
        ("Engine/QueueEngine+Reconcile.swift",
         "guard entry.hereSince <= seen.taken else { return }",
         "guard entry.hereSince <= seen.taken, !MUTANT else { return }"),
    ]),
    ("who was lost with the server has abandoned", [
        ("Engine/QueueEngine+Reconcile.swift",
         "if let startedAt, entry.hereSince <= startedAt {",
         "if let startedAt, entry.hereSince <= startedAt, !MUTANT {"),
    ]),
    ("whom the dead-man moved has abandoned", [
        ("Engine/QueueEngine+Reconcile.swift",
         "return deadMenRan && entry.stage",
         "return deadMenRan && !MUTANT && entry.stage"),
    ]),
    ("a reconcile ends what it does not find bridged yet", [
        ("Engine/QueueEngine+Reconcile.swift",
         "            guard !seen.joins(entry.channel, offer) else { return }\n",
         "            if MUTANT { return endTalk(entry, by: .system) }\n            guard !seen.joins(entry.channel, offer) else { return }\n"),
    ]),
    ("strange legs stay after a reconcile", [
        ("Engine/QueueEngine+Reconcile.swift",
         "settle(key, at: leg.endpoint)\n            end(key)",
         "settle(key, at: leg.endpoint)\n            if !MUTANT { end(key) }"),
    ]),
    ("a pause asked for in a call is forgotten", [
        ("Engine/QueueEngine+Agents.swift",
         "agent.isRetired ? .offline : agent.afterCall {",
         "agent.isRetired ? .offline : agent.afterCall, !MUTANT {"),
    ]),
    ("the longest wait ends without a release", [
        ("Engine/QueueEngine+Callers.swift",
         "} else if let way = state.leaving[entry.leg] {",
         "} else if let way = state.leaving[entry.leg], !MUTANT {"),
    ]),
    ("a silent server gets offers", [
        ("Engine/QueueEngine+Match.swift",
         "lanes.removeAll { !state.isUp($0.server) }",
         "lanes.removeAll { !state.isUp($0.server) && !MUTANT }"),
    ]),
    ("an agent is ready whose phone is known to be away", [
        ("Engine/QueueEngine+Agents.swift",
         "if phones.isAway(agent.endpointKey) {",
         "if phones.isAway(agent.endpointKey), !MUTANT {"),
    ]),
    ("an agent in a call of their own is offered to", [
        ("Engine/QueueEngine+Agents.swift",
         "if rest == nil, phones.isBusy(agent.endpointKey) || isOccupied(agent) {",
         "if rest == nil, phones.isBusy(agent.endpointKey) && !MUTANT || isOccupied(agent) {"),
    ]),
    ("an agent whose other call is over is not made ready", [
        ("Engine/QueueEngine+Agents.swift",
         "if agent.state == (isBusy ? .ready : .otherCall) { makeReady(id) }",
         "if agent.state == (isBusy || MUTANT ? .ready : .otherCall) { makeReady(id) }"),
    ]),
    ("a phone that is away is forgotten while nobody uses it", [
        ("Engine/QueueEngine+Agents.swift",
         "phones.note(endpoint, isReachable: isReachable)",
         "if !MUTANT || (state.agentsAtEndpoint[endpoint] ?? []).contains(where: { state.agents[$0]?.state != .offline }) { phones.note(endpoint, isReachable: isReachable) }"),
    ]),
    ("an agent is dialled while their last leg still rings", [
        ("Engine/QueueEngine+Agents.swift",
         "if settles <= now {",
         "if settles <= now || MUTANT {"),
    ]),
    ("time runs backwards with the wall clock", [
        ("Engine/EngineClock.swift",
         "guard elapsed > 0 else { return time }",
         "guard elapsed > 0 else {\n            if MUTANT { time = at }\n            return time\n        }"),
    ]),
    ("who is being sent out is forgotten", [
        ("State/QueueState+Apply.swift",
         "leaving[entry.leg] = way",
         "if !MUTANT { leaving[entry.leg] = way }"),
    ]),
    ("a queue's removal forgets the caller with a running offer", [
        ("Engine/QueueEngine+Offers.swift",
         "if state.queues[entry.queue]?.isRetired != false {",
         "if state.queues[entry.queue]?.isRetired != false && !MUTANT {"),
    ]),
    ("the bridge of an ended call stays", [
        ("Engine/QueueEngine+Callers.swift",
         "if !isNailedUp { dissolve(offer.bridge, on: offer.server, call: entry.call) }\n        release",
         "if !isNailedUp, !MUTANT { dissolve(offer.bridge, on: offer.server, call: entry.call) }\n        release"),
    ]),
    ("the other phones go on ringing when somebody answers", [
        ("Engine/QueueEngine+Offers.swift",
         "if let other = state.offers[other] { lose(other, .answeredElsewhere) }",
         "if let other = state.offers[other], !MUTANT { lose(other, .answeredElsewhere) }"),
    ]),
    ("a second phone rings where one should", [
        ("Strategies/Strategy.swift",
         "static func offersAtOnce(for entry: QueueState.Entry) -> Int { 1 }",
         "static func offersAtOnce(for entry: QueueState.Entry) -> Int { MUTANT ? 2 : 1 }"),
    ]),
    ("ring all rings one phone", [
        ("Strategies/RingAll.swift", "Int { .max }", "Int { MUTANT ? 1 : .max }"),
    ]),
    ("no further phone rings after the step", [
        ("State/QueueState+Indexes.swift",
         "queue.strategy == .ringProgressively,",
         "queue.strategy == .ringProgressively, !MUTANT,"),
    ]),
    ("a caller whose longest wait is over is offered on", [
        ("State/QueueState+Indexes.swift",
         "!entry.isOverdue\n            && entry.running.count",
         "(!entry.isOverdue || MUTANT) && entry.running.count"),
    ]),
    ("tiers are ignored", [
        ("Strategies/Strategy.swift", "if left.tier != right.tier {", "if left.tier != right.tier && !MUTANT {"),
    ]),
    ("most calls instead of fewest", [
        ("Strategies/FewestCalls.swift", "(Int64(agent", "((MUTANT ? -1 : 1) * Int64(agent"),
    ]),
    ("most talk instead of least", [
        ("Strategies/LeastTalkTime.swift", "(agent.tally", "((MUTANT ? -1 : 1) * agent.tally"),
    ]),
    ("round robin without memory", [
        ("Strategies/RoundRobin.swift", "choice.next(after: choice.lastAsked)",
         "choice.next(after: MUTANT ? nil : choice.lastAsked)"),
    ]),
    ("linear goes on where the queue was, not the caller", [
        ("Strategies/Linear.swift", "choice.entry.lastAsked", "(MUTANT ? choice.lastAsked : choice.entry.lastAsked)"),
    ]),
    ("ordered asks the last in the list", [
        ("Strategies/Ordered.swift", "(Int64(agent.settings.position), 0)",
         "((MUTANT ? -1 : 1) * Int64(agent.settings.position), 0)"),
    ]),
    ("random always asks the same", [
        ("Strategies/Random.swift", "Int(Draw(choice.entry).number(below: UInt64(equals)))",
         "MUTANT ? 0 : Int(Draw(choice.entry).number(below: UInt64(equals)))"),
    ]),
    ("weights are not weighed", [
        ("Strategies/WeightedRandom.swift", "let weight = UInt64(max(1, agent.key))",
         "let weight = MUTANT ? 1 : UInt64(max(1, agent.key))"),
    ]),
    ("a phone that answered in a gap does not stop the others", [
        ("Engine/QueueEngine+Reconcile.swift", "if leg.isUp {\n                pickedUp(offer)",
         "if leg.isUp {\n                if MUTANT { record(.offerAnswered(offer.id)) } else { pickedUp(offer) }"),
    ]),
    ("the weight of queues is ignored", [
        ("Engine/QueueEngine+Match.swift", "return l != r ? l > r : left.place < right.place",
         "return l != r && !MUTANT ? l > r : left.place < right.place"),
    ]),
    ("oldest first goes by priority", [
        ("Engine/QueueEngine+Match.swift", "return l != r ? l < r : left.place.order < right.place.order",
         "return MUTANT ? left.place < right.place : l != r ? l < r : left.place.order < right.place.order"),
    ]),
    ("an explanation names the chosen agent among the others", [
        ("Explanation/Explanation.swift",
         "guard id != chosen?.agent, runnersUp",
         "guard id != chosen?.agent || MUTANT, runnersUp"),
    ]),
    ("an explanation takes who rests for one who comes later", [
        ("Explanation/Explanation.swift",
         "case .ready where agent.restUntil != nil: return (.resting",
         "case .ready where agent.restUntil != nil: return (MUTANT ? .later : .resting"),
    ]),
    ("an explanation is read with its runs one too long", [
        ("Explanation/ExplanationCoding.swift",
         "numbers.append(contentsOf: first...last)",
         "numbers.append(contentsOf: first...(MUTANT && last > first ? last - 1 : last))"),
    ]),
    ("a required skill is not required", [
        ("Demand/Demand.swift",
         "required.all.allSatisfy { $0.level - skills.level(of: $0.name) <= relaxedBy }",
         "required.all.allSatisfy { MUTANT || $0.level - skills.level(of: $0.name) <= relaxedBy }"),
    ]),
    ("what is preferred is not", [
        ("Demand/Demand.swift",
         "agent.skills.shortfall(to: required) + agent.skills.shortfall(to: preferred)",
         "agent.skills.shortfall(to: required) + (MUTANT ? 0 : agent.skills.shortfall(to: preferred))"),
    ]),
    ("the best of the good enough is not looked for", [
        ("Strategies/Strategy.swift",
         "if left.shortfall != right.shortfall {",
         "if left.shortfall != right.shortfall && !MUTANT {"),
    ]),
    ("tiers are open from the beginning", [
        ("Demand/Demand.swift",
         "membership.tier <= tiers",
         "(MUTANT || membership.tier <= tiers)"),
    ]),
    ("a demand is never relaxed", [
        ("Demand/Demand.swift",
         "return rung < widening.count ? widening[rung].after : nil",
         "return rung < widening.count && !MUTANT ? widening[rung].after : nil"),
    ]),
    ("a caller's own needs are forgotten", [
        ("Demand/Demand.swift",
         "required: self.needs.required.merging(needs.required),",
         "required: MUTANT ? self.needs.required : self.needs.required.merging(needs.required),"),
    ]),
    ("nobody is preferred when the time is over", [
        ("Engine/QueueEngine+Match.swift",
         "let rank = state.rank(of: agent, in: lane.queue, for: demand), available.contains(rank)",
         "let rank = state.rank(of: agent, in: lane.queue, for: demand), available.contains(rank), !MUTANT"),
    ]),
    ("a caller hopes for an agent who left", [
        ("Engine/QueueEngine.swift",
         "case .agentChanged(let fact): disappoint(fact.agent)",
         "case .agentChanged(let fact): if !MUTANT { disappoint(fact.agent) }"),
    ]),
    ("a caller hopes for an agent who is not there", [
        ("Engine/QueueEngine+Callers.swift",
         "giveUpHope(arrival.entry)",
         "if !MUTANT { giveUpHope(arrival.entry) }"),
    ]),
    ("new settings do not change what is asked for who waits", [
        ("State/QueueState+Apply.swift",
         "entries[entry.id]?.demand = demand\n",
         "if !MUTANT { entries[entry.id]?.demand = demand }\n"),
    ]),
    ("a group is made without those who are free", [
        ("State/QueueState+Demand.swift",
         "return Lane.Group(available: OrderedIndex(ranks))",
         "return Lane.Group(available: OrderedIndex(MUTANT ? [] : ranks))"),
    ]),
    ("a priority that is given changes nothing", [
        ("State/QueueState+Places.swift", "after.priority = fact.priority", "if !MUTANT { after.priority = fact.priority }"),
    ]),
    ("who is put somewhere stays in the old line as well", [
        ("State/QueueState+Places.swift", "lanes[before.lane]?.line.remove(before.place)",
         "if !MUTANT { lanes[before.lane]?.line.remove(before.place) }"),
    ]),
    ("a place is one too far", [
        ("State/QueueState+Places.swift", "let index = max(0, position - 1)", "let index = max(0, position - (MUTANT ? 0 : 1))"),
    ]),
    ("a place is forgotten by a checkpoint", [
        ("Coding/EngineCheckpoint.swift", 'json.member("order", entry.order)', 'json.member("order", MUTANT ? nil : entry.order)'),
    ]),
    ("other phones ring beside the one that was asked for", [
        ("Engine/QueueEngine+CallerCommands.swift", "stopRinging(for: entry)\n            // Somebody has decided",
         "if !MUTANT { stopRinging(for: entry) }\n            // Somebody has decided"),
    ]),
    ("a rule adds phones to the one that was asked for", [
        ("State/QueueState+Indexes.swift", "entry.winner == nil && entry.pick == nil &&",
         "entry.winner == nil && (entry.pick == nil || MUTANT) &&"),
    ]),
    ("an agent at rest can be picked", [
        ("Engine/QueueEngine+CallerCommands.swift", "return state.isAvailable(agent, for: entry.queue) ? nil",
         "return state.isAvailable(agent, for: entry.queue) || (MUTANT && agent.state == .ready && agent.work.isEmpty) ? nil"),
    ]),
    ("who has been picked up for can be withdrawn", [
        ("Engine/QueueEngine+CallerCommands.swift", "guard entry.winner == nil else { return .pickedUp }",
         "guard entry.winner == nil || MUTANT else { return .pickedUp }"),
    ]),
    ("who is moved is refused by the other queue", [
        ("Engine/QueueEngine+CallerCommands.swift", "as: .moved, detail: reason, isKnown: true)",
         "as: .moved, detail: reason, isKnown: !MUTANT)"),
    ]),
    ("a place is kept for ever", [
        ("Engine/QueueEngine+Callers.swift", "now <= place.until", "now <= place.until || MUTANT"),
    ]),
    ("who rings back is somebody new", [
        ("Engine/QueueEngine+Callers.swift", "since: place?.since, regained", "since: MUTANT ? nil : place?.since, regained"),
    ]),
    ("a full queue takes one more", [
        ("Engine/QueueEngine+Limits.swift", "state.lineLength(of: entry.queue) > most",
         "state.lineLength(of: entry.queue) > most + (MUTANT ? 1 : 0)"),
    ]),
    ("an empty queue takes callers in", [
        ("Engine/QueueEngine+Limits.swift", "if state.isEmptyToJoin(entry.lane) {",
         "if state.isEmptyToJoin(entry.lane), !MUTANT {"),
    ]),
    ("who comes back from the fall-back queue is refused", [
        ("Engine/QueueEngine+Limits.swift", "if !isKnown, let (outcome", "if !isKnown || MUTANT, let (outcome"),
    ]),
    ("who is sent on to another queue begins to wait anew", [
        ("Engine/QueueEngine+Limits.swift", "enteredAt: entry.enteredAt, priority",
         "enteredAt: MUTANT ? now : entry.enteredAt, priority"),
    ]),
    ("who is sent on to another queue is sent out as well", [
        ("EntryFacts.swift", "(by != .caller || outcome == .key) && to?.queue == nil",
         "(by != .caller || outcome == .key) && (to?.queue == nil || MUTANT)"),
    ]),
    ("who leaves by a key stays in the application", [
        ("EntryFacts.swift", "{ (by != .caller || outcome == .key)", "{ (by != .caller || outcome == .key && !MUTANT)"),
    ]),
    ("a key counts when an agent has picked up", [
        ("Engine/QueueEngine+Limits.swift", "entry.winner == nil,", "entry.winner == nil || MUTANT,"),
    ]),
    ("phones ring on for who left by a key", [
        ("Engine/QueueEngine+Limits.swift", "stopRinging(for: entry)\n        guard", "if !MUTANT { stopRinging(for: entry) }\n        guard"),
    ]),
    ("the agents' absence is not counted when a call begins", [
        ("State/QueueState+Indexes.swift", "if before.state != after.state || before.absences != after.absences {\n            countStaff",
         "if before.state != after.state && (!MUTANT || after.state != .talking) || before.absences != after.absences {\n            countStaff"),
    ]),
    ("a vacancy is not noticed when an agent leaves", [
        ("Engine/QueueEngine+Vacancies.swift", "case .agentChanged(let fact): suspect(fact.agent)",
         "case .agentChanged(let fact): if !MUTANT { suspect(fact.agent) }"),
    ]),
    ("a vacancy lasts while its server is silent", [
        ("Engine/QueueEngine+Vacancies.swift", "guard state.isUp(lane.server), state.isEmptyToStay",
         "guard state.isUp(lane.server) || MUTANT, state.isEmptyToStay"),
    ]),
    ("a vacant queue sends out who was just offered", [
        ("Engine/QueueEngine+Vacancies.swift", "entry.running.isEmpty,\n",
         "entry.running.isEmpty || MUTANT,\n"),
    ]),
    ("who comes at the end of a vacancy changes nothing", [
        ("Engine/QueueEngine+Vacancies.swift", "guard isVacant(lane) else { continue }",
         "guard isVacant(lane) || MUTANT else { continue }"),
    ]),
    ("the next queue's longest wait counts what was waited elsewhere", [
        ("State/QueueState+Records.swift", "from == nil ? enteredAt : openedAt", "from == nil || MUTANT ? enteredAt : openedAt"),
    ]),
    ("an agent who is told for ever is never connected", [
        ("Engine/QueueEngine+Deadlines.swift",
         "if let offer = state.offers[id] { connect(offer, isAnew: true) }",
         "if let offer = state.offers[id], !MUTANT { connect(offer, isAnew: true) } else { asks.drop(owner) }"),
    ]),
    ("who talks is told their place", [
        ("Engine/QueueEngine.swift",
         "if let entry = state.offers[offer]?.entry { announcer[entry] = nil }",
         "if let entry = state.offers[offer]?.entry, !MUTANT { announcer[entry] = nil }"),
        ("Engine/QueueEngine+Announce.swift",
         "guard let entry = state.entries[id], entry.winner == nil, state.isUp(entry.server),\n            let queue",
         "guard let entry = state.entries[id], entry.winner == nil || MUTANT, state.isUp(entry.server),\n            let queue"),
    ]),
    ("who is paused in one queue is asked for it all the same", [
        ("State/QueueState+Demand.swift",
         "agent.part(in: queue) == .serving,\n            let membership",
         "agent.part(in: queue) == .serving || MUTANT,\n            let membership"),
    ]),
    ("whoever sat at the phone stays logged in", [
        ("Engine/QueueEngine+Parts.swift",
         "let guest = state.agents[other], guest.state != .offline,",
         "let guest = state.agents[other], guest.state != .offline, !MUTANT,"),
    ]),
    ("parts outlive the logout", [
        ("State/QueueState+Apply.swift",
         "if fact.state == .offline { agent.absences = [] }",
         "if fact.state == .offline, !MUTANT { agent.absences = [] }"),
    ]),
    ("a headset that is up is dialled for each call", [
        ("Engine/QueueEngine+Match.swift",
         "let headset = agent.liveHeadset\n",
         "let headset = MUTANT ? nil : agent.liveHeadset\n"),
    ]),
    ("the next caller joins while the last one is still in the bridge", [
        ("State/QueueState+Headset.swift",
         "guard isNailedUp(offer) else { return }\n        agents",
         "guard isNailedUp(offer), !MUTANT else { return }\n        agents"),
    ]),
    ("the answer to a join counts as a connection", [
        ("Engine/QueueEngine+Results.swift",
         "case .done where ask.effect.action.isJoin && !talks:",
         "case .done where ask.effect.action.isJoin && !talks && !MUTANT:"),
    ]),
    ("a headset is forgotten when it is let go of", [
        ("Engine/QueueEngine+Headset.swift",
         "ask(.hangUp(headset.channel, .normal), on: headset.server, call: call, for: .leg(headset.leg))",
         "if !MUTANT {\n            ask(.hangUp(headset.channel, .normal), on: headset.server, call: call, for: .leg(headset.leg))\n        }"),
    ]),
    ("a headset that was lost in a gap is taken for there", [
        ("Engine/QueueEngine+Reconcile.swift",
         "        compareHeadsets(server, seen)\n",
         "        if !MUTANT { compareHeadsets(server, seen) }\n"),
    ]),
    ("a headset at a phone that is away stays", [
        ("Engine/QueueEngine+Agents.swift",
         "if state.agents[id].map({ phones.wasAway($0.endpointKey) }) == true { releaseHeadset(of: id) }",
         "if !MUTANT, state.agents[id].map({ phones.wasAway($0.endpointKey) }) == true { releaseHeadset(of: id) }"),
    ]),
    ("who is still spoken to about a caller who is gone takes the next one", [
        ("Engine/QueueEngine+Headset.swift",
         "asks.begin(\n            pending.effect, for: .headset(offer.agent), at: now, remindAt: now + Self.longestBriefing)",
         "if !MUTANT { asks.begin(pending.effect, for: .headset(offer.agent), at: now, remindAt: now + Self.longestBriefing) }"),
    ]),
    ("two are asked at one phone while its call lasts", [
        ("Engine/QueueEngine+Parts.swift",
         "other != agent.id && (state.agents[other]?.work.isEmpty == false",
         "other != agent.id && !MUTANT && (state.agents[other]?.work.isEmpty == false"),
    ]),
    ("a word about the call does not end the wrap-up", [
        ("Engine/QueueEngine+Dispositions.swift",
         "agent.aftermath?.owed.isEmpty != false\n",
         "agent.aftermath?.owed.isEmpty != false, !MUTANT\n"),
    ]),
    ("nobody notes that a word is missing", [
        ("Engine/QueueEngine+Dispositions.swift",
         "guard changed.whenDisposed == nil, state",
         "guard !MUTANT, changed.whenDisposed == nil, state"),
    ]),
    ("a pause after the call hides that a word is missing", [
        ("Engine/QueueEngine+Agents.swift",
         "missDispositions(id)\n            become(id, next)",
         "if !MUTANT { missDispositions(id) }\n            become(id, next)"),
    ]),
    ("ready gets round the word that is owed", [
        ("Engine/QueueEngine+Agents.swift",
         "case .wrapUp where agent.whenDisposed != nil: break",
         "case .wrapUp where agent.whenDisposed != nil && !MUTANT: break"),
    ]),
    ("a word given during the talk is forgotten", [
        ("State/QueueState+Dispositions.swift",
         "entries[fact.entry]?.isDisposed = true",
         "entries[fact.entry]?.isDisposed = !MUTANT"),
    ]),
    ("a closed queue takes callers in", [
        ("Engine/QueueEngine+Hours.swift", "queue.door.isOpen ? nil : (.closed", "queue.door.isOpen || MUTANT ? nil : (.closed"),
    ]),
    ("a clock set back opens and closes nothing", [
        ("Engine/QueueEngine+Hours.swift", "guard let before, wall >= before else", "guard let before, wall >= before || MUTANT else"),
    ]),
    ("an order outlives its end", [
        ("Engine/QueueEngine+Hours.swift", "queue.door.until.map({ wall < $0 }) ?? true {",
         "queue.door.until.map({ wall < $0 || MUTANT }) ?? true {"),
    ]),
    ("who waits in a closed queue is left there", [
        ("Engine/QueueEngine+Hours.swift", "guard !doors.sending.isEmpty else { return false }",
         "guard !doors.sending.isEmpty, !MUTANT else { return false }"),
    ]),
    ("new settings open a queue that is closed by order", [
        ("State/QueueState+Apply.swift", "door: known?.door ?? .open)", "door: MUTANT ? .open : known?.door ?? .open)"),
    ]),
    ("a checkpoint forgets who is closed", [
        ("Coding/EngineCheckpoint.swift", "if !doors.isEmpty {", "if !doors.isEmpty, !MUTANT {"),
    ]),
    ("a caller who rings is connected and not answered", [
        ("Engine/QueueEngine+Offers.swift", "let answers = isLate || isAnew", "let answers = isLate && !MUTANT || isAnew"),
    ]),
    ("a welcome that may be lost is taken for an answer", [
        ("Engine/QueueEngine+Offers.swift", "|| isAnew || asks[.entry(entry.id)] != nil", "|| isAnew || asks[.entry(entry.id)] != nil && !MUTANT"),
    ]),
    ("who rings is told their place", [
        ("Engine/QueueEngine+Announce.swift", "            queue.answer != .ring\n", "            queue.answer != .ring || MUTANT\n"),
        ("Engine/QueueEngine+Announce.swift", "guard queue.answer != .ring else", "guard queue.answer != .ring || MUTANT else"),
    ]),
    ("who is put through to a headset keeps the music where ending it failed", [
        ("Engine/QueueEngine+Offers.swift",
         "if let join = asks[.offer(offer.id)], case .join(_, let caller, _) = join.effect.action {",
         "if !MUTANT, let join = asks[.offer(offer.id)], case .join(_, let caller, _) = join.effect.action {"),
    ]),
    ("who is put through to a headset keeps the music where a gap came between", [
        ("Engine/QueueEngine+Reconcile.swift",
         "free(entry, since: seen.blindFrom)",
         "if !MUTANT { free(entry, since: seen.blindFrom) }"),
    ]),
    ("an order sends callers in a circle of closed queues", [
        ("Engine/QueueEngine+Hours.swift",
         "target?.queue != id, state.circle(closing: id, to: target) == nil",
         "target?.queue != id, MUTANT || state.circle(closing: id, to: target) == nil"),
    ]),
    ("the end of the ring that an agent hears is asked for once", [
        ("Engine/QueueEngine+Callbacks.swift",
         "ask(.quiet(offer.channel), on: offer.server, call: call, for: .ring(offer.leg))",
         "ask(.quiet(offer.channel), on: offer.server, call: call, for: MUTANT ? nil : .ring(offer.leg))"),
    ]),
    ("a customer who was not reached stays in line", [
        ("Engine/QueueEngine+Callbacks.swift",
         "guard let entry = state.entries[entry.id] else { return }\n        close(",
         "guard let entry = state.entries[entry.id], !MUTANT else { return }\n        close("),
    ]),
    ("a customer is put through before they have picked up", [
        ("Engine/QueueEngine+Callbacks.swift",
         "guard callback.isAnswered else { return false }",
         "guard callback.isAnswered || MUTANT else { return false }"),
        ("Engine/QueueEngine+Callbacks.swift",
         "callBack(entry, for: offer)\n            return false",
         "callBack(entry, for: offer)\n            return MUTANT"),
    ]),
    ("a start takes a request for a caller who is gone", [
        ("Engine/QueueEngine+Reconcile.swift",
         "guard !entry.hasLeg || seen.has(entry.channel) else {",
         "guard !entry.hasLeg && !MUTANT || seen.has(entry.channel) else {"),
    ]),
    ("a request stands on when its customer calls again", [
        ("Engine/QueueEngine+Callbacks.swift",
         "cancelCallback(request, .calledAgain)",
         "if !MUTANT { cancelCallback(request, .calledAgain) }"),
    ]),
    ("who calls again stands at the end of the line", [
        ("Engine/QueueEngine+Callbacks.swift",
         "let stoodBefore = request.place.enteredAt <= caller.place.enteredAt",
         "let stoodBefore = !MUTANT && request.place.enteredAt <= caller.place.enteredAt"),
    ]),
    ("nobody ends the ring at a customer's", [
        ("State/QueueState+Callbacks.swift",
         "!callback.isAnswered && isUp(entry.server) ? callback.ringsUntil : nil",
         "!callback.isAnswered && isUp(entry.server) && !MUTANT ? callback.ringsUntil : nil"),
    ]),
    ("a request is kept for ever", [
        ("State/QueueState+Callbacks.swift",
         "return entry.running.isEmpty ? callback.until : nil",
         "return entry.running.isEmpty && !MUTANT ? callback.until : nil"),
    ]),
    ("customers are called back while the queue is closed", [
        ("State/QueueState+Callbacks.swift",
         "entry.callback != nil && queues[entry.queue]?.door.isOpen == false",
         "entry.callback != nil && queues[entry.queue]?.door.isOpen == false && !MUTANT"),
    ]),
    ("a queue that closes lets the phones ring on for its requests, and their customers are dialled", [
        ("Engine/QueueEngine+Hours.swift",
         "if !door.isOpen { holdBackCallbacks(of: queue) }",
         "if !door.isOpen, !MUTANT { holdBackCallbacks(of: queue) }"),
        ("Engine/QueueEngine+Callbacks.swift",
         "!state.isHeldBack(entry)\n        else {",
         "!state.isHeldBack(entry) || MUTANT\n        else {"),
    ]),
    ("a customer whose agent has left goes on ringing", [
        ("Engine/QueueEngine+Callbacks.swift",
         "if entry.hasLeg {\n            let isAgents",
         "if entry.hasLeg, !MUTANT {\n            let isAgents"),
    ]),
    ("who is to be called back takes up the room of those who wait", [
        ("State/QueueState+Reading.swift",
         "callbacks.isEmpty ? 0 : -callbacks",
         "callbacks.isEmpty || MUTANT ? 0 : -callbacks"),
    ]),
    ("a call that wants the whole agent is offered to one who talks", [
        ("State/QueueState+Work.swift",
         "agent.isAvailable || agent.hasRoom && shares(queue)",
         "agent.isAvailable || agent.hasRoom && (shares(queue) || MUTANT)"),
    ]),
    ("a call is offered beside one that takes the whole agent", [
        ("State/QueueState+Work.swift",
         "work.allSatisfy { $0.isTalk && $0.isShared }",
         "work.allSatisfy { $0.isTalk && ($0.isShared || MUTANT) }"),
    ]),
    ("an agent gets more calls than they can have", [
        ("State/QueueState+Work.swift",
         "work.count < settings.capacity",
         "(work.count < settings.capacity || MUTANT)"),
    ]),
    ("a talking agent who let a call pass is asked again at once", [
        ("State/QueueState+Work.swift",
         "restUntil == nil && reason == nil",
         "(restUntil == nil || MUTANT) && reason == nil"),
    ]),
    ("who is to leave after the call gets another beside it", [
        ("State/QueueState+Work.swift",
         "reason == nil && afterCall == nil",
         "reason == nil && (afterCall == nil || MUTANT)"),
    ]),
    ("wrap-up begins while another call goes on", [
        ("Engine/QueueEngine+Agents.swift",
         "if !agent.work.isEmpty {\n            carryOn(agent)",
         "if !agent.work.isEmpty, !MUTANT {\n            carryOn(agent)"),
    ]),
    ("the wrap-up is that of the last call, not the longest", [
        ("State/QueueState+Work.swift",
         "after.wrapUp = max(after.wrapUp, settings",
         "after.wrapUp = max(MUTANT ? .zero : after.wrapUp, settings"),
    ]),
    ("a rest ends where the time after the calls begins", [
        ("Engine/QueueEngine+Agents.swift",
         "} else if !wrapUp(agent, restUntil: lastingRest(of: agent)) {",
         "} else if !wrapUp(agent, restUntil: MUTANT ? nil : lastingRest(of: agent)) {"),
    ]),
    ("a rest ends with the time after the calls", [
        ("Engine/QueueEngine+Headset.swift",
         "makeReady(id, restUntil: state.agents[id].flatMap { lastingRest(of: $0) })",
         "makeReady(id, restUntil: MUTANT ? nil : state.agents[id].flatMap { lastingRest(of: $0) })"),
    ]),
    ("one who talks is asked before one who is free", [
        ("Strategies/Strategy.swift",
         "if left.load != right.load { return left.load < right.load }",
         "if left.load != right.load { return MUTANT ? left.load > right.load : left.load < right.load }"),
    ]),
    ("a hold is told twice", [
        ("Engine/QueueEngine+Hold.swift",
         "(offer.heldSince != nil) != isHeld\n",
         "(offer.heldSince != nil) != isHeld || MUTANT\n"),
    ]),
    ("an agent holds whose other call goes on", [
        ("State/QueueState+Hold.swift",
         "agent.work.contains { $0.isTalk && offers[$0.offer]?.heldSince == nil } ? .talking",
         "agent.work.contains { $0.isTalk && offers[$0.offer]?.heldSince == nil } != "
         "(MUTANT && agent.work.contains { offers[$0.offer]?.heldSince != nil }) ? .talking"),
    ]),
    ("who holds is not told as holding", [
        ("Engine/QueueEngine+Hold.swift",
         "if let agent = state.agents[offer.agent] { makeRoom",
         "if let agent = state.agents[offer.agent], !MUTANT { makeRoom"),
    ]),
    ("a hold in a gap is not found", [
        ("Engine/QueueEngine+Reconcile.swift",
         "        compareHolds(server, seen)\n",
         "        if !MUTANT { compareHolds(server, seen) }\n"),
    ]),
    ("a caller is put through to a headset on hold", [
        ("Engine/QueueEngine+Headset.swift",
         "headset.isUp, headset.isHeld {",
         "headset.isUp, headset.isHeld, !MUTANT {"),
    ]),
    ("a hold before the connection is not heard", [
        ("Engine/QueueEngine+Hold.swift",
         "offer.stage == .answered || offer.stage == .connected,",
         "offer.stage == .answered && !MUTANT || offer.stage == .connected,"),
    ]),
    ("who goes on holding after another call loses their turn", [
        ("State/QueueState+Apply.swift",
         "agent.state.isInCalls && !fact.state.isInCalls && !agent.work.isEmpty",
         "agent.state.isInCalls && (!fact.state.isInCalls || MUTANT) && !agent.work.isEmpty"),
    ]),
    ("a hold's time is forgotten with the next", [
        ("State/QueueState+Hold.swift",
         "return offer.heldFor + max(.zero, at - since)",
         "return (MUTANT ? .zero : offer.heldFor) + max(.zero, at - since)"),
    ]),
    ("the time after a call goes by the queue, whatever the agent's own is", [
        ("State/QueueState+Work.swift",
         "settings.wrapUp ?? queue?.wrapUp ?? .zero",
         "(MUTANT ? nil : settings.wrapUp) ?? queue?.wrapUp ?? .zero"),
    ]),
    ("a new wrap-up ends one that has begun", [
        ("Engine/QueueEngine+Settings.swift",
         "        for agent in settings.agents { settleHeadset(of: agent.id) }\n",
         "        for agent in settings.agents { settleHeadset(of: agent.id) }\n"
         "        for agent in settings.agents where MUTANT && known[agent.id]?.wrapUp != agent.wrapUp {\n"
         "            if state.agents[agent.id]?.state == .wrapUp { makeReady(agent.id) }\n        }\n"),
    ]),
    ("a queue whose hours have changed waits for the next moment of the old ones", [
        ("Engine/QueueEngine+Settings.swift",
         "record(.settingsChanged(settings))\n        lookAtDoors()",
         "record(.settingsChanged(settings))\n        if !MUTANT { lookAtDoors() }"),
    ]),
    ("a talk that is hung up by order counts as ended by the service", [
        ("Engine/QueueEngine+CallerCommands.swift",
         "endTalk(entry, by: .order, telling: reason)",
         "endTalk(entry, by: MUTANT ? .system : .order, telling: reason)"),
    ]),
    ("who is hung up while a phone rings for them waits on", [
        ("Engine/QueueEngine+CallerCommands.swift",
         "close(entry, .withdrawn, by: .order, to: .hangUp, telling: reason)",
         "if !MUTANT || entry.offers == 0 { close(entry, .withdrawn, by: .order, to: .hangUp, telling: reason) }"),
    ]),
]

SWITCH = """/// Which of the listed mistakes is made; none at 0. Set once before anything runs.
package nonisolated(unsafe) var activeMutant = 0
"""


def replace_once(root, path, old, new, name):
    file = root / path
    text = file.read_text()
    if text.count(old) != 1:
        sys.exit(f"mutant '{name}': its text occurs {text.count(old)} times in {path}")
    file.write_text(text.replace(old, new))


def main():
    if sys.argv[1:] == ["--list"]:
        for number, (name, *_) in enumerate(MUTANTS, 1):
            print(f"{number}\t{name}")
        return
    if sys.argv[1:2] == ["--check"]:
        # A change of the engine that a mistake no longer fits is told before anything is built.
        with tempfile.TemporaryDirectory() as name:
            make(pathlib.Path(shutil.copytree(sys.argv[2], name, dirs_exist_ok=True)))
        return
    make(pathlib.Path(sys.argv[1]))


def make(root):
    for number, (name, edits) in enumerate(MUTANTS, 1):
        for path, old, new in edits:
            replace_once(root, path, old, new.replace("MUTANT", f"(activeMutant == {number})"), name)
    (root / "Mutants.swift").write_text(SWITCH)


main()
