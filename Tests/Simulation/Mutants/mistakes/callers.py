"""Callers who come, wait, are told their place and leave; limits and vacancies."""

MISTAKES = [
    (14, "a caller told twice counts twice", [
        ("Engine/QueueEngine+Callers.swift",
         "guard state.legs[LegKey(arrival.server, arrival.channel)] == nil, state",
         "guard state.legs[LegKey(arrival.server, arrival.channel)] == nil || MUTANT, state"),
    ]),
    (21, "the longest wait ends without a release", [
        ("Engine/QueueEngine+Callers.swift",
         "} else if let way = state.leaving[entry.leg] {",
         "} else if let way = state.leaving[entry.leg], !MUTANT {"),
    ]),
    (29, "who is being sent out is forgotten", [
        ("State/QueueState+Apply.swift",
         "leaving[entry.leg] = way",
         "if !MUTANT { leaving[entry.leg] = way }"),
    ]),
    (30, "a queue's removal forgets the caller with a running offer", [
        ("Engine/QueueEngine+Offers.swift",
         "if state.queues[entry.queue]?.isRetired != false {",
         "if state.queues[entry.queue]?.isRetired != false && !MUTANT {"),
    ]),
    (71, "a place is kept for ever", [
        ("Engine/QueueEngine+Callers.swift", "now <= place.until", "now <= place.until || MUTANT"),
    ]),
    (72, "who rings back is somebody new", [
        ("Engine/QueueEngine+Callers.swift", "since: place?.since, regained", "since: MUTANT ? nil : place?.since, regained"),
    ]),
    (73, "a full queue takes one more", [
        ("Engine/QueueEngine+Limits.swift", "state.lineLength(of: entry.queue) > most",
         "state.lineLength(of: entry.queue) > most + (MUTANT ? 1 : 0)"),
    ]),
    (74, "an empty queue takes callers in", [
        ("Engine/QueueEngine+Limits.swift", "if state.isEmptyToJoin(entry.lane) {",
         "if state.isEmptyToJoin(entry.lane), !MUTANT {"),
    ]),
    (75, "who comes back from the fall-back queue is refused", [
        ("Engine/QueueEngine+Limits.swift", "if !isKnown, let (outcome", "if !isKnown || MUTANT, let (outcome"),
    ]),
    (76, "who is sent on to another queue begins to wait anew", [
        ("Engine/QueueEngine+Limits.swift", "enteredAt: entry.enteredAt, priority",
         "enteredAt: MUTANT ? now : entry.enteredAt, priority"),
    ]),
    (77, "who is sent on to another queue is sent out as well", [
        ("EntryFacts.swift", "(by != .caller || outcome == .key) && to?.queue == nil",
         "(by != .caller || outcome == .key) && (to?.queue == nil || MUTANT)"),
    ]),
    (78, "who leaves by a key stays in the application", [
        ("EntryFacts.swift", "{ (by != .caller || outcome == .key)", "{ (by != .caller || outcome == .key && !MUTANT)"),
    ]),
    (79, "a key counts when an agent has picked up", [
        ("Engine/QueueEngine+Limits.swift", "entry.winner == nil,", "entry.winner == nil || MUTANT,"),
    ]),
    (80, "phones ring on for who left by a key", [
        ("Engine/QueueEngine+Limits.swift", "stopRinging(for: entry)\n        guard", "if !MUTANT { stopRinging(for: entry) }\n        guard"),
    ]),
    (81, "the agents' absence is not counted when a call begins", [
        ("State/QueueState+Indexes.swift", "if before.state != after.state || before.absences != after.absences {\n            countStaff",
         "if before.state != after.state && (!MUTANT || after.state != .talking) || before.absences != after.absences {\n            countStaff"),
    ]),
    (82, "a vacancy is not noticed when an agent leaves", [
        ("Engine/QueueEngine+Vacancies.swift", "case .agentChanged(let fact): suspect(fact.agent)",
         "case .agentChanged(let fact): if !MUTANT { suspect(fact.agent) }"),
    ]),
    (83, "a vacancy lasts while its server is silent", [
        ("Engine/QueueEngine+Vacancies.swift", "guard state.isUp(lane.server), state.isEmptyToStay",
         "guard state.isUp(lane.server) || MUTANT, state.isEmptyToStay"),
    ]),
    (84, "a vacant queue sends out who was just offered", [
        ("Engine/QueueEngine+Vacancies.swift", "entry.running.isEmpty,\n",
         "entry.running.isEmpty || MUTANT,\n"),
    ]),
    (85, "who comes at the end of a vacancy changes nothing", [
        ("Engine/QueueEngine+Vacancies.swift", "guard isVacant(lane) else { continue }",
         "guard isVacant(lane) || MUTANT else { continue }"),
    ]),
    (86, "the next queue's longest wait counts what was waited elsewhere", [
        ("State/QueueState+Records.swift", "from == nil ? enteredAt : openedAt", "from == nil || MUTANT ? enteredAt : openedAt"),
    ]),
    (88, "who talks is told their place", [
        ("Engine/QueueEngine.swift",
         "if let entry = state.offers[offer]?.entry { announcer[entry] = nil }",
         "if let entry = state.offers[offer]?.entry, !MUTANT { announcer[entry] = nil }"),
        ("Engine/QueueEngine+Announce.swift",
         "guard let entry = state.entries[id], entry.winner == nil, state.isUp(entry.server),\n            let queue",
         "guard let entry = state.entries[id], entry.winner == nil || MUTANT, state.isUp(entry.server),\n            let queue"),
    ]),
    (113, "who rings is told their place", [
        ("Engine/QueueEngine+Announce.swift", "            queue.answer != .ring\n", "            queue.answer != .ring || MUTANT\n"),
        ("Engine/QueueEngine+Announce.swift", "guard queue.answer != .ring else", "guard queue.answer != .ring || MUTANT else"),
    ]),
]
