import Foundation
import Telephony

/// Where a day begins.
package enum Midnight {
    /// The midnight before a moment in the machine's time zone, also on days of 23 and 25 hours.
    package static let local: @Sendable (Instant) -> Instant = { before($0, in: .current) }

    static func before(_ moment: Instant, in zone: TimeZone) -> Instant {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000)
        return Instant(milliseconds: Int64(calendar.startOfDay(for: date).timeIntervalSince1970 * 1000))
    }
}
