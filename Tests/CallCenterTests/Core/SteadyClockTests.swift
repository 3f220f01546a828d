import CallCenter
import Locking
import Logging
import MaydayAPI
import Telephony
import Testing

@testable import CallCenter

@Suite("The service's clock") struct SteadyClockTests {
    private let reading = Locked(SteadyClock.Reading(wall: Instant(milliseconds: 1_000_000), elapsed: 500))

    private func pass(_ milliseconds: Int64, step: Int64 = 0) {
        reading.withLock { reading in
            reading.elapsed += milliseconds
            reading.wall = Instant(milliseconds: reading.wall.milliseconds + milliseconds + step)
        }
    }

    private func clock() -> SteadyClock { SteadyClock { [reading] in reading.withLock { $0 } } }

    @Test(
        "Q17 a clock that is set by an hour makes nobody wait an hour", arguments: [3_600_000, -3_600_000, 1001, -1001])
    func step(by step: Int64) {
        let clock = clock()
        pass(250)
        #expect(clock.adjust() == .zero)
        pass(100, step: step)
        #expect(clock.now().milliseconds == 1_000_350)
        #expect(clock.adjust() == Span(milliseconds: step))
        pass(1000)
        #expect(clock.now().milliseconds == 1_001_350)
        pass(0, step: -step)
        #expect(clock.adjust() == .zero)
        #expect(clock.now().milliseconds == 1_001_350)
    }

    @Test("Q17 what a time server corrects is followed", arguments: [1, -1, 1000, -1000])
    func correction(by step: Int64) {
        let clock = clock()
        pass(100, step: step)
        #expect(clock.adjust() == .zero)
        #expect(clock.now().milliseconds == 1_000_100 + step)
    }

    @Test("Q17 a clock that was set is an alarm until it agrees again")
    func alarm() throws {
        let state = ServiceState()
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let now = Instant(milliseconds: 5)
        state.tellOfClock(ahead: .zero, at: now, log)
        #expect(state.alarms.isEmpty)
        state.tellOfClock(ahead: Span(milliseconds: -61_230), at: now, log)
        let alarm = try #require(state.alarms.first)
        #expect(alarm.code == "clock_stepped")
        #expect(alarm.text.contains("set back by 61.2 s"))
        state.tellOfClock(ahead: .zero, at: now, log)
        #expect(state.alarms.isEmpty)
    }

    @Test("Q17 the machine's own clocks agree at the start")
    func machine() {
        let clock = SteadyClock()
        let apart = clock.now().milliseconds - WallClock.system.now().milliseconds
        #expect(abs(apart) <= 1000)
    }
}
