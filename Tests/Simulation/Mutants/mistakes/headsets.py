"""Headsets that stay connected."""

MISTAKES = [
    (92, "a headset that is up is dialled for each call", [
        ("Engine/QueueEngine+Match.swift",
         "let headset = agent.liveHeadset\n",
         "let headset = MUTANT ? nil : agent.liveHeadset\n"),
    ]),
    (93, "the next caller joins while the last one is still in the bridge", [
        ("State/QueueState+Headset.swift",
         "guard isNailedUp(offer) else { return }\n        agents",
         "guard isNailedUp(offer), !MUTANT else { return }\n        agents"),
    ]),
    (94, "the answer to a join counts as a connection", [
        ("Engine/QueueEngine+Results.swift",
         "case .done where ask.effect.action.isJoin && !talks:",
         "case .done where ask.effect.action.isJoin && !talks && !MUTANT:"),
    ]),
    (95, "a headset is forgotten when it is let go of", [
        ("Engine/QueueEngine+Headset.swift",
         "ask(.hangUp(headset.channel, .normal), on: headset.server, call: call, for: .leg(headset.leg))",
         "if !MUTANT {\n            ask(.hangUp(headset.channel, .normal), on: headset.server, call: call, for: .leg(headset.leg))\n        }"),
    ]),
    (96, "a headset that was lost in a gap is taken for there", [
        ("Engine/QueueEngine+Reconcile.swift",
         "        compareHeadsets(server, seen)\n",
         "        if !MUTANT { compareHeadsets(server, seen) }\n"),
    ]),
    (97, "a headset at a phone that is away stays", [
        ("Engine/QueueEngine+Agents.swift",
         "if state.agents[id].map({ phones.wasAway($0.endpointKey) }) == true { releaseHeadset(of: id) }",
         "if !MUTANT, state.agents[id].map({ phones.wasAway($0.endpointKey) }) == true { releaseHeadset(of: id) }"),
    ]),
    (98, "who is still spoken to about a caller who is gone takes the next one", [
        ("Engine/QueueEngine+Headset.swift",
         "asks.begin(\n            pending.effect, for: .headset(offer.agent), at: now, remindAt: now + Self.longestBriefing)",
         "if !MUTANT { asks.begin(pending.effect, for: .headset(offer.agent), at: now, remindAt: now + Self.longestBriefing) }"),
    ]),
    (114, "who is put through to a headset keeps the music where ending it failed", [
        ("Engine/QueueEngine+Offers.swift",
         "if let join = asks[.offer(offer.id)], case .join(_, let caller, _) = join.effect.action {",
         "if !MUTANT, let join = asks[.offer(offer.id)], case .join(_, let caller, _) = join.effect.action {"),
    ]),
    (115, "who is put through to a headset keeps the music where a gap came between", [
        ("Engine/QueueEngine+Reconcile.swift",
         "free(entry, since: seen.blindFrom)",
         "if !MUTANT { free(entry, since: seen.blindFrom) }"),
    ]),
    (143, "a caller is put through to a headset on hold", [
        ("Engine/QueueEngine+Headset.swift",
         "headset.isUp, headset.isHeld {",
         "headset.isUp, headset.isHeld, !MUTANT {"),
    ]),
]
