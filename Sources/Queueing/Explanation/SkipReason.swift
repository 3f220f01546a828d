/// Why an agent of the queue was not asked. The raw values are kept for ever: one is never changed, only added to.
package enum SkipReason: String, Hashable, Sendable, CaseIterable {
    /// Serves the queue, and is not logged in.
    case offline
    /// For the reason that stands beside it.
    case notReady = "not_ready"
    /// The phone cannot be reached, for the reason that stands beside it.
    case unreachable
    /// In a call that no queue brought.
    case otherCall = "other_call"
    /// Does the work after a call, until a moment.
    case wrapUp = "wrap_up"
    /// Talks with another caller.
    case talking
    /// Talks with a caller whose call takes them whole, though they can have several calls.
    case exclusiveCall = "exclusive_call"
    /// Has as many calls as they can have.
    case atCapacity = "at_capacity"
    /// Their phone is dialled or rings for another caller.
    case offeredToAnother = "offered_to_another"
    /// Their phone is dialled or rings for this caller already.
    case offeredHere = "offered_here"
    /// Logged in, and paused in this queue, for the reason that stands beside it.
    case pausedHere = "paused_here"
    /// Logged in for other queues only.
    case loggedOutHere = "logged_out_here"
    /// Left alone after a failed offer, or until their last leg has ended, until a moment.
    case resting
    /// Their phone is on another server than the caller.
    case otherServer = "other_server"
    /// Lacks a skill that is required (still).
    case lacksSkill = "lacks_skill"
    /// Their tier is not asked yet.
    case tierClosed = "tier_closed"
    /// The caller still waits for another agent alone.
    case waitsForAnother = "waits_for_another"
    /// Could be asked; the caller prefers the one who was.
    case notPreferred = "not_preferred"
    /// Could be asked; lacks more of what the caller needs than the one who was.
    case lacksMore = "lacks_more"
    /// Could be asked; has more calls already than the one who was.
    case talksMore = "talks_more"
    /// Could be asked; their tier comes after the one that was.
    case higherTier = "higher_tier"
    /// Could be asked; the queue's rule puts them after the one who was.
    case later
}

/// What an agent was chosen by. The raw values are kept for ever.
package enum Criterion: String, Hashable, Sendable, CaseIterable {
    /// Since when they are idle; the value is the moment.
    case idleSince = "idle_since"
    /// How many callers of the queue they have talked to since they logged in.
    case calls
    /// How many milliseconds they have talked with callers of the queue since they logged in.
    case talk
    /// Their place in the configured list, from 0.
    case position
    /// As `position`, going on after somebody.
    case turn
    /// A number that was drawn among equals; no value.
    case draw
    /// As `draw`, each with a share; the value is theirs.
    case weightedDraw = "weighted_draw"
    /// The caller prefers them.
    case preferred
    /// Somebody asked for them; no rule chose.
    case picked
    /// They were found talking when a server's picture was compared; nobody was chosen.
    case found
}

extension Strategy {
    /// What it chooses by.
    var criterion: Criterion {
        switch self {
        case .ringAll, .longestIdle, .ringProgressively: .idleSince
        case .fewestCalls: .calls
        case .leastTalkTime: .talk
        case .random: .draw
        case .weightedRandom: .weightedDraw
        case .roundRobin, .linear: .turn
        case .ordered: .position
        }
    }

    /// The rule in one sentence, as it is kept with the explanations of its time.
    package var sentence: String {
        switch self {
        case .ringAll: "The phones of all available agents ring at the same time, and who answers first has the caller."
        case .longestIdle: "The agent whose last work ended, or who became ready, the longest ago is asked first."
        case .fewestCalls:
            "The agent who has talked to the fewest callers of this queue since they logged in is asked first, among "
                + "equals the longest idle."
        case .leastTalkTime:
            "The agent who has talked the shortest with callers of this queue since they logged in is asked first, among "
                + "equals the longest idle."
        case .random: "Any available agent is asked, each as likely as the others."
        case .weightedRandom: "Any available agent is asked, one of weight two twice as likely as one of weight one."
        case .roundRobin:
            "Agents are asked in turn, in the order in which they are configured, going on after the one whom the queue "
                + "asked last."
        case .ordered: "The first available agent in the order in which they are configured is asked, each time anew."
        case .linear:
            "Each caller goes through the agents in the order in which they are configured, going on after the one who "
                + "was asked last for this caller."
        case .ringProgressively:
            "The longest idle agent's phone rings first, and after each step that of the next beside it."
        }
    }
}
