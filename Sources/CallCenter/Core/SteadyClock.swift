import Foundation
import Locking
import Telephony

/// The service's time: the wall clock's when it started, and from then on what has elapsed since, sleep included.
///
/// Somebody who sets the machine's clock by an hour has made nobody wait an hour. Steps of up to a second, as time
/// servers make them, are followed; for longer ones ``adjust()`` says how far the wall clock is ahead.
package final class SteadyClock: Sendable {
    package struct Reading: Sendable {
        package var wall: Instant
        /// Milliseconds since some moment, at an even pace.
        package var elapsed: Int64

        package init(wall: Instant, elapsed: Int64) {
            self.wall = wall
            self.elapsed = elapsed
        }
    }

    private static let smallStep: Int64 = 1000
    private let read: @Sendable () -> Reading
    /// The wall's time at an elapsed time of zero, as this clock believes it.
    private let origin: Locked<Int64>

    package init(read: @escaping @Sendable () -> Reading = SteadyClock.machine) {
        self.read = read
        let now = read()
        origin = Locked(now.wall.milliseconds - now.elapsed)
    }

    package func now() -> Instant {
        let elapsed = read().elapsed
        return Instant(milliseconds: origin.withLock { $0 } + elapsed)
    }

    package var asWallClock: WallClock { WallClock { [self] in now() } }

    /// Follows a small step of the wall clock.
    /// - Returns: how far the wall clock is ahead of this one afterwards; negative where it is behind.
    package func adjust() -> Span {
        let now = read()
        return origin.withLock { origin in
            let step = now.wall.milliseconds - now.elapsed - origin
            guard abs(step) > Self.smallStep else {
                origin += step
                return .zero
            }
            return Span(milliseconds: step)
        }
    }

    /// CLOCK_REALTIME beside CLOCK_BOOTTIME, which both go at the pace that a time server sets; only the first jumps.
    package static let machine: @Sendable () -> Reading = {
        Reading(
            wall: Instant(milliseconds: milliseconds(CLOCK_REALTIME)), elapsed: milliseconds(CLOCK_BOOTTIME))
    }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
