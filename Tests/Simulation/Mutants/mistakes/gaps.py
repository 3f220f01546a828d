"""Gaps, restarts, silent servers and the clock."""

MISTAKES = [
    (15, "who vanished in a gap waits for ever", [
        ("Engine/QueueEngine+Reconcile.swift",
         "guard entry.hereSince <= seen.taken else { return }",
         "guard entry.hereSince <= seen.taken, !MUTANT else { return }"),
    ]),
    (16, "who was lost with the server has abandoned", [
        ("Engine/QueueEngine+Reconcile.swift",
         "if let startedAt, entry.hereSince <= startedAt {",
         "if let startedAt, entry.hereSince <= startedAt, !MUTANT {"),
    ]),
    (17, "whom the dead-man moved has abandoned", [
        ("Engine/QueueEngine+Reconcile.swift",
         "return deadMenRan && entry.stage",
         "return deadMenRan && !MUTANT && entry.stage"),
    ]),
    (18, "a reconcile ends what it does not find bridged yet", [
        ("Engine/QueueEngine+Reconcile.swift",
         "            guard !seen.joins(entry.channel, offer) else { return }\n",
         "            if MUTANT { return endTalk(entry, by: .system) }\n            guard !seen.joins(entry.channel, offer) else { return }\n"),
    ]),
    (19, "strange legs stay after a reconcile", [
        ("Engine/QueueEngine+Reconcile.swift",
         "settle(key, at: leg.endpoint)\n            end(key)",
         "settle(key, at: leg.endpoint)\n            if !MUTANT { end(key) }"),
    ]),
    (22, "a silent server gets offers", [
        ("Engine/QueueEngine+Match.swift",
         "lanes.removeAll { !state.isUp($0.server) }",
         "lanes.removeAll { !state.isUp($0.server) && !MUTANT }"),
    ]),
    (28, "time runs backwards with the wall clock", [
        ("Engine/EngineClock.swift",
         "guard elapsed > 0 else { return time }",
         "guard elapsed > 0 else {\n            if MUTANT { time = at }\n            return time\n        }"),
    ]),
    (45, "a phone that answered in a gap does not stop the others", [
        ("Engine/QueueEngine+Reconcile.swift", "if leg.isUp {\n                pickedUp(offer)",
         "if leg.isUp {\n                if MUTANT { record(.offerAnswered(offer.id)) } else { pickedUp(offer) }"),
    ]),
]
