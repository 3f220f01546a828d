import Telephony

/// Where the composition gets the time from; a test gives its own.
package struct WallClock: Sendable {
    package var now: @Sendable () -> Instant

    package init(now: @escaping @Sendable () -> Instant) { self.now = now }

    /// The system's clock, in whole milliseconds.
    package static let system = WallClock { SteadyClock.machine().wall }
}
