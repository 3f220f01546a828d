import Queueing

extension ConfigurationReader {
    /// The longest that carriers let a call ring (Timer C of RFC 3261, 16.6).
    private static let patienceOfCarriers = Duration.seconds(180)

    /// What a waiting caller's phone is told; warns of what cannot be while it is unanswered.
    func answer(_ section: Section, of queue: QueueConfiguration) -> AnswerPolicy {
        let policy = section.value("answer", default: .answer, Value.word(AnswerPolicy.self))
        guard policy.isLate else { return policy }
        func warn(_ key: String, _ text: String) {
            problems.warn(section.origin(of: key), section.path(of: key), text)
        }
        if queue.maxWait.map({ $0 > Self.patienceOfCarriers }) ?? true {
            warn("answer", "carriers end a call that is not answered after about 3 minutes; set max_wait below that")
        }
        if policy == .ring {
            let announcements = queue.announcements
            if announcements.position != .no || announcements.estimate || !announcements.periodic.isEmpty {
                warn("announce", "callers are told nothing with answer: ring, as nothing can be played to them")
            }
            if !queue.limits.exitKeys.isEmpty {
                warn("exit_keys", "have no effect with answer: ring, as no key can be heard")
            }
        }
        return policy
    }
}
