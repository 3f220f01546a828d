/// How long waits were, as counts in log-linear buckets: exact below 128 ms, then 64 buckets for each doubling. A
/// bucket is told by its middle, so a percentile is off by less than 0.8 %, however many histograms were merged into it.
package struct WaitHistogram: Hashable, Sendable {
    /// docs/figures.md promises less than 1 %.
    package static let relativeError = 1.0 / 128

    package struct Bucket: Hashable, Sendable {
        package var index: Int
        package var count: Int64
    }
    /// Those that are not empty, in order.
    package private(set) var buckets: [Bucket] = []

    package init() {}

    package var count: Int64 { buckets.reduce(0) { $0 &+ $1.count } }

    /// - Parameter milliseconds: negative counts as zero.
    package mutating func add(_ milliseconds: Int64) {
        add(Bucket(index: Self.index(of: max(0, milliseconds)), count: 1))
    }

    package mutating func add(_ other: WaitHistogram) {
        guard !buckets.isEmpty else {
            buckets = other.buckets
            return
        }
        for bucket in other.buckets { add(bucket) }
    }

    mutating func add(_ bucket: Bucket) {
        var low = 0
        var high = buckets.count
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].index < bucket.index { low = middle + 1 } else { high = middle }
        }
        if low < buckets.count, buckets[low].index == bucket.index {
            buckets[low].count &+= bucket.count
        } else {
            buckets.insert(bucket, at: low)
        }
    }

    /// The nearest rank: the smallest wait that at least `percent` of all do not exceed. Nil without any.
    ///
    /// - Parameter percent: 0 to 100; beyond counts as the nearer end.
    package func percentile(_ percent: Int) -> Int64? {
        let total = count
        guard total > 0 else { return nil }
        let rank = max(1, (total * Int64(min(max(percent, 0), 100)) + 99) / 100)
        var seen: Int64 = 0
        for bucket in buckets {
            seen += bucket.count
            if seen >= rank { return Self.middle(of: bucket.index) }
        }
        return nil
    }

    /// Values of `e` significant bits beyond the seventh share a bucket in groups of 2^e.
    static func index(of value: Int64) -> Int {
        guard value >= 128 else { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount - 6
        return exponent * 64 + Int(value >> Int64(exponent))
    }

    /// The lowest value of a bucket.
    static func lowest(of index: Int) -> Int64 {
        guard index >= 128 else { return Int64(index) }
        let exponent = index / 64 - 1
        return Int64(index - exponent * 64) << Int64(exponent)
    }

    static func middle(of index: Int) -> Int64 {
        let low = lowest(of: index)
        // Wrapping: the bucket after the last one would begin beyond what 64 bits hold.
        return low + (lowest(of: index + 1) &- 1 &- low) / 2
    }

    /// The greatest bucket that a value can have.
    static let last = index(of: .max)
}
