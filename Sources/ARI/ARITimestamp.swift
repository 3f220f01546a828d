import WireJSON

/// A moment as Asterisk writes it (`2026-11-20T10:00:00.123+0000`), in milliseconds since 1970-01-01T00:00:00Z.
///
/// Any offset is read; what is written is always UTC. Digits beyond the millisecond are dropped.
public struct ARITimestamp: Hashable, Sendable, Comparable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Reads ISO 8601 with date, time, optional fraction and offset (`Z`, `+hhmm` or `+hh:mm`); nil for anything else.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        let value = text.withUTF8 { Self.parse($0) }
        guard let value else { return nil }
        self = value
    }

    public static func < (left: ARITimestamp, right: ARITimestamp) -> Bool { left.milliseconds < right.milliseconds }

    static func read(_ reader: inout JSONReader) throws(JSONError) -> ARITimestamp? {
        guard let token = try reader.readTokenOrSkip() else { return nil }
        return token.withBytes { parse($0) }
    }

    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> ARITimestamp? {
        asteriskForm(text) ?? anyForm(text)
    }

    /// `2026-11-20T10:00:00.123+0000`, byte for byte in its place: three in every call's every event.
    private static func asteriskForm(_ text: UnsafeBufferPointer<UInt8>) -> ARITimestamp? {
        guard text.count == 28 else { return nil }
        // Each wrong byte leaves a bit behind; one test at the end finds it.
        var wrong: UInt8 = 0
        func digit(_ index: Int) -> Int {
            let digit = text[index] &- 0x30
            wrong |= digit > 9 ? 1 : 0
            return Int(digit)
        }
        func pair(_ index: Int) -> Int { digit(index) &* 10 &+ digit(index &+ 1) }
        let year = pair(0) &* 100 &+ pair(2)
        let month = pair(5)
        let day = pair(8)
        let hour = pair(11)
        let minute = pair(14)
        let second = pair(17)
        let millisecond = pair(20) &* 10 &+ digit(22)
        func expect(_ byte: UInt8, _ index: Int) { wrong |= text[index] ^ byte }
        expect(0x2D, 4)
        expect(0x2D, 7)
        expect(0x54, 10)
        expect(0x3A, 13)
        expect(0x3A, 16)
        expect(0x2E, 19)
        expect(0x2B, 23)
        for index in 24..<28 { expect(0x30, index) }
        guard wrong == 0, month &- 1 < 12, month > 0, day &- 1 < 31, day > 0, hour < 24, minute < 60, second <= 60
        else { return nil }
        let seconds = ((daysSinceEpoch(year: year, month: month, day: day) * 24 + hour) * 60 + minute) * 60 + second
        return ARITimestamp(milliseconds: Int64(seconds * 1_000 + millisecond))
    }

    private static func anyForm(_ text: UnsafeBufferPointer<UInt8>) -> ARITimestamp? {
        // 2026-11-20T10:00:00 is 19 bytes; the offset at least one more.
        guard text.count >= 20, text[4] == 0x2D, text[7] == 0x2D, text[10] | 0x20 == 0x74 || text[10] == 0x20,
            text[13] == 0x3A, text[16] == 0x3A
        else { return nil }
        guard let century = two(text, 0), let year = two(text, 2), let month = two(text, 5), let day = two(text, 8),
            let hour = two(text, 11), let minute = two(text, 14), let second = two(text, 17),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        var index = 19
        var millisecond = 0
        if text[index] == 0x2E {
            index += 1
            var weight = 100
            let start = index
            while index < text.count, text[index] &- 0x30 < 10 {
                millisecond += Int(text[index] &- 0x30) * weight
                weight /= 10
                index += 1
            }
            if index == start { return nil }
        }
        guard let offset = offset(text, index) else { return nil }
        let days = daysSinceEpoch(year: century * 100 + year, month: month, day: day)
        let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
        return ARITimestamp(milliseconds: Int64(seconds * 1_000 + millisecond))
    }

    /// The offset in minutes that stands at `index` and ends the text.
    private static func offset(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int? {
        guard index < text.count else { return nil }
        let sign = text[index]
        if sign | 0x20 == 0x7A { return index + 1 == text.count ? 0 : nil }
        let hasColon = index + 3 < text.count && text[index + 3] == 0x3A
        let minuteIndex = index + (hasColon ? 4 : 3)
        guard sign == 0x2B || sign == 0x2D, minuteIndex + 2 == text.count, let hours = two(text, index + 1),
            let minutes = two(text, minuteIndex)
        else { return nil }
        return sign == 0x2B ? hours * 60 + minutes : -(hours * 60 + minutes)
    }

    private static func two(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int? {
        let tens = text[index] &- 0x30
        let ones = text[index + 1] &- 0x30
        return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
    }

    /// Days from 1970-01-01 to a date of the proleptic Gregorian calendar; years begin in March, so that the leap day
    /// is the last of its year.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension ARITimestamp: CustomStringConvertible {
    /// Asterisk's own form, in UTC. Years outside 0...9999 are written with as many digits as they need.
    public var description: String {
        let (days, ofDay) = milliseconds.flooredDivision(by: 86_400_000)
        let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
        let time = "\(pad(ofDay / 3_600_000, 2)):\(pad(ofDay / 60_000 % 60, 2)):\(pad(ofDay / 1_000 % 60, 2))"
        return "\(date)T\(time).\(pad(ofDay % 1_000, 3))+0000"
    }

    private func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
