import Locking

/// A token bucket for each key: `perSecond` requests in the long run, `burst` at once.
final class RateLimiter: Sendable {
    private struct Bucket {
        /// Thousandths of a request.
        var level: Int64
        var at: Int64
    }

    private let perSecond: Int64
    private let burst: Int64
    // Keys are few and come from the keys file: no bound is needed.
    private let buckets = Locked<[String: Bucket]>([:])

    init(perSecond: Int, burst: Int) {
        self.perSecond = Int64(max(1, perSecond))
        self.burst = Int64(max(1, burst))
    }

    /// Nil when the request may pass; otherwise the milliseconds until the next one may.
    func take(_ key: String, atMs now: Int64) -> Int64? {
        buckets.withLock { buckets in
            var bucket = buckets[key] ?? Bucket(level: burst * 1000, at: now)
            // A request per second is a thousandth per millisecond.
            let earned = max(0, min(now - bucket.at, 3_600_000)) * perSecond
            bucket.level = min(burst * 1000, bucket.level + earned)
            bucket.at = max(now, bucket.at)
            defer { buckets[key] = bucket }
            guard bucket.level >= 1000 else { return (1000 - bucket.level + perSecond - 1) / perSecond }
            bucket.level -= 1000
            return nil
        }
    }
}
