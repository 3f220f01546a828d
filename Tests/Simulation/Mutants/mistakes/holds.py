"""Callers on hold."""

MISTAKES = [
    (139, "a hold is told twice", [
        ("Engine/QueueEngine+Hold.swift",
         "(offer.heldSince != nil) != isHeld\n",
         "(offer.heldSince != nil) != isHeld || MUTANT\n"),
    ]),
    (140, "an agent holds whose other call goes on", [
        ("State/QueueState+Hold.swift",
         "agent.work.contains { $0.isTalk && offers[$0.offer]?.heldSince == nil } ? .talking",
         "agent.work.contains { $0.isTalk && offers[$0.offer]?.heldSince == nil } != "
         "(MUTANT && agent.work.contains { offers[$0.offer]?.heldSince != nil }) ? .talking"),
    ]),
    (141, "who holds is not told as holding", [
        ("Engine/QueueEngine+Hold.swift",
         "if let agent = state.agents[offer.agent] { makeRoom",
         "if let agent = state.agents[offer.agent], !MUTANT { makeRoom"),
    ]),
    (142, "a hold in a gap is not found", [
        ("Engine/QueueEngine+Reconcile.swift",
         "        compareHolds(server, seen)\n",
         "        if !MUTANT { compareHolds(server, seen) }\n"),
    ]),
    (144, "a hold before the connection is not heard", [
        ("Engine/QueueEngine+Hold.swift",
         "offer.stage == .answered || offer.stage == .connected,",
         "offer.stage == .answered && !MUTANT || offer.stage == .connected,"),
    ]),
    (145, "who goes on holding after another call loses their turn", [
        ("State/QueueState+Apply.swift",
         "agent.state.isInCalls && !fact.state.isInCalls && !agent.work.isEmpty",
         "agent.state.isInCalls && (!fact.state.isInCalls || MUTANT) && !agent.work.isEmpty"),
    ]),
    (146, "a hold's time is forgotten with the next", [
        ("State/QueueState+Hold.swift",
         "return offer.heldFor + max(.zero, at - since)",
         "return (MUTANT ? .zero : offer.heldFor) + max(.zero, at - since)"),
    ]),
]
