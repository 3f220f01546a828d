/// The words of Asterisk's queue_log: those that Mayday writes, and those that are never used for anything else.
package enum QueueLogEvent: String, Hashable, Sendable, CaseIterable {
    case queueStart = "QUEUESTART"
    case configReload = "CONFIGRELOAD"

    case enterQueue = "ENTERQUEUE"
    case connect = "CONNECT"
    case completeCaller = "COMPLETECALLER"
    case completeAgent = "COMPLETEAGENT"
    case abandon = "ABANDON"
    case exitEmpty = "EXITEMPTY"
    case exitWithTimeout = "EXITWITHTIMEOUT"
    case exitWithKey = "EXITWITHKEY"
    case withdraw = "WITHDRAW"

    case ringNoAnswer = "RINGNOANSWER"
    case ringCanceled = "RINGCANCELED"
    case agentDump = "AGENTDUMP"

    case agentLogin = "AGENTLOGIN"
    case agentLogoff = "AGENTLOGOFF"
    case addMember = "ADDMEMBER"
    case removeMember = "REMOVEMEMBER"
    case pause = "PAUSE"
    case unpause = "UNPAUSE"
    case pauseAll = "PAUSEALL"
    case unpauseAll = "UNPAUSEALL"

    // Reserved: no fact leads to them; docs/queue-log.md says why.
    case blindTransfer = "BLINDTRANSFER"
    case attendedTransfer = "ATTENDEDTRANSFER"
    case penalty = "PENALTY"
    case ringInUse = "RINGINUSE"
    case outCall = "OUTCALL"
    case did = "DID"
    case sysCompat = "SYSCOMPAT"
}

/// By which of their names an agent stands in the log. app_queue writes a member's name, which is the interface where
/// none was given.
package enum AgentNaming: String, Hashable, Sendable, CaseIterable {
    /// `PJSIP/1001`
    case endpoint
    case name
    case id
}
