import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Waiting for a leg")
struct LegArrivalsTests {
    private let leg = LegKey(ServerID("one"), ChannelID("t1-a1"))
    private let ever = Duration.seconds(3600)

    @Test("A6 a leg that is there already is not waited for")
    func thereAlready() async {
        let arrivals = LegArrivals()
        arrivals.expect(leg)
        arrivals.arrived(leg)
        await arrivals.wait(for: leg, atMost: ever)
        arrivals.forget(leg)
        #expect(arrivals.count == 0)
    }

    @Test("A6 who waits goes on when the leg arrives")
    func arrives() async {
        let arrivals = LegArrivals()
        arrivals.expect(leg)
        async let waited: Void = arrivals.wait(for: leg, atMost: ever)
        arrivals.arrived(leg)
        await waited
        arrivals.forget(leg)
    }

    @Test("A6 a leg that does not come is waited for no longer than was said, be it no time at all")
    func doesNotCome() async {
        let arrivals = LegArrivals()
        arrivals.expect(leg)
        await arrivals.wait(for: leg, atMost: .zero)
        await arrivals.wait(for: leg, atMost: .milliseconds(5))
        arrivals.forget(leg)
        await arrivals.wait(for: leg, atMost: ever)
        #expect(arrivals.count == 0, "a leg that nobody expects is not waited for, nor remembered")
    }

    @Test("A6 two who wait for one leg both go on")
    func two() async {
        let arrivals = LegArrivals()
        arrivals.expect(leg)
        arrivals.expect(leg)
        async let first: Void = arrivals.wait(for: leg, atMost: ever)
        async let second: Void = arrivals.wait(for: leg, atMost: ever)
        arrivals.arrived(leg)
        _ = await (first, second)
        arrivals.forget(leg)
        #expect(arrivals.count == 1)
        arrivals.forget(leg)
        #expect(arrivals.count == 0)
    }

    @Test("A6 who is told to stop does not wait on")
    func cancelled() async {
        let arrivals = LegArrivals()
        arrivals.expect(leg)
        let task = Task { await arrivals.wait(for: leg, atMost: ever) }
        task.cancel()
        await task.value
        arrivals.forget(leg)
        #expect(arrivals.count == 0)
    }

    @Test("A6 an arrival that nobody expects is not remembered")
    func unexpected() {
        let arrivals = LegArrivals()
        arrivals.arrived(leg)
        #expect(arrivals.count == 0)
    }
}
