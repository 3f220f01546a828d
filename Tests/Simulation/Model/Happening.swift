import Queueing
import Telephony

/// Everything that can happen in the model.
enum Happening: Sendable {
    // People
    case callerArrives
    case callerGivesUp(caller: Int)
    case callerReturns(caller: Int)
    case callerPresses(caller: Int)
    case callerWantsCallback(caller: Int)
    case customerCalls(caller: Int)
    case supervisorSpeaks
    case callIsHungUp
    case queueIsOrdered
    case hangsUp(server: Int, channel: String)
    case talkEnds(server: Int, bridge: String)
    case agentCommands
    case registrationChanges
    case headsetHangsUp
    case otherCallBegins
    case otherCallEnds(agent: Int)
    case phoneReturns(agent: Int)
    // Phones
    case phoneRings(server: Int, channel: String)
    case phoneAnswers(server: Int, channel: String)
    case phoneEnds(server: Int, channel: String, cause: Int)
    case phoneHolds(server: Int, channel: String)
    case phoneResumes(server: Int, channel: String)
    // The wire and the rim
    case delivered(server: Int, socket: Int, [Input])
    case performed(boot: Int, Effect, Fate)
    case answered(boot: Int, EffectID, EffectResult)
    case committed(boot: Int)
    case woken(boot: Int, number: Int)
    // Faults
    case socketCut(server: Int)
    case silenceNoticed(server: Int, socket: Int)
    case connects(server: Int, socket: Int)
    case eventsOverflow(server: Int)
    case asteriskRestarts(server: Int)
    case deadMan(server: Int, silence: Int)
    case killed
    case starts(boot: Int)
    case diskFills
    case diskEmpties
    case clockJumps
    case settingsReload
    case settingChanges
    // The end
    case drains
    case everybodyReturns
    case isOver
}

/// What becomes of a request to Asterisk.
enum Fate: Sendable {
    case acts
    /// Fails on the way there; the rim knows no more than that.
    case fails
    /// Acts, and the rim does not learn it.
    case actsUnknown
    /// Acts; the answer is never delivered.
    case actsSilently
    /// Neither acts nor answers.
    case vanishes
    /// Acts; the answer comes twice.
    case actsTwice
    /// Acts; the answer comes much later.
    case actsLate
    /// Asterisk says no for a reason of its own.
    case refused
}
