import Queueing
import Telephony

/// What a gap may say of those who are gone after it.
extension World {
    /// How long the dialplan's dead-man waits, in milliseconds.
    static let deadMan: Int64 = 28_000

    /// What the rim tells of a server's start: a run that it does not know began just now, as far as that matters; after
    /// its own start the server tells its age.
    func toldStart(of server: Int) -> Instant? {
        let starts = asterisks[server].starts
        if let known = service.starts[asterisks[server].id] { return known == starts.count ? nil : wall }
        return starts.last.map { wall + Span(milliseconds: $0 - now) }
    }

    func deadMenRan(on server: Int) -> Bool { now - (asterisks[server].blindSince ?? now) > Self.deadMan }

    /// The service has got a picture.
    mutating func seen(_ server: ServerID, _ picture: ServerPicture) {
        guard let index = asterisks.firstIndex(where: { $0.id == server }) else { return }
        service.starts[server] = asterisks[index].starts.count
        guard let from = asterisks[index].blindSince else { return }
        asterisks[index].blindTimes.append(BlindTime(from: from, until: now, deadMenRan: picture.deadMenRan))
        asterisks[index].blindSince = nil
    }

    /// An end that was inferred, held against what became of the caller. Where facts were lost an entry may stand for a
    /// later stay, and a clock that jumped knows no ages.
    mutating func compareInferred(_ stay: Stay, _ end: EntryClosed) {
        guard end.inferred, end.outcome != .answered, !clockHasJumped, faults["facts lost in a kill"] == nil,
            let endedAt = stay.endedAt
        else { return }
        let server = asterisks[callers[stay.caller].server]
        let restarted = server.starts.contains { $0 >= stay.enteredAt }
        let isRight: Bool =
            switch (end.outcome, stay.end) {
            case (.failed, _): restarted
            case (_, .lostWithServer): false
            case (.abandoned, .hungUp):
                !server.blindTimes.contains { $0.deadMenRan && $0.from <= endedAt && endedAt <= $0.until }
            // Told just before the silence and heard no more.
            case (.overflow, .hungUp):
                server.blindTimes.contains { $0.deadMenRan && $0.from <= endedAt + 10_000 && endedAt <= $0.until }
            case (.abandoned, .moved): false
            default: true
            }
        if !isRight {
            violate("caller \(stay.caller) ended as \(stay.end as Any) at \(endedAt), inferred \(end.outcome)")
        }
    }
}
