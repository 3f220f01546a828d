/// The other figures of docs/figures.md that follow from a queue's counts. Means are true means, in milliseconds.
extension QueueCounts {
    /// ASA: Σ wait of the answered, ringing included, / A.
    package var averageSpeedOfAnswer: Ratio { Ratio(waitOfAnswered, answered) }
    package var averageWaitOfAbandoned: Ratio { Ratio(waitOfAbandoned, abandoned) }
    package var averageTalk: Ratio { Ratio(talkTime, talks) }
    /// Of the conversations that were on hold.
    package var averageHold: Ratio { Ratio(holdTime, holds) }
    /// AHT: Σ (talk + wrap-up) of completed calls / completed calls.
    package var averageHandleTime: Ratio { Ratio(handledTalkTime + handledWrapUpTime, handled) }
    /// (Ab − sAb) / (O − sAb).
    package var abandonRate: Ratio { Ratio(abandoned - shortAbandoned, offered - shortAbandoned) }
    /// Ab / O, shown beside it.
    package var abandonRateOfAll: Ratio { Ratio(abandoned, offered) }
    package var answerRate: Ratio { Ratio(answered, offered) }
}
