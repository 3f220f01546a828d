import SeededValues
import Testing

@testable import Statistics

@Suite("K4 the histogram of waits")
struct HistogramTests {
    @Test("K4 buckets touch each other and hold every value from 0 to the greatest")
    func buckets() {
        var values = Array(0...5000) as [Int64]
        for shift in 12..<63 {
            for offset in [-1, 0, 1] as [Int64] { values.append((1 << Int64(shift)) + offset) }
        }
        values.append(.max)
        for value in values {
            let index = WaitHistogram.index(of: value)
            #expect(WaitHistogram.lowest(of: index) <= value)
            if index < WaitHistogram.last { #expect(WaitHistogram.lowest(of: index + 1) > value) }
            let error = abs(Double(WaitHistogram.middle(of: index)) - Double(value)) / Double(max(value, 1))
            #expect(error <= WaitHistogram.relativeError)
        }
    }

    @Test("K4 percentiles are nearest rank, within 1 %", arguments: [1, 2, 3, 10, 99, 1000])
    func percentiles(_ count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        let waits = (0..<count).map { _ in Int64.random(in: 0...600_000, using: &random) }
        var histogram = WaitHistogram()
        for wait in waits { histogram.add(wait) }
        let sorted = waits.sorted()
        for percent in [0, 1, 50, 80, 90, 95, 99, 100] {
            let rank = max(1, Int((Double(count * percent) / 100).rounded(.up)))
            let exact = Double(sorted[rank - 1])
            let told = Double(histogram.percentile(percent) ?? -1)
            #expect(abs(told - exact) <= exact * 0.01)
        }
    }

    @Test("K4 merged histograms are the histogram of all")
    func merged() {
        var random = SplitMix64(seed: 7)
        var all = WaitHistogram()
        var parts = [WaitHistogram](repeating: WaitHistogram(), count: 5)
        for _ in 0..<2000 {
            let wait = Int64.random(in: 0...100_000, using: &random)
            all.add(wait)
            parts[Int.random(in: 0..<5, using: &random)].add(wait)
        }
        var sum = WaitHistogram()
        for part in parts { sum.add(part) }
        #expect(sum == all)
        #expect(sum.count == 2000)
        #expect(WaitHistogram().percentile(50) == nil)
    }
}
