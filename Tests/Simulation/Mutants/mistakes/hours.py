"""Hours and orders to open and close."""

MISTAKES = [
    (105, "a closed queue takes callers in", [
        ("Engine/QueueEngine+Hours.swift", "queue.door.isOpen ? nil : (.closed", "queue.door.isOpen || MUTANT ? nil : (.closed"),
    ]),
    (106, "a clock set back opens and closes nothing", [
        ("Engine/QueueEngine+Hours.swift", "guard let before, wall >= before else", "guard let before, wall >= before || MUTANT else"),
    ]),
    (107, "an order outlives its end", [
        ("Engine/QueueEngine+Hours.swift", "queue.door.until.map({ wall < $0 }) ?? true {",
         "queue.door.until.map({ wall < $0 || MUTANT }) ?? true {"),
    ]),
    (108, "who waits in a closed queue is left there", [
        ("Engine/QueueEngine+Hours.swift", "guard !doors.sending.isEmpty else { return false }",
         "guard !doors.sending.isEmpty, !MUTANT else { return false }"),
    ]),
    (109, "new settings open a queue that is closed by order", [
        ("State/QueueState+Apply.swift", "door: known?.door ?? .open)", "door: MUTANT ? .open : known?.door ?? .open)"),
    ]),
    (110, "a checkpoint forgets who is closed", [
        ("Coding/EngineCheckpoint.swift", "if !doors.isEmpty {", "if !doors.isEmpty, !MUTANT {"),
    ]),
    (116, "an order sends callers in a circle of closed queues", [
        ("Engine/QueueEngine+Hours.swift",
         "target?.queue != id, state.circle(closing: id, to: target) == nil",
         "target?.queue != id, MUTANT || state.circle(closing: id, to: target) == nil"),
    ]),
    (149, "a queue whose hours have changed waits for the next moment of the old ones", [
        ("Engine/QueueEngine+Settings.swift",
         "record(.settingsChanged(settings))\n        lookAtDoors()",
         "record(.settingsChanged(settings))\n        if !MUTANT { lookAtDoors() }"),
    ]),
]
