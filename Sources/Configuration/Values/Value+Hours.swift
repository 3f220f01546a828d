import Queueing

extension Value {
    /// `08:00-18:00`, `22:00-06:00` (over midnight), `00:00-24:00`.
    static func opening(_ text: String) throws(Refusal) -> Schedule.Opening {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = time(parts[0].trimmingSpaces()), let to = time(parts[1].trimmingSpaces())
        else { throw Refusal("'\(text)' is not an opening such as 08:00-18:00 or 22:00-06:00") }
        guard from < Schedule.day, to > 0 else {
            throw Refusal("'\(text)' begins or ends at the wrong midnight: a day is 00:00-24:00")
        }
        guard from != to else { throw Refusal("'\(text)' is empty; a whole day is 00:00-24:00") }
        return Schedule.Opening(from: from, to: to)
    }

    /// In seconds after midnight.
    private static func time(_ text: String) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 2, (1...2).contains(parts[0].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let hour = Int64(parts[0]),
            let minute = Int64(parts[1]), minute < 60, hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 3600 + minute * 60
    }

    /// `2026-12-24`, or `12-25` for every year.
    static func date(_ text: String) throws(Refusal) -> (year: Int64?, month: Int64, day: Int64) {
        if let day = CivilDay(text) {
            let parts = day.parts
            return (parts.year, parts.month, parts.day)
        }
        // 2028 is a leap year.
        if let day = CivilDay("2028-\(text)") {
            let parts = day.parts
            return (nil, parts.month, parts.day)
        }
        throw Refusal("'\(text)' is not a date such as 2026-12-24, or 12-25 for every year")
    }

    static func zone(_ text: String) throws(Refusal) -> ZoneOffsets {
        guard let zone = ZoneOffsets.named(text) else {
            throw Refusal(
                "'\(text)' is not a time zone such as Europe/Berlin or UTC", suggestion: ZoneOffsets.nearest(to: text))
        }
        return zone
    }
}
