import Testing

@testable import ARIClient

@Suite("A3 turns of the loop, when many bring little")
struct TurnPacerTests {
    private static let millisecond: UInt64 = 1_000_000

    /// What the pacer says to turns that end so many microseconds apart.
    private func rests(every microseconds: UInt64, elements: Int = 1, count: Int) -> [UInt64] {
        var pacer = TurnPacer()
        var now: UInt64 = 1_000_000_000
        return (0..<count).map { _ in
            now += microseconds * 1000
            let rest = pacer.rest(after: elements, at: now)
            now += rest
            return rest
        }
    }

    @Test("the events of a call or two are never held back")
    func few() {
        // A whole call's at once, then silence, and the next call's.
        var pacer = TurnPacer()
        for call in 0..<20 {
            for event in 0..<TurnPacer.turns {
                let now = UInt64(1000 + call * 100 + event / 4) * Self.millisecond
                #expect(pacer.rest(after: 1, at: now) == 0)
            }
        }
    }

    @Test("where many turns bring one event each, rests come between them, and stay as long as events do")
    func many() {
        let rests = rests(every: 500, count: 500)
        #expect(rests.prefix(TurnPacer.turns).allSatisfy { $0 == 0 })
        #expect(rests.dropFirst(TurnPacer.turns).allSatisfy { $0 == TurnPacer.rest })
    }

    @Test("fewer turns than that in a moment need none")
    func slow() {
        #expect(rests(every: TurnPacer.moment / 1000 / UInt64(TurnPacer.turns) + 1, count: 100).allSatisfy { $0 == 0 })
    }

    @Test("who brings many at once is read on at once")
    func full() {
        #expect(rests(every: 100, elements: TurnPacer.worth, count: 500).allSatisfy { $0 == 0 })
    }

    @Test("a turn that handed nothing over counts for nothing")
    func nothing() {
        #expect(rests(every: 100, elements: 0, count: 500).allSatisfy { $0 == 0 })
    }
}
