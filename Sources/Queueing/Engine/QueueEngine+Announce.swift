import Telephony

extension QueueEngine {
    /// The longest that a caller is spoken to at a time. The dialplan's dead-man cannot be put off while something is
    /// played, and it runs 28 s.
    static let longestAnnouncement = Span.seconds(18)
    /// How long a caller hears nothing but music between two announcements, at least.
    static let music = Span.seconds(3)
    /// How long an agent is spoken to at most before they are connected all the same.
    package static let longestBriefing = Span.seconds(20)

    /// Begins to tell a caller who is on the music, where their queue does so.
    mutating func attend(_ entry: QueueState.Entry) {
        guard announcer[entry.id] == nil, entry.winner == nil, entry.callback == nil, state.isUp(entry.server),
            let queue = state.queues[entry.queue]?.settings, queue.announcements.concernCallers,
            queue.answer != .ring
        else { return }
        let settings = queue.announcements
        var record = Announcer.Record()
        if settings.position != .no || settings.estimate { record.placeAt = now + settings.after }
        if !settings.periodic.isEmpty { record.periodicAt = now + settings.periodicEvery }
        announcer[entry.id] = record
    }

    /// Tells a caller what is due, or ends what has lasted too long.
    mutating func announce(_ id: EntryID) {
        guard var record = announcer[id] else { return }
        guard let entry = state.entries[id], entry.winner == nil, state.isUp(entry.server),
            let queue = state.queues[entry.queue]?.settings
        else {
            announcer[id] = nil
            return
        }
        if let playing = record.playing {
            ask(.silence(entry.channel, playing), on: entry.server, call: entry.call)
            announcer.ended(playing, music: now + Self.music)
            return
        }
        guard queue.answer != .ring else {
            // Their phone rings, and hears nothing but that.
            announcer[id] = nil
            return
        }
        let media = due(&record, for: entry, queue.announcements)
        if !media.isEmpty {
            let playback = entry.leg.playback
            record.playing = playback
            record.until = now + Self.longestAnnouncement
            ask(
                .announce(entry.channel, playback, media, music: queue.music), on: entry.server, call: entry.call)
        }
        announcer[id] = record
    }

    /// What is to be said now; sets when the next is due.
    private mutating func due(
        _ record: inout Announcer.Record, for entry: QueueState.Entry, _ settings: Announcements
    ) -> [Media] {
        var media: [Media] = []
        if let at = record.placeAt, at <= now {
            record.placeAt = nil
            if settings.position != .no || settings.estimate { record.placeAt = now + max(settings.every, .seconds(1)) }
            if let place = state.position(of: entry.id), settings.position != .no {
                let isBetter = record.told.map { place < $0 } ?? true
                if settings.position == .always || isBetter {
                    media += Phrases.position(place)
                    record.told = place
                }
            }
            if settings.estimate, let wait = state.estimatedWait(of: entry.id) { media += Phrases.estimate(wait) }
            if !media.isEmpty { media += Phrases.thanks }
        }
        if let at = record.periodicAt, at <= now {
            record.periodicAt = settings.periodic.isEmpty ? nil : now + max(settings.periodicEvery, .seconds(1))
            if let sound = sound(record.count, of: settings, for: entry) {
                media.append(.sound(sound))
                record.count += 1
            }
        }
        return media
    }

    private func sound(_ count: Int, of settings: Announcements, for entry: QueueState.Entry) -> String? {
        guard !settings.periodic.isEmpty else { return nil }
        switch settings.order {
        case .inTurn: return settings.periodic[count % settings.periodic.count]
        case .random:
            let draw = Draw(entry.id.raw, UInt64(count)).number(below: UInt64(settings.periodic.count))
            return settings.periodic[Int(draw)]
        }
    }

    // MARK: Agents

    /// Tells an agent who has picked up whom they are about to talk to; nil where nothing is told.
    mutating func brief(_ offer: QueueState.Offer) -> Bool {
        guard let entry = state.entries[offer.entry], let queue = state.queues[offer.queue]?.settings else {
            return false
        }
        let media = queue.announcements.briefing(waited: now - entry.enteredAt)
        guard !media.isEmpty else { return false }
        ask(
            .brief(offer.channel, offer.leg.playback, media), on: offer.server, call: entry.call,
            for: .offer(offer.id), remindIn: Self.longestBriefing)
        return true
    }

    /// Whatever became of the words: who has picked up is connected. Only if they are gone nobody is.
    mutating func briefed(_ offer: QueueState.Offer, _ result: EffectResult) {
        guard offer.stage == .answered else { return }
        switch result {
        case .legGone(offer.channel), .gone: lose(offer, .failed, agentIsGone: true)
        // Whether callers are answered at once may have changed while the agent was spoken to.
        case .done, .legGone, .refused, .unknown: connect(offer, isAnew: true)
        }
    }
}

extension QueueState {
    /// How long whoever stands at a place of the queue's line will wait: (callers ahead + 1) × mean handle time of the
    /// queue's last calls / calls that can be talked at a time (docs/queues.md). Nil where nobody is there, or no call has
    /// ended yet.
    package func estimatedWait(of id: EntryID) -> Span? {
        guard let entry = entries[id], let place = position(of: id) else { return nil }
        return pace(of: entry.queue)?.wait(at: place)
    }

    /// How fast a queue's line moves; nil where nobody can say.
    package func pace(of id: QueueID) -> Pace? {
        guard let queue = queues[id], !queue.handleTimes.isEmpty else { return nil }
        let sharing = shares(id)
        let calls = agents.values.reduce(0) { $0 + ($1.staffs(id) ? (sharing ? max(1, $1.settings.capacity) : 1) : 0) }
        guard calls > 0 else { return nil }
        let sum = queue.handleTimes.reduce(Int64(0)) { $0 + $1.milliseconds }
        return Pace(handleTime: Span(milliseconds: sum / Int64(queue.handleTimes.count)), calls: calls)
    }

    /// What the wait in a queue is estimated by.
    package struct Pace: Hashable, Sendable {
        /// The mean of the queue's last calls, talk and the time after it.
        package var handleTime: Span
        /// How many of its calls its agents who are there can have at a time: several each where the queue shares them.
        package var calls: Int

        /// - Parameter place: in the line, from 1.
        package func wait(at place: Int) -> Span {
            Span(milliseconds: Int64(place) * handleTime.milliseconds / Int64(calls))
        }
    }
}
