import Queueing
import Telephony
import Testing

@testable import Statistics

@Suite("Figures of a queue")
struct QueueFigureTests {
    /// Ten entries: A = 4 (3 within T), Ab = 3 (2 within T, 1 of them short), timed out 1, overflow 1 after T, waiting 1.
    private func script() -> Script {
        var script = Script()
        script.becomes(.ready, after(0))
        for (number, wait) in [5, 20, 12, 30].enumerated() {
            let begin = Int64(number) * 200
            script.enters("a\(number)", after(begin))
            script.offers("a\(number)", after(begin + 1))
            script.connects("a\(number)", after(begin + Int64(wait)))
            script.ends("a\(number)", after(begin + Int64(wait) + 60), .answered, by: number == 0 ? .agent : .caller)
            script.becomes(.wrapUp, after(begin + Int64(wait) + 60))
            script.becomes(.ready, after(begin + Int64(wait) + 70))
        }
        for (number, wait) in [5, 19, 40].enumerated() {
            script.enters("b\(number)", after(810))
            script.ends("b\(number)", after(810 + Int64(wait)), .abandoned)
        }
        script.enters("c", after(820))
        script.ends("c", after(880), .timeout, by: .system)
        script.enters("d", after(821))
        script.ends("d", after(841), .overflow, by: .system, inferred: true)
        script.enters("e", after(890))
        return script
    }

    @Test("K1 every entry has exactly one place: O = A + Ab + X + waiting")
    func columns() {
        let script = script()
        let counts = script.all
        #expect(counts.offered == 10)
        #expect(counts.answered == 4)
        #expect(counts.abandoned == 3)
        #expect((counts.timedOut, counts.overflow, counts.exits) == (1, 1, 2))
        #expect((counts.refused, counts.flowOut, counts.failures) == (0, 1, 0))
        #expect(counts.waiting == 1)
        #expect(counts.addsUp)
        #expect(script.fold.addsUp)
        #expect(script.fold.anomalies == 0)
        #expect(counts.inferred == 1)
    }

    @Test(
        "Q9 K5 who is refused at entry has no queue time, however long they waited elsewhere",
        arguments: [EntryOutcome.full, .joinEmpty, .closed])
    func refused(_ outcome: EntryOutcome) {
        var script = Script()
        script.enters("a", after(60), since: after(0))
        script.ends("a", after(60), outcome, by: .system)
        let counts = script.all
        #expect((counts.refused, counts.waitOfOthers, counts.longestWait, counts.exitsAtThreshold) == (1, 0, 0, 0))
        #expect(counts.addsUp)
    }

    @Test("K3 the short-abandon limit and the threshold are inclusive")
    func limits() {
        let counts = script().all
        #expect(counts.shortAbandoned == 1)
        #expect(counts.answeredWithinThreshold == 3)
        #expect(counts.abandonedWithinThreshold == 2)
        #expect(counts.exitsAtThreshold == 2)
    }

    @Test("K3 every formula by its name, with the same calls")
    func serviceLevels() {
        let counts = script().all
        func level(_ formula: ServiceLevelFormula, waiting: Int64 = 0) -> Ratio {
            formula.level(of: counts, waitingAtThreshold: waiting)
        }
        #expect(level(.answered) == Ratio(3, 4))
        #expect(level(.answeredOrAbandoned) == Ratio(5, 7))
        #expect(level(.offered) == Ratio(3, 4 + 3 - 1 + 1))
        // Events: 4 answered, 3 abandoned, 2 exits that had reached T, 1 that waits and has.
        #expect(level(.events(.ignore), waiting: 1) == Ratio(3, 10 - 2))
        #expect(level(.events(.negative), waiting: 1) == Ratio(3, 10))
        #expect(level(.events(.positive), waiting: 1) == Ratio(5, 10))
        var terms = ConfigurableTerms()
        #expect(level(.configurable(terms)) == Ratio(3, 4))
        terms.abandoned = true
        #expect(level(.configurable(terms)) == Ratio(3, 6))
        terms.shortAbandoned = true
        terms.timedOut = true
        terms.flowOut = true
        terms.refused = true
        terms.failures = true
        #expect(level(.configurable(terms)) == Ratio(3, 9))
        #expect(
            ServiceLevelFormula.named.map(\.name) == [
                "offered", "answered", "answered_or_abandoned", "events_ignore", "events_negative", "events_positive",
            ])
        #expect(ServiceLevelFormula.offered.level(of: QueueCounts(), waitingAtThreshold: 0).value == nil)
    }

    @Test("K3 the level now, and who waits beyond the threshold")
    func now() {
        let fold = script().fold
        let early = fold.levels(now: after(895))[sales]
        #expect(early?.serviceLevel == Ratio(1, 1))
        #expect(early?.longestWait == 5000)
        #expect(fold.levels(now: after(910))[sales]?.serviceLevel == Ratio(1, 1))
        #expect(fold.levels(now: after(910, 1))[sales]?.serviceLevel == Ratio(0, 1))
        #expect(fold.waitingAtThreshold(sales, from: morning, until: forever, now: after(909, 999)) == 0)
        #expect(fold.waitingAtThreshold(sales, from: morning, until: forever, now: after(910)) == 1)
        #expect(
            fold.serviceLevel(.events(.negative), sales, from: morning, until: forever, now: after(910))
                == Ratio(3, 10))
    }

    @Test("K1 sums are true sums: waits, talk, wrap-up, and the means that follow")
    func sums() {
        let counts = script().all
        #expect(counts.waitOfAnswered == 67_000)
        #expect(counts.waitOfAbandoned == 64_000)
        #expect(counts.longestWait == 60_000)
        #expect(counts.averageSpeedOfAnswer.value == 16_750)
        #expect((counts.talks, counts.talkTime) == (4, 240_000))
        #expect((counts.endedByAgent, counts.endedByCaller, counts.endedBySystem) == (1, 3, 0))
        #expect(counts.averageHandleTime == Ratio(4 * 70_000, 4))
        #expect(counts.abandonRate == Ratio(2, 9))
        #expect(counts.abandonRateOfAll == Ratio(3, 10))
        #expect(counts.answerRate == Ratio(4, 10))
        #expect(counts.answeredWaits.count == 4)
        #expect(counts.abandonedWaits.count == 3)
    }

    @Test("K1 C3 a talk that somebody had hung up is counted apart, and read back from a checkpoint")
    func endedByOrder() throws {
        var script = Script()
        script.enters("hung up", after(0))
        script.offers("hung up", after(1))
        script.connects("hung up", after(2))
        script.ends("hung up", after(12), .answered, by: .order)
        let counts = script.all
        #expect((counts.endedByOrder, counts.endedBySystem, counts.talkTime) == (1, 0, 10_000))
        let read = try StatisticsFold(checkpoint: script.fold.checkpoint)
        #expect(read.counts(sales, from: morning, until: forever).endedByOrder == 1)
    }

    @Test("K1 an entry belongs to the interval in which it entered, its handling to the one where wrap-up ended")
    func intervals() {
        var script = Script()
        script.enters("late", after(890))
        script.offers("late", after(899))
        script.connects("late", after(905))
        script.ends("late", after(1795), .answered)
        script.becomes(.wrapUp, after(1795))
        script.becomes(.ready, after(1805))
        let intervals = script.fold.intervals(sales, from: morning, until: forever)
        #expect(intervals.map(\.start) == [morning, after(1800)])
        #expect(intervals.first?.counts.answered == 1)
        #expect(intervals.first?.counts.offers.answered == 1)
        #expect(intervals.first?.counts.talkTime == 890_000)
        #expect(intervals.first?.counts.handled == 0)
        #expect(intervals.last?.counts.handled == 1)
        #expect(intervals.last?.counts.handledWrapUpTime == 10_000)
    }

    @Test("K1 a caller who comes back from the fall-back queue keeps the original clock")
    func originalClock() {
        var script = Script()
        script.enters("back", after(1000), since: after(100))
        script.ends("back", after(1100), .abandoned)
        let intervals = script.fold.intervals(sales, from: morning, until: forever)
        #expect(intervals.map(\.start) == [morning])
        #expect(intervals.first?.counts.waitOfAbandoned == 1_000_000)
    }

    @Test("K1 facts that do not fit are counted and change no figure")
    func misfits() {
        var script = script()
        let before = script.all
        script.ends("nobody", after(900), .abandoned)
        script.enters("e", after(900))
        script.loses("nobody", after(900), .busy)
        #expect(script.all == before)
        #expect(script.fold.anomalies == 3)
    }

    @Test("K12 blind times that overlap are counted once, and only as far as they lie in the span")
    func blindCoverage() {
        let times = [
            BlindTime(.server(ServerID("a")), from: after(0), until: after(100)),
            BlindTime(.journal, from: after(20), until: after(40)),
            BlindTime(.server(ServerID("b")), from: after(90), until: after(120)),
            BlindTime(.server(ServerID("a")), from: after(200), until: nil),
        ]
        #expect(times.coverage(from: after(50), until: after(260)) == .seconds(70 + 60))
        #expect(times.coverage(from: after(130), until: after(150)) == .zero)
        #expect([BlindTime]().coverage(from: after(0), until: after(9)) == .zero)
    }

    @Test("K12 a blind time marks every span that it touches, from the moment it begins")
    func blind() {
        var script = Script()
        let server = ServerID("a")
        script.add(after(1000), .serverLost(server))
        script.add(after(1001), .serverLost(server))
        #expect(script.fold.blind(from: after(0), until: after(900)).isEmpty)
        #expect(
            script.fold.blind(from: after(900), until: after(1800))
                == [BlindTime(.server(server), from: after(1000), until: nil)])
        #expect(script.fold.blind(from: after(9000), until: after(9900)).count == 1)
        script.add(after(1900), .serverReconciled(server, blindFrom: after(899), blindUntil: after(1900)))
        #expect(script.fold.blind(from: after(0), until: after(900)).count == 1)
        #expect(script.fold.blind(from: after(1800), until: after(2700)).count == 1)
        #expect(script.fold.blind(from: after(2700), until: after(3600)).isEmpty)
    }

    @Test("K12 a time in which the journal failed marks figures, whenever it is told and however often")
    func interrupted() throws {
        let server = ServerID("a")
        var script = Script()
        var late = script.fold
        script.fold.markInterrupted(from: after(10), until: after(20))
        script.fold.markInterrupted(from: after(10), until: after(20))
        script.add(after(5), .serverReconciled(server, blindFrom: after(1), blindUntil: after(5)))
        script.add(after(40), .serverReconciled(server, blindFrom: after(30), blindUntil: after(40)))
        for fact in script.facts { late.apply(fact) }
        late.markInterrupted(from: after(10), until: after(20))
        #expect(late.checkpoint == script.fold.checkpoint)
        #expect(late.blind(from: after(0), until: after(900)).count == 3)
        #expect(try StatisticsFold(checkpoint: late.checkpoint) == late)
        late.markInterrupted(from: after(10), until: after(10))
        #expect(late == script.fold)
    }
}
