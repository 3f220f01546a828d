import Queueing
import Statistics
import Telephony
import Testing

@Suite("The figures of callers who are called back")
struct CallbackFigureTests {
    /// A caller who has waited 30 s asks to be called back; an hour later they are dialled.
    private func dialled() -> Script {
        var script = Script()
        script.enters("e", after(0))
        script.asks("e", after(30))
        script.offers("e", after(3600))
        script.dials("e", after(3610))
        return script
    }

    @Test("Q14 K1 O = A + Ab + X + waiting at every step, in the interval in which the entry began")
    func steps() {
        var script = Script()
        script.enters("e", after(0))
        script.asks("e", after(30))
        #expect(script.all.callback == 1 && script.all.waiting == 0 && script.all.addsUp)
        #expect(script.all.waitOfOthers == 30_000 && script.all.exitsAtThreshold == 1)
        #expect(script.fold.levels(now: after(60))[sales]?.waiting == 0)
        script.offers("e", after(3600))
        script.dials("e", after(3610))
        #expect(script.all.callback == 0 && script.all.waiting == 1 && script.all.addsUp)
        #expect(script.all.waitOfOthers == 0 && script.all.exitsAtThreshold == 0)
        #expect(script.fold.levels(now: after(3611))[sales]?.waiting == 1)
        script.connects("e", after(3620))
        script.ends("e", after(3680), .answered)
        #expect(script.all.answered == 1 && script.all.callback == 0 && script.all.offered == 1 && script.all.addsUp)
        #expect(script.all.waitOfAnswered == 3_620_000, "the wait is the whole, from the first moment")
        let first = script.fold.counts(sales, from: morning, until: after(900))
        #expect(first.answered == 1 && first.offered == 1)
        #expect(script.fold.anomalies == 0)
    }

    @Test("G3 K6 an agent who waits for the customer is reserved, which is a part of the ring")
    func reserved() {
        var script = dialled()
        script.connects("e", after(3620))
        let counts = script.fold.counts(anna, from: morning, until: forever, now: after(3630))
        #expect((counts.dialling, counts.reserved, counts.talking) == (10_000, 10_000, 10_000))
        #expect(counts.ring == 20_000)
    }

    @Test("Q14 K1 who is not reached counts as a callback again, once")
    func notReached() {
        var script = dialled()
        script.loses("e", after(3640), .withdrawn)
        script.ends("e", after(3640), .callback)
        #expect(script.all.callback == 1 && script.all.waiting == 0 && script.all.addsUp)
        #expect(script.all.waitOfOthers == 3_640_000 && script.all.exitsAtThreshold == 1)
        #expect(script.fold.openCount == 0 && script.fold.anomalies == 0)
    }

    @Test("Q14 K1 a request that ends without being dialled changes nothing")
    func ended() {
        var script = Script()
        script.enters("e", after(0))
        script.asks("e", after(10))
        script.add(
            after(900), .callbackEnded(CallbackEnded(entry: EntryID("e"), queue: sales, why: .expired)))
        #expect(script.all.callback == 1 && script.all.addsUp && script.all.exitsAtThreshold == 0)
        #expect(script.fold.openCount == 0 && script.fold.anomalies == 0)
    }

    @Test("Q14 K11 a checkpoint between the request and the dial loses nothing")
    func checkpoint() throws {
        var script = Script()
        script.enters("e", after(0))
        script.asks("e", after(30))
        let copy = try StatisticsFold(checkpoint: script.fold.checkpoint)
        #expect(copy == script.fold)
        script.fold = copy
        script.offers("e", after(3600))
        script.dials("e", after(3610))
        #expect(script.all.callback == 0 && script.all.waitOfOthers == 0 && script.all.exitsAtThreshold == 0)
    }
}

extension Script {
    mutating func asks(_ entry: String, _ at: Instant) {
        add(
            at,
            .callbackTaken(
                CallbackTaken(
                    entry: EntryID(entry), queue: sales, customer: CallerToken("t"), key: "2", to: .hangUp, until: nil))
        )
    }

    mutating func dials(_ entry: String, _ at: Instant) {
        add(
            at,
            .callbackDialled(
                CallbackDialled(
                    entry: EntryID(entry), queue: sales, offer: OfferID("o-" + entry), agent: anna,
                    channel: ChannelID("c-" + entry), deadline: at + .seconds(30))))
    }
}
