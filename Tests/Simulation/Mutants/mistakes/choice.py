"""Who is offered whom: order, strategies, skills and demands; explanations of it."""

MISTAKES = [
    (7, "who came last is served first", [
        ("State/Lane.swift",
         "return left.enteredAt < right.enteredAt",
         "return MUTANT ? left.enteredAt > right.enteredAt : left.enteredAt < right.enteredAt"),
    ]),
    (8, "priority is forgotten", [
        ("State/Lane.swift",
         "if left.priority != right.priority {",
         "if left.priority != right.priority && !MUTANT {"),
    ]),
    (9, "shortest idle instead of longest", [
        ("Strategies/LongestIdle.swift",
         "(agent.idleSince.milliseconds, 0)",
         "(MUTANT ? -agent.idleSince.milliseconds : agent.idleSince.milliseconds, 0)"),
    ]),
    (33, "a second phone rings where one should", [
        ("Strategies/Strategy.swift",
         "static func offersAtOnce(for entry: QueueState.Entry) -> Int { 1 }",
         "static func offersAtOnce(for entry: QueueState.Entry) -> Int { MUTANT ? 2 : 1 }"),
    ]),
    (34, "ring all rings one phone", [
        ("Strategies/RingAll.swift", "Int { .max }", "Int { MUTANT ? 1 : .max }"),
    ]),
    (35, "no further phone rings after the step", [
        ("State/QueueState+Indexes.swift",
         "queue.strategy == .ringProgressively,",
         "queue.strategy == .ringProgressively, !MUTANT,"),
    ]),
    (37, "tiers are ignored", [
        ("Strategies/Strategy.swift", "if left.tier != right.tier {", "if left.tier != right.tier && !MUTANT {"),
    ]),
    (38, "most calls instead of fewest", [
        ("Strategies/FewestCalls.swift", "(Int64(agent", "((MUTANT ? -1 : 1) * Int64(agent"),
    ]),
    (39, "most talk instead of least", [
        ("Strategies/LeastTalkTime.swift", "(agent.tally", "((MUTANT ? -1 : 1) * agent.tally"),
    ]),
    (40, "round robin without memory", [
        ("Strategies/RoundRobin.swift", "choice.next(after: choice.lastAsked)",
         "choice.next(after: MUTANT ? nil : choice.lastAsked)"),
    ]),
    (41, "linear goes on where the queue was, not the caller", [
        ("Strategies/Linear.swift", "choice.entry.lastAsked", "(MUTANT ? choice.lastAsked : choice.entry.lastAsked)"),
    ]),
    (42, "ordered asks the last in the list", [
        ("Strategies/Ordered.swift", "(Int64(agent.settings.position), 0)",
         "((MUTANT ? -1 : 1) * Int64(agent.settings.position), 0)"),
    ]),
    (43, "random always asks the same", [
        ("Strategies/Random.swift", "Int(Draw(choice.entry).number(below: UInt64(equals)))",
         "MUTANT ? 0 : Int(Draw(choice.entry).number(below: UInt64(equals)))"),
    ]),
    (44, "weights are not weighed", [
        ("Strategies/WeightedRandom.swift", "let weight = UInt64(max(1, agent.key))",
         "let weight = MUTANT ? 1 : UInt64(max(1, agent.key))"),
    ]),
    (46, "the weight of queues is ignored", [
        ("Engine/QueueEngine+Match.swift", "return l != r ? l > r : left.place < right.place",
         "return l != r && !MUTANT ? l > r : left.place < right.place"),
    ]),
    (47, "oldest first goes by priority", [
        ("Engine/QueueEngine+Match.swift", "return l != r ? l < r : left.place.order < right.place.order",
         "return MUTANT ? left.place < right.place : l != r ? l < r : left.place.order < right.place.order"),
    ]),
    (48, "an explanation names the chosen agent among the others", [
        ("Explanation/Explanation.swift",
         "guard id != chosen?.agent, runnersUp",
         "guard id != chosen?.agent || MUTANT, runnersUp"),
    ]),
    (49, "an explanation takes who rests for one who comes later", [
        ("Explanation/Explanation.swift",
         "case .ready where agent.restUntil != nil: return (.resting",
         "case .ready where agent.restUntil != nil: return (MUTANT ? .later : .resting"),
    ]),
    (50, "an explanation is read with its runs one too long", [
        ("Explanation/ExplanationCoding.swift",
         "numbers.append(contentsOf: first...last)",
         "numbers.append(contentsOf: first...(MUTANT && last > first ? last - 1 : last))"),
    ]),
    (51, "a required skill is not required", [
        ("Demand/Demand.swift",
         "skills.satisfy(required, relaxedBy: relaxedBy)",
         "(MUTANT || skills.satisfy(required, relaxedBy: relaxedBy))"),
    ]),
    (52, "what is preferred is not", [
        ("Demand/Demand.swift",
         "agent.skills.shortfall(to: required) + agent.skills.shortfall(to: preferred)",
         "agent.skills.shortfall(to: required) + (MUTANT ? 0 : agent.skills.shortfall(to: preferred))"),
    ]),
    (53, "the best of the good enough is not looked for", [
        ("Strategies/Strategy.swift",
         "if left.shortfall != right.shortfall {",
         "if left.shortfall != right.shortfall && !MUTANT {"),
    ]),
    (54, "tiers are open from the beginning", [
        ("Demand/Demand.swift",
         "tier <= tiers\n",
         "(MUTANT || tier <= tiers)\n"),
    ]),
    (55, "a demand is never relaxed", [
        ("Demand/Demand.swift",
         "return rung < widening.count ? widening[rung].after : nil",
         "return rung < widening.count && !MUTANT ? widening[rung].after : nil"),
    ]),
    (56, "a caller's own needs are forgotten", [
        ("Demand/Demand.swift",
         "required: self.needs.required.merging(needs.required),",
         "required: MUTANT ? self.needs.required : self.needs.required.merging(needs.required),"),
    ]),
    (57, "nobody is preferred when the time is over", [
        ("Engine/QueueEngine+Match.swift",
         "let rank = state.rank(of: agent, in: lane.queue, for: demand), available.contains(rank)",
         "let rank = state.rank(of: agent, in: lane.queue, for: demand), available.contains(rank), !MUTANT"),
    ]),
    (58, "a caller hopes for an agent who left", [
        ("Engine/QueueEngine.swift",
         "case .agentChanged(let fact): disappoint(fact.agent)",
         "case .agentChanged(let fact): if !MUTANT { disappoint(fact.agent) }"),
    ]),
    (59, "a caller hopes for an agent who is not there", [
        ("Engine/QueueEngine+Callers.swift",
         "giveUpHope(arrival.entry)",
         "if !MUTANT { giveUpHope(arrival.entry) }"),
    ]),
    (60, "new settings do not change what is asked for who waits", [
        ("State/QueueState+Apply.swift",
         "entries[entry.id]?.demand = demand\n",
         "if !MUTANT { entries[entry.id]?.demand = demand }\n"),
    ]),
    (61, "a group is made without those who are free", [
        ("State/QueueState+Demand.swift",
         "group.available = lane.available(meeting: demand)",
         "if !MUTANT { group.available = lane.available(meeting: demand) }"),
    ]),
    (138, "one who talks is asked before one who is free", [
        ("Strategies/Strategy.swift",
         "if left.load != right.load { return left.load < right.load }",
         "if left.load != right.load { return MUTANT ? left.load > right.load : left.load < right.load }"),
    ]),
]
