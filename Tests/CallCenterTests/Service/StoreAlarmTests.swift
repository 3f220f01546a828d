import Logging
import MaydayAPI
import Telephony
import Testing

@testable import CallCenter

@Suite("The alarm for the journal's files")
struct StoreAlarmTests {
    @Test("K1 a lost file is an alarm that says what to do and keeps its moment, until the file is back")
    func alarm() throws {
        let state = ServiceState()
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        state.tellOfStoreFiles(lost: [], at: Instant(milliseconds: 1), process: 42, log)
        #expect(state.alarms.isEmpty)
        for moment in [2, 3] as [Int64] {
            state.tellOfStoreFiles(lost: ["/x/a.sqlite"], at: Instant(milliseconds: moment), process: 42, log)
        }
        let alarm = try #require(state.alarms.first)
        #expect(state.alarms.count == 1)
        #expect(alarm.code == "store_file")
        #expect(alarm.sinceAt == APITime(milliseconds: 2))
        #expect(alarm.text.contains("/x/a.sqlite: deleted, moved or replaced"))
        #expect(alarm.text.contains("Do not stop the service") && alarm.text.contains("/proc/42/fd"))
        state.tellOfStoreFiles(lost: [], at: Instant(milliseconds: 4), process: 42, log)
        #expect(state.alarms.isEmpty)
    }
}
