import Telephony

/// When a queue is open, in the words of its zone's clocks.
///
/// An opening lasts from the first moment at which the clocks show its beginning to the last at which they show its end: a
/// night that loses or gains an hour is shorter or longer, and never opens twice. What the clocks skip is the moment at
/// which they do. A holiday's own hours stand in the place of the weekday's; an opening of the evening before ends at its
/// midnight.
package struct Schedule: Hashable, Sendable {
    /// A part of a day, in seconds after its midnight. `to` is 86,400 for the day's end; one that is not after `from` is
    /// on the day after.
    package struct Opening: Hashable, Comparable, Sendable {
        package var from: Int64
        package var to: Int64

        package init(from: Int64, to: Int64) {
            self.from = from
            self.to = to
        }

        package static func < (left: Opening, right: Opening) -> Bool {
            left.from != right.from ? left.from < right.from : left.to < right.to
        }
    }

    package struct Holiday: Hashable, Sendable {
        package var day: CivilDay
        package var name: String
        /// Empty where it is closed all day.
        package var openings: [Opening]

        package init(day: CivilDay, name: String, openings: [Opening] = []) {
            self.day = day
            self.name = name
            self.openings = openings.sorted()
        }
    }

    package static let day: Int64 = 86_400

    package var id: String
    package var zone: ZoneOffsets
    /// Of the seven days from Monday on.
    package var week: [[Opening]]
    /// In order of the days.
    package var holidays: [Holiday]

    package init(id: String, zone: ZoneOffsets, week: [[Opening]], holidays: [Holiday] = []) {
        self.id = id
        self.zone = zone
        self.week = (0..<7).map { $0 < week.count ? week[$0].sorted() : [] }
        self.holidays = holidays.sorted { $0.day < $1.day }
    }

    // MARK: Asking

    /// Whether it is open, and if not, the holiday for which it is closed.
    package func state(at moment: Instant) -> (isOpen: Bool, holiday: String?) {
        let second = Self.second(moment)
        let today = day(of: second)
        let isOpen = [today.number - 1, today.number].contains { number in
            stretches(on: CivilDay(number: number)).contains { $0.contains(second) }
        }
        return (isOpen, isOpen ? nil : holiday(on: today)?.name)
    }

    /// When it opens or closes next; nil where that is more than a year away.
    package func nextChange(after moment: Instant) -> Instant? {
        let second = Self.second(moment)
        let today = day(of: second).number
        var end: Int64?
        for number in (today - 1)...(today + 400) {
            for stretch in stretches(on: CivilDay(number: number)).sorted(by: { $0.lowerBound < $1.lowerBound }) {
                if let known = end {
                    // Open: as long as one opening follows the other without a gap.
                    guard stretch.lowerBound <= known else { return Instant(milliseconds: known * 1000) }
                    end = max(known, stretch.upperBound)
                } else if stretch.contains(second) {
                    end = stretch.upperBound
                } else if stretch.lowerBound > second {
                    return Instant(milliseconds: stretch.lowerBound * 1000)
                }
            }
        }
        return end.flatMap { day(of: $0).number < today + 400 ? Instant(milliseconds: $0 * 1000) : nil }
    }

    /// Until when nothing can be different: the next change or midnight.
    package func isSteady(until moment: Instant) -> Instant {
        let tomorrow = CivilDay(number: day(of: Self.second(moment)).number + 1)
        let midnight = Instant(milliseconds: max(start(of: tomorrow) * 1000, moment.milliseconds + 1))
        return nextChange(after: moment).map { min($0, midnight) } ?? midnight
    }

    package func holiday(on day: CivilDay) -> Holiday? { holidays.first { $0.day == day } }

    // MARK: Arithmetic

    private static func second(_ moment: Instant) -> Int64 {
        let (quotient, rest) = moment.milliseconds.quotientAndRemainder(dividingBy: 1000)
        return rest < 0 ? quotient - 1 : quotient
    }

    private func day(of second: Int64) -> CivilDay {
        let local = zone.local(second)
        let (quotient, rest) = local.quotientAndRemainder(dividingBy: Self.day)
        return CivilDay(number: rest < 0 ? quotient - 1 : quotient)
    }

    private func start(of day: CivilDay) -> Int64 { zone.earliest(day.number * Self.day) }

    /// The openings that begin on a day, in seconds since the epoch. One that the clocks skip altogether is not there.
    package func stretches(on day: CivilDay) -> [Range<Int64>] {
        let holiday = holiday(on: day)
        let midnight = day.number * Self.day
        return (holiday?.openings ?? week[day.weekday]).compactMap { opening in
            let isOvernight = opening.to <= opening.from
            let from = zone.earliest(midnight + opening.from)
            var to =
                opening.to == Self.day
                ? zone.earliest(midnight + Self.day)
                : zone.latest(midnight + opening.to + (isOvernight ? Self.day : 0))
            let next = CivilDay(number: day.number + 1)
            if isOvernight, holiday == nil, self.holiday(on: next) != nil { to = min(to, start(of: next)) }
            return from < to ? from..<to : nil
        }
    }
}
