import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("The waiting callers' dead-men")
struct DeadMenTests {
    private static let call = CallID("call-1")
    private static func key(_ number: Int) -> LegKey { LegKey(ServerID("one"), ChannelID("c\(number)")) }
    private func sizes(_ deadMen: DeadMen) -> [Int] { (0..<DeadMen.shares).map { deadMen.share($0).count } }

    @Test("Q18 a thousand who wait are armed in even shares, everybody once a period")
    func shares() {
        let deadMen = DeadMen()
        for number in 0..<1000 { deadMen.enter(Self.key(number), Self.call) }
        #expect(Set(sizes(deadMen)) == [1000 / DeadMen.shares])
        let all = (0..<DeadMen.shares).flatMap { deadMen.share($0) }
        #expect(all.count == 1000)
        #expect(Set(all) == Set((0..<1000).map(Self.key)))
    }

    @Test("Q18 who is entered again keeps their turn, so that nobody waits longer than a period for it")
    func again() {
        let deadMen = DeadMen()
        for number in 0..<(DeadMen.shares * 3) { deadMen.enter(Self.key(number), Self.call) }
        let before = (0..<DeadMen.shares).map { deadMen.share($0) }
        // The shares are uneven meanwhile.
        for key in before[5] where key != before[5].first { deadMen.strike(key) }
        deadMen.enter(Self.key(0), CallID("call-2"))
        #expect(
            before.firstIndex { $0.contains(Self.key(0)) }
                == (0..<DeadMen.shares).first { deadMen.share($0).contains(Self.key(0)) })
        #expect(deadMen.call(Self.key(0)) == CallID("call-2"))
    }

    @Test("Q18 who was struck out is in no share, and newcomers fill the smallest")
    func strike() {
        let deadMen = DeadMen()
        for number in 0..<(DeadMen.shares * 2) { deadMen.enter(Self.key(number), Self.call) }
        let gone = deadMen.share(7)
        for key in gone {
            deadMen.strike(key)
            deadMen.strike(key)
        }
        #expect(deadMen.share(7).isEmpty)
        #expect(gone.allSatisfy { deadMen.call($0) == nil })
        for number in 1000..<1002 { deadMen.enter(Self.key(number), Self.call) }
        #expect(Set(sizes(deadMen)) == [2])
    }
}
