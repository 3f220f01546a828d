import Logging
import Queueing
import Telephony

extension Picture {
    /// One log line for each important step of a call, under the call's id. Here, not in the core: whoever reads the log
    /// slowly must not keep callers waiting. No caller's number is in a fact, so none is in the log.
    ///
    /// Called before the fact is applied: one that closes an entry forgets whose it was.
    func log(_ fact: Fact) {
        guard log.logLevel <= .info else { return }
        let subject = state.subject(of: fact)
        var metadata: Logger.Metadata = [:]
        metadata["call"] = subject.call.map { "\($0)" }
        metadata["queue"] = subject.queue.map { "\($0)" }
        metadata["agent"] = subject.agent.map { "\($0)" }
        switch fact {
        case .entryOpened(let opened):
            metadata["channel"] = "\(opened.channel)"
            metadata["server"] = "\(opened.server)"
            log.info("a caller entered the queue", metadata: metadata)
        case .offerMade(let made):
            metadata["channel"] = "\(made.channel)"
            log.info("offered to an agent", metadata: metadata)
        case .offerLost(let lost):
            metadata["why"] = "\(lost.why.rawValue)"
            if lost.cause != 0 { metadata["cause"] = "\(lost.cause)" }
            log.info("the offer was lost", metadata: metadata)
        case .entryConnected(let connected):
            metadata["channel"] = state.offers[connected.offer].map { "\($0.channel)" }
            log.info("caller and agent are connected", metadata: metadata)
        case .holdBegun(let hold): if hold.call != nil { log.info("the caller is on hold", metadata: metadata) }
        case .holdEnded(let hold): if hold.call != nil { log.info("the caller is off hold", metadata: metadata) }
        case .callbackTaken: log.info("a caller is to be called back", metadata: metadata)
        case .callbackDialled(let dialled):
            metadata["channel"] = "\(dialled.channel)"
            log.info("a customer is called back", metadata: metadata)
        case .callbackEnded(let ended):
            metadata["why"] = "\(ended.why.rawValue)"
            log.info("a customer is not to be called back any more", metadata: metadata)
        case .entryClosed(let closed):
            metadata["outcome"] = "\(closed.outcome.rawValue)"
            metadata["by"] = "\(closed.by.rawValue)"
            if closed.inferred { metadata["inferred"] = "true" }
            if closed.outcome == .callback { metadata["detail"] = closed.detail.map { "\($0)" } }
            log.info("the call is over", metadata: metadata)
        default: break
        }
    }
}
