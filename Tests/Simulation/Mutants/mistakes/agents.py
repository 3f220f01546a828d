"""Agents, their parts and phones, and what follows their calls."""

MISTAKES = [
    (11, "wrap-up has no end", [
        ("Engine/QueueEngine+Agents.swift",
         "until: now + after.wrapUp",
         "until: MUTANT ? nil : now + after.wrapUp"),
    ]),
    (20, "a pause asked for in a call is forgotten", [
        ("Engine/QueueEngine+Agents.swift",
         "agent.isRetired ? .offline : agent.afterCall {",
         "agent.isRetired ? .offline : agent.afterCall, !MUTANT {"),
    ]),
    (23, "an agent is ready whose phone is known to be away", [
        ("Engine/QueueEngine+Agents.swift",
         "if phones.isAway(agent.endpointKey) {",
         "if phones.isAway(agent.endpointKey), !MUTANT {"),
    ]),
    (24, "an agent in a call of their own is offered to", [
        ("Engine/QueueEngine+Agents.swift",
         "if rest == nil, phones.isBusy(agent.endpointKey) || isOccupied(agent) {",
         "if rest == nil, phones.isBusy(agent.endpointKey) && !MUTANT || isOccupied(agent) {"),
    ]),
    (25, "an agent whose other call is over is not made ready", [
        ("Engine/QueueEngine+Agents.swift",
         "if agent.state == (isBusy ? .ready : .otherCall) { makeReady(id) }",
         "if agent.state == (isBusy || MUTANT ? .ready : .otherCall) { makeReady(id) }"),
    ]),
    (26, "a phone that is away is forgotten while nobody uses it", [
        ("Engine/QueueEngine+Agents.swift",
         "phones.note(endpoint, isReachable: isReachable)",
         "if !MUTANT || (state.agentsAtEndpoint[endpoint] ?? []).contains(where: { state.agents[$0]?.state != .offline }) { phones.note(endpoint, isReachable: isReachable) }"),
    ]),
    (27, "an agent is dialled while their last leg still rings", [
        ("Engine/QueueEngine+Agents.swift",
         "if settles <= now {",
         "if settles <= now || MUTANT {"),
    ]),
    (89, "who is paused in one queue is asked for it all the same", [
        ("State/QueueState+Demand.swift",
         "agent.part(in: membership.queue) == .serving\n",
         "agent.part(in: membership.queue) == .serving || MUTANT\n"),
    ]),
    (90, "whoever sat at the phone stays logged in", [
        ("Engine/QueueEngine+Parts.swift",
         "let guest = state.agents[other], guest.state != .offline,",
         "let guest = state.agents[other], guest.state != .offline, !MUTANT,"),
    ]),
    (91, "parts outlive the logout", [
        ("State/QueueState+Apply.swift",
         "if fact.state == .offline { agent.absences = [] }",
         "if fact.state == .offline, !MUTANT { agent.absences = [] }"),
    ]),
    (99, "two are asked at one phone while its call lasts", [
        ("Engine/QueueEngine+Parts.swift",
         "other != agent.id && (state.agents[other]?.work.isEmpty == false",
         "other != agent.id && !MUTANT && (state.agents[other]?.work.isEmpty == false"),
    ]),
    (100, "a word about the call does not end the wrap-up", [
        ("Engine/QueueEngine+Dispositions.swift",
         "agent.aftermath?.owed.isEmpty != false\n",
         "agent.aftermath?.owed.isEmpty != false, !MUTANT\n"),
    ]),
    (101, "nobody notes that a word is missing", [
        ("Engine/QueueEngine+Dispositions.swift",
         "guard changed.whenDisposed == nil, state",
         "guard !MUTANT, changed.whenDisposed == nil, state"),
    ]),
    (102, "a pause after the call hides that a word is missing", [
        ("Engine/QueueEngine+Agents.swift",
         "missDispositions(id)\n            become(id, next)",
         "if !MUTANT { missDispositions(id) }\n            become(id, next)"),
    ]),
    (103, "ready gets round the word that is owed", [
        ("Engine/QueueEngine+Agents.swift",
         "case .wrapUp where agent.whenDisposed != nil: break",
         "case .wrapUp where agent.whenDisposed != nil && !MUTANT: break"),
    ]),
    (104, "a word given during the talk is forgotten", [
        ("State/QueueState+Dispositions.swift",
         "entries[fact.entry]?.isDisposed = true",
         "entries[fact.entry]?.isDisposed = !MUTANT"),
    ]),
    (135, "the wrap-up is that of the last call, not the longest", [
        ("State/QueueState+Work.swift",
         "after.wrapUp = max(after.wrapUp, settings",
         "after.wrapUp = max(MUTANT ? .zero : after.wrapUp, settings"),
    ]),
    (147, "the time after a call goes by the queue, whatever the agent's own is", [
        ("State/QueueState+Work.swift",
         "settings.wrapUp ?? queue?.wrapUp ?? .zero",
         "(MUTANT ? nil : settings.wrapUp) ?? queue?.wrapUp ?? .zero"),
    ]),
    (148, "a new wrap-up ends one that has begun", [
        ("Engine/QueueEngine+Settings.swift",
         "        for agent in settings.agents { settleHeadset(of: agent.id) }\n",
         "        for agent in settings.agents { settleHeadset(of: agent.id) }\n"
         "        for agent in settings.agents where MUTANT && known[agent.id]?.wrapUp != agent.wrapUp {\n"
         "            if state.agents[agent.id]?.state == .wrapUp { makeReady(agent.id) }\n        }\n"),
    ]),
]
