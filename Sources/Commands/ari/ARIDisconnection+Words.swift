import ARIClient
import CallCenter

extension ARIDisconnection {
    /// For people: what is wrong, what to do about it, and when it is tried again.
    var words: String {
        guard let retryIn else { return wordsForGood }
        let seconds = Double(retryIn.components.seconds) + Double(retryIn.components.attoseconds) / 1e18
        return wordsForGood
            + (seconds < 1 ? "; trying again at once" : "; trying again in \(Int(seconds.rounded())) s")
    }

    /// The same where it is not tried again.
    var wordsForGood: String {
        "no connection: \(reason.words)" + (reason.advice.map { "; \($0)" } ?? "")
    }
}
