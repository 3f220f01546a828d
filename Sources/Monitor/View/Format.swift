import MaydayAPI

/// How figures are written.
package enum Format {
    /// `0:07`, `12:34`, `1:02:03`, `2d 03h`: counted in whole seconds, cut off, so that a clock counts up evenly.
    package static func duration(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        switch seconds {
        case ..<3600: return "\(seconds / 60):\(two(seconds % 60))"
        case ..<86_400: return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        default: return "\(seconds / 86_400)d \(two(seconds / 3600 % 24))h"
        }
    }

    /// `83%`: whole percent, rounded; 100 and 0 only where it is all or nothing. A dash for nothing to count.
    package static func percent(_ fraction: Double?) -> String {
        guard let fraction, fraction.isFinite else { return "—" }
        let bounded = min(1, max(0, fraction))
        let rounded = Int((bounded * 100).rounded())
        if rounded == 100, bounded < 1 { return "99%" }
        if rounded == 0, bounded > 0 { return "1%" }
        return "\(rounded)%"
    }

    /// `12:34:56` in the zone whose offset is given in seconds.
    package static func clock(_ time: APITime, zoneOffset: Int) -> String {
        let day: Int64 = 86_400
        let seconds = (time.milliseconds - (time.milliseconds % 1000 + 1000) % 1000) / 1000 + Int64(zoneOffset)
        let inDay = (seconds % day + day) % day
        return "\(two(inDay / 3600)):\(two(inDay / 60 % 60)):\(two(inDay % 60))"
    }

    /// A number, a name, or what stands for neither.
    package static func number(_ number: String?) -> String {
        number.flatMap { $0.isEmpty ? nil : $0 } ?? "withheld"
    }

    package static func count(_ number: Int, _ singular: String, _ plural: String) -> String {
        "\(number) \(number == 1 ? singular : plural)"
    }

    private static func two(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
