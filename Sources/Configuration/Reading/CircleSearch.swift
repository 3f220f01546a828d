/// Looks for a circle among places of which each leads to some others. Every place and every way is looked at a fixed number of
/// times, however long the chains are, and nothing calls itself.
package struct CircleSearch {
    /// For each place, the places that it leads to.
    private let next: [[Int]]
    /// How many places and ways were looked at.
    package private(set) var steps = 0

    package init(_ next: [[Int]]) {
        self.next = next
    }

    /// The shortest way from a place back to it, both ends included, from the first place that has one; nil where there is none.
    /// A way from a place to itself is none.
    package mutating func first() -> [Int]? {
        let group = groups()
        var sizes: [Int] = Array(repeating: 0, count: next.count)
        for place in next.indices { sizes[group[place]] += 1 }
        guard let start = next.indices.first(where: { sizes[group[$0]] > 1 }) else { return nil }
        return wayBack(to: start)
    }

    /// For each place the number of its group: those that all lead to each other (Tarjan's strongly connected components).
    private mutating func groups() -> [Int] {
        var group = Array(repeating: 0, count: next.count)
        /// When a place was come to, from 1 on; 0 before that.
        var order = group
        /// The earliest open place that it leads to, by that order.
        var earliest = group
        var isOpen = Array(repeating: false, count: next.count)
        var open: [Int] = []
        var way: [(place: Int, turn: Int)] = []
        var come = 0
        var known = 0

        func enter(_ place: Int) {
            come += 1
            order[place] = come
            earliest[place] = come
            isOpen[place] = true
            open.append(place)
            way.append((place, 0))
        }

        for root in next.indices where order[root] == 0 {
            enter(root)
            while let (place, turn) = way.last {
                steps += 1
                if turn < next[place].count {
                    way[way.count - 1].turn += 1
                    let other = next[place][turn]
                    if order[other] == 0 {
                        enter(other)
                    } else if isOpen[other] {
                        earliest[place] = min(earliest[place], order[other])
                    }
                    continue
                }
                way.removeLast()
                if let before = way.last?.place { earliest[before] = min(earliest[before], earliest[place]) }
                guard earliest[place] == order[place] else { continue }
                while let member = open.popLast() {
                    isOpen[member] = false
                    group[member] = known
                    if member == place { break }
                }
                known += 1
            }
        }
        return group
    }

    private mutating func wayBack(to start: Int) -> [Int]? {
        var before: [Int?] = Array(repeating: nil, count: next.count)
        var places = [start]
        var turn = 0
        while turn < places.count {
            let place = places[turn]
            turn += 1
            steps += 1
            for other in next[place] {
                steps += 1
                if other == start {
                    guard place != start else { continue }
                    var way = [start]
                    var last = place
                    while last != start, let earlier = before[last] {
                        way.append(last)
                        last = earlier
                    }
                    return way.reversed().reduce(into: [start]) { $0.append($1) }
                }
                if before[other] == nil {
                    before[other] = place
                    places.append(other)
                }
            }
        }
        return nil
    }
}
