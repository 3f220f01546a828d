import SeededValues

extension SplitMix64 {
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
    mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }
    mutating func chance(perMille: Int) -> Bool { below(1000) < perMille }
    mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }
}
