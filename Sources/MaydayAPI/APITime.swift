/// A moment, in milliseconds since 1970-01-01T00:00:00Z; on the wire RFC 3339 in UTC with milliseconds:
/// `2026-03-01T12:00:00.000Z`. Leap seconds do not exist here (POSIX time).
package struct APITime: Sendable, Hashable, Comparable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (lhs: APITime, rhs: APITime) -> Bool {
        lhs.milliseconds < rhs.milliseconds
    }

    /// The years that four digits can write; what lies outside is shown as the nearest end.
    package static let earliest = APITime(milliseconds: -62_167_219_200_000)
    package static let latest = APITime(milliseconds: 253_402_300_799_999)
}

extension APITime: CustomStringConvertible {
    /// RFC 3339, 24 characters.
    package var description: String {
        let clamped = min(max(self, APITime.earliest), APITime.latest).milliseconds
        let (days, inDay) = Self.floorDivide(clamped, 86_400_000)
        let date = CivilDate(daysSinceEpoch: days)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        func put(_ value: Int64, _ digits: Int) {
            var divisor: Int64 = 1
            for _ in 1..<digits { divisor *= 10 }
            while divisor > 0 {
                text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: (value / divisor) % 10))
                divisor /= 10
            }
        }
        put(date.year, 4)
        text.append(UInt8(ascii: "-"))
        put(date.month, 2)
        text.append(UInt8(ascii: "-"))
        put(date.day, 2)
        text.append(UInt8(ascii: "T"))
        put(inDay / 3_600_000, 2)
        text.append(UInt8(ascii: ":"))
        put(inDay / 60_000 % 60, 2)
        text.append(UInt8(ascii: ":"))
        put(inDay / 1000 % 60, 2)
        text.append(UInt8(ascii: "."))
        put(inDay % 1000, 3)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    static func floorDivide(_ value: Int64, _ by: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: by)
        return remainder < 0 ? (quotient - 1, remainder + by) : (quotient, remainder)
    }
}

extension APITime: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = APITime(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time: \(text)")
        }
        self = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
