"""Offers: from the choice of an agent to the connection."""

MISTAKES = [
    (1, "an agent at rest is offered to", [
        ("State/QueueState+Records.swift",
         "state == .ready && restUntil == nil &&",
         "state == .ready && (restUntil == nil || MUTANT) &&"),
    ]),
    (2, "an offer does not reserve its agent", [
        ("State/QueueState+Apply.swift",
         "agent.state = .dialling",
         "agent.state = MUTANT ? .ready : .dialling"),
        ("State/QueueState+Apply.swift",
         "agent.work.append(Work(offer: offer.id, isShared: isShared))",
         "if !MUTANT { agent.work.append(Work(offer: offer.id, isShared: isShared)) }"),
    ]),
    (3, "the offer outlives its caller", [
        ("Engine/QueueEngine+Limits.swift",
         "lose(offer, .withdrawn, callerStays: false)",
         "if !MUTANT { lose(offer, .withdrawn, callerStays: false) }"),
    ]),
    (4, "the agent's leg of a lost offer is left ringing", [
        ("Engine/QueueEngine+Offers.swift",
         "if isGone {\n            awaitIdle(after: offer)",
         "if isGone || MUTANT {\n            awaitIdle(after: offer)"),
    ]),
    (5, "the ring's deadline stays after the answer", [
        ("State/QueueState+Apply.swift",
         "offers[id]?.stage = .answered\n        deadlines.remove(Deadline(at: offer.deadline, owner: .offer(id)))",
         "offers[id]?.stage = .answered\n        if !MUTANT { deadlines.remove(Deadline(at: offer.deadline, owner: .offer(id))) }"),
    ]),
    (6, "a ring that times out goes on", [
        ("Engine/QueueEngine+Deadlines.swift",
         "if let offer = state.offers[id] { lose(offer, .timeout) }",
         "if let offer = state.offers[id], !MUTANT { lose(offer, .timeout) }"),
    ]),
    (10, "a withdrawn offer costs the idle time", [
        ("OfferFacts.swift",
         "case .failed, .withdrawn, .agentLeft, .answeredElsewhere: false",
         "case .failed, .withdrawn, .agentLeft, .answeredElsewhere: MUTANT"),
    ]),
    (12, "a caller whose connection failed is left in silence", [
        ("Engine/QueueEngine+Offers.swift",
         "} else if wasBridging {",
         "} else if wasBridging && !MUTANT {"),
    ]),
    (13, "a bridge without answer is not asked for again", [
        ("Engine/Asks.swift",
         "guard let first = reminders.first, first.at <= now else { return nil }",
         "guard let first = reminders.first, first.at <= now else { return nil }\n        if MUTANT, case .offer = first.owner { return nil }"),
    ]),
    (31, "the bridge of an ended call stays", [
        ("Engine/QueueEngine+Callers.swift",
         "if !isNailedUp { dissolve(offer.bridge, on: offer.server, call: entry.call) }\n        release",
         "if !isNailedUp, !MUTANT { dissolve(offer.bridge, on: offer.server, call: entry.call) }\n        release"),
    ]),
    (32, "the other phones go on ringing when somebody answers", [
        ("Engine/QueueEngine+Offers.swift",
         "if let other = state.offers[other] { lose(other, .answeredElsewhere) }",
         "if let other = state.offers[other], !MUTANT { lose(other, .answeredElsewhere) }"),
    ]),
    (36, "a caller whose longest wait is over is offered on", [
        ("State/QueueState+Indexes.swift",
         "!entry.isOverdue\n            && entry.running.count",
         "(!entry.isOverdue || MUTANT) && entry.running.count"),
    ]),
    (87, "an agent who is told for ever is never connected", [
        ("Engine/QueueEngine+Deadlines.swift",
         "if let offer = state.offers[id] { connect(offer, isAnew: true) }",
         "if let offer = state.offers[id], !MUTANT { connect(offer, isAnew: true) } else { asks.drop(owner) }"),
    ]),
    (111, "a caller who rings is connected and not answered", [
        ("Engine/QueueEngine+Offers.swift", "let answers = isLate || isAnew", "let answers = isLate && !MUTANT || isAnew"),
    ]),
    (112, "a welcome that may be lost is taken for an answer", [
        ("Engine/QueueEngine+Offers.swift", "|| isAnew || asks[.entry(entry.id)] != nil", "|| isAnew || asks[.entry(entry.id)] != nil && !MUTANT"),
    ]),
]
