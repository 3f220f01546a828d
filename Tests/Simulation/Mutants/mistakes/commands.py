"""What people ask for callers: places, priorities, picks, moves and hang-ups."""

MISTAKES = [
    (62, "a priority that is given changes nothing", [
        ("State/QueueState+Places.swift", "after.priority = fact.priority", "if !MUTANT { after.priority = fact.priority }"),
    ]),
    (63, "who is put somewhere stays in the old line as well", [
        ("State/QueueState+Places.swift", "lanes[before.lane]?.line.remove(before.place)",
         "if !MUTANT { lanes[before.lane]?.line.remove(before.place) }"),
    ]),
    (64, "a place is one too far", [
        ("State/QueueState+Places.swift", "let index = max(0, position - 1)", "let index = max(0, position - (MUTANT ? 0 : 1))"),
    ]),
    (65, "a place is forgotten by a checkpoint", [
        ("Coding/EngineCheckpoint.swift", 'json.member("order", entry.order)', 'json.member("order", MUTANT ? nil : entry.order)'),
    ]),
    (66, "other phones ring beside the one that was asked for", [
        ("Engine/QueueEngine+CallerCommands.swift", "stopRinging(for: entry)\n            // Somebody has decided",
         "if !MUTANT { stopRinging(for: entry) }\n            // Somebody has decided"),
    ]),
    (67, "a rule adds phones to the one that was asked for", [
        ("State/QueueState+Indexes.swift", "entry.winner == nil && entry.pick == nil &&",
         "entry.winner == nil && (entry.pick == nil || MUTANT) &&"),
    ]),
    (68, "an agent at rest can be picked", [
        ("Engine/QueueEngine+CallerCommands.swift", "return state.isAvailable(agent, for: entry.queue) ? nil",
         "return state.isAvailable(agent, for: entry.queue) || (MUTANT && agent.state == .ready && agent.work.isEmpty) ? nil"),
    ]),
    (69, "who has been picked up for can be withdrawn", [
        ("Engine/QueueEngine+CallerCommands.swift", "guard entry.winner == nil else { return .pickedUp }",
         "guard entry.winner == nil || MUTANT else { return .pickedUp }"),
    ]),
    (70, "who is moved is refused by the other queue", [
        ("Engine/QueueEngine+CallerCommands.swift", "as: .moved, detail: reason, isKnown: true)",
         "as: .moved, detail: reason, isKnown: !MUTANT)"),
    ]),
    (150, "a talk that is hung up by order counts as ended by the service", [
        ("Engine/QueueEngine+CallerCommands.swift",
         "endTalk(entry, by: .order, telling: reason)",
         "endTalk(entry, by: MUTANT ? .system : .order, telling: reason)"),
    ]),
    (151, "who is hung up while a phone rings for them waits on", [
        ("Engine/QueueEngine+CallerCommands.swift",
         "close(entry, .withdrawn, by: .order, to: .hangUp, telling: reason)",
         "if !MUTANT || entry.offers == 0 { close(entry, .withdrawn, by: .order, to: .hangUp, telling: reason) }"),
    ]),
]
