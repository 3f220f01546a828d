"""Requests for a call back."""

MISTAKES = [
    (117, "the end of the ring that an agent hears is asked for once", [
        ("Engine/QueueEngine+Callbacks.swift",
         "ask(.quiet(offer.channel), on: offer.server, call: call, for: .ring(offer.leg))",
         "ask(.quiet(offer.channel), on: offer.server, call: call, for: MUTANT ? nil : .ring(offer.leg))"),
    ]),
    (118, "a customer who was not reached stays in line", [
        ("Engine/QueueEngine+Callbacks.swift",
         "guard let entry = state.entries[entry.id] else { return }\n        close(",
         "guard let entry = state.entries[entry.id], !MUTANT else { return }\n        close("),
    ]),
    (119, "a customer is put through before they have picked up", [
        ("Engine/QueueEngine+Callbacks.swift",
         "guard callback.isAnswered else { return false }",
         "guard callback.isAnswered || MUTANT else { return false }"),
        ("Engine/QueueEngine+Callbacks.swift",
         "callBack(entry, for: offer)\n            return false",
         "callBack(entry, for: offer)\n            return MUTANT"),
    ]),
    (120, "a start takes a request for a caller who is gone", [
        ("Engine/QueueEngine+Reconcile.swift",
         "guard !entry.hasLeg || seen.has(entry.channel) else {",
         "guard !entry.hasLeg && !MUTANT || seen.has(entry.channel) else {"),
    ]),
    (121, "a request stands on when its customer calls again", [
        ("Engine/QueueEngine+Callbacks.swift",
         "cancelCallback(request, .calledAgain)",
         "if !MUTANT { cancelCallback(request, .calledAgain) }"),
    ]),
    (122, "who calls again stands at the end of the line", [
        ("Engine/QueueEngine+Callbacks.swift",
         "let stoodBefore = request.place.enteredAt <= caller.place.enteredAt",
         "let stoodBefore = !MUTANT && request.place.enteredAt <= caller.place.enteredAt"),
    ]),
    (123, "nobody ends the ring at a customer's", [
        ("State/QueueState+Callbacks.swift",
         "!callback.isAnswered && isUp(entry.server) ? callback.ringsUntil : nil",
         "!callback.isAnswered && isUp(entry.server) && !MUTANT ? callback.ringsUntil : nil"),
    ]),
    (124, "a request is kept for ever", [
        ("State/QueueState+Callbacks.swift",
         "return entry.running.isEmpty ? callback.until : nil",
         "return entry.running.isEmpty && !MUTANT ? callback.until : nil"),
    ]),
    (125, "customers are called back while the queue is closed", [
        ("State/QueueState+Callbacks.swift",
         "entry.callback != nil && queues[entry.queue]?.door.isOpen == false",
         "entry.callback != nil && queues[entry.queue]?.door.isOpen == false && !MUTANT"),
    ]),
    (126, "a queue that closes lets the phones ring on for its requests, and their customers are dialled", [
        ("Engine/QueueEngine+Hours.swift",
         "if !door.isOpen { holdBackCallbacks(of: queue) }",
         "if !door.isOpen, !MUTANT { holdBackCallbacks(of: queue) }"),
        ("Engine/QueueEngine+Callbacks.swift",
         "!state.isHeldBack(entry)\n        else {",
         "!state.isHeldBack(entry) || MUTANT\n        else {"),
    ]),
    (127, "a customer whose agent has left goes on ringing", [
        ("Engine/QueueEngine+Callbacks.swift",
         "if entry.hasLeg {\n            let isAgents",
         "if entry.hasLeg, !MUTANT {\n            let isAgents"),
    ]),
    (128, "who is to be called back takes up the room of those who wait", [
        ("State/QueueState+Reading.swift",
         "callbacks.isEmpty ? 0 : -callbacks",
         "callbacks.isEmpty || MUTANT ? 0 : -callbacks"),
    ]),
]
