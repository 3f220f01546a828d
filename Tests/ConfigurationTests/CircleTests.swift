import MaydayConfiguration
import Testing

@Suite("Circles of queues that lead to each other")
struct CircleTests {
    @Test(
        "Q15 the shortest way back of the first place that has one",
        arguments: [
            ([], nil), ([[]], nil), ([[0]], nil), ([[1], []], nil), ([[1], [0]], [0, 1, 0]),
            ([[1], [2], [1]], [1, 2, 1]), ([[1, 2], [2], [0]], [0, 2, 0]), ([[1], [2], [3], [3, 1]], [1, 2, 3, 1]),
            // Two ways to one place are no circle.
            ([[1, 2], [3], [3], []], nil), ([[2, 3], [0], [1], [1]], [0, 2, 1, 0]),
            ([[0, 1], [1, 2], [2, 0]], [0, 1, 2, 0]), ([[3], [2], [1], []], [1, 2, 1]),
        ] as [([[Int]], [Int]?)])
    func first(_ next: [[Int]], _ way: [Int]?) {
        var search = CircleSearch(next)
        #expect(search.first() == way)
    }

    @Test("Q15 each place and each way is looked at a fixed number of times, in chains as in meshes")
    func steps() {
        let count = 5000
        let chain: [[Int]] = (0..<count).map { $0 + 1 < count ? [$0 + 1] : [] }
        let ring: [[Int]] = (0..<count).map { [($0 + 1) % count] }
        // Each leads to the next twenty, none back.
        let mesh: [[Int]] = (0..<count).map { place in ((place + 1)..<(place + 21)).filter { $0 < count } }
        for (next, isCircle) in [(chain, false), (ring, true), (mesh, false)] {
            var search = CircleSearch(next)
            #expect((search.first() != nil) == isCircle)
            #expect(search.steps <= 2 * (count + next.reduce(0) { $0 + $1.count }))
        }
        var search = CircleSearch(ring)
        #expect(search.first()?.count == count + 1)
    }

    @Test("Q15 five thousand queues in one chain are read, and a ring of them is told in a line")
    func chain() {
        func text(_ last: String) -> String {
            let queues = (0..<5000).map { place in
                let target = place < 4999 ? "{queue: q\(place + 1)}" : last
                return "  - {id: q\(place), max_length: 5, on_full: \(target)}\n"
            }
            return "queues:\n" + queues.joined()
        }
        #expect(Sample.problems(adding: text("hangup")) == ["accepted: mayday-1"])
        #expect(
            Sample.problems(adding: text("{queue: q0}")) == [
                "mayday.yaml:6:5: queues[0]: callers would be sent in a circle: q0 -> q1 -> q2 -> q3 -> q4 -> q5 -> "
                    + "(4989 more) -> q4995 -> q4996 -> q4997 -> q4998 -> q4999 -> q0"
            ])
    }
}
