import Foundation
import Queueing

extension ZoneOffsets {
    /// The years before and after this one whose changes are read.
    private static let past: Int64 = 1
    private static let future: Int64 = 10

    /// Reads a zone by its IANA name (`Europe/Berlin`, `UTC`); nil where nobody knows it.
    ///
    /// Day by day, and where two differ the second is found: this sees every change, not daylight-saving ones alone.
    package static func named(_ name: String, at now: Date = Date()) -> ZoneOffsets? {
        guard name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        func offset(_ second: Int64) -> Int64 {
            Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
        }
        let year = CivilDay(number: Int64(now.timeIntervalSince1970) / Schedule.day).parts.year
        guard let from = CivilDay(year: year - past, month: 1, day: 1),
            let until = CivilDay(year: year + future, month: 1, day: 1)
        else { return nil }
        var offsets = ZoneOffsets(name: name, first: offset(from.number * Schedule.day))
        var known = offsets.first
        for day in from.number..<until.number {
            let end = (day + 1) * Schedule.day
            let next = offset(end)
            guard next != known else { continue }
            var (before, after) = (day * Schedule.day, end)
            while after - before > 1 {
                let middle = before + (after - before) / 2
                if offset(middle) == known { before = middle } else { after = middle }
            }
            offsets.changes.append(Change(at: after, offset: next))
            known = next
        }
        return offsets
    }

    /// For a word that is no zone.
    static func nearest(to name: String) -> String? {
        Spelling.nearest(to: name, among: TimeZone.knownTimeZoneIdentifiers)
    }
}
