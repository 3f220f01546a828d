import CCrypto
import Glibc
import MaydayAPI

/// Time and randomness, injected so that tests hold the hands of the clock.
package struct APIEnvironment: Sendable {
    /// The wall clock.
    package var now: @Sendable () -> APITime
    /// Milliseconds that never go back.
    package var monotonicMs: @Sendable () -> Int64
    /// So many unpredictable bytes.
    package var random: @Sendable (Int) -> [UInt8]
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> APITime, monotonicMs: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable (Int) -> [UInt8], sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.monotonicMs = monotonicMs
        self.random = random
        self.sleep = sleep
    }

    /// The machine's own.
    package static let system = APIEnvironment(
        now: { APITime(milliseconds: milliseconds(CLOCK_REALTIME)) },
        monotonicMs: { milliseconds(CLOCK_MONOTONIC) },
        random: { count in
            var bytes = [UInt8](repeating: 0, count: count)
            // It fails only when the kernel gives no entropy: a predictable key would be worse than none.
            precondition(RAND_bytes(&bytes, Int32(count)) == 1, "no randomness from the operating system")
            return bytes
        },
        sleep: { try await Task.sleep(for: $0) }
    )

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
