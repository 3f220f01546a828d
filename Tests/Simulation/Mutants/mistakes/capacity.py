"""Several calls of one agent."""

MISTAKES = [
    (129, "a call that wants the whole agent is offered to one who talks", [
        ("State/QueueState+Work.swift",
         "agent.isAvailable || agent.hasRoom && shares(queue)",
         "agent.isAvailable || agent.hasRoom && (shares(queue) || MUTANT)"),
    ]),
    (130, "a call is offered beside one that takes the whole agent", [
        ("State/QueueState+Work.swift",
         "work.allSatisfy { $0.isTalk && $0.isShared }",
         "work.allSatisfy { $0.isTalk && ($0.isShared || MUTANT) }"),
    ]),
    (131, "an agent gets more calls than they can have", [
        ("State/QueueState+Work.swift",
         "work.count < settings.capacity",
         "(work.count < settings.capacity || MUTANT)"),
    ]),
    (132, "a talking agent who let a call pass is asked again at once", [
        ("State/QueueState+Work.swift",
         "restUntil == nil && reason == nil",
         "(restUntil == nil || MUTANT) && reason == nil"),
    ]),
    (133, "who is to leave after the call gets another beside it", [
        ("State/QueueState+Work.swift",
         "reason == nil && afterCall == nil",
         "reason == nil && (afterCall == nil || MUTANT)"),
    ]),
    (134, "wrap-up begins while another call goes on", [
        ("Engine/QueueEngine+Agents.swift",
         "if !agent.work.isEmpty {\n            carryOn(agent)",
         "if !agent.work.isEmpty, !MUTANT {\n            carryOn(agent)"),
    ]),
    (136, "a rest ends where the time after the calls begins", [
        ("Engine/QueueEngine+Agents.swift",
         "} else if !wrapUp(agent, restUntil: lastingRest(of: agent)) {",
         "} else if !wrapUp(agent, restUntil: MUTANT ? nil : lastingRest(of: agent)) {"),
    ]),
    (137, "a rest ends with the time after the calls", [
        ("Engine/QueueEngine+Headset.swift",
         "makeReady(id, restUntil: state.agents[id].flatMap { lastingRest(of: $0) })",
         "makeReady(id, restUntil: MUTANT ? nil : state.agents[id].flatMap { lastingRest(of: $0) })"),
    ]),
]
