import Glibc
import Logging
import MaydayAPI
import Telephony
import Testing

@testable import CallCenter

@Suite("File descriptors and connections")
struct FileLimitTests {
    @Test("E4 the service may open as many files as the system allows it, not as few as a shell says")
    func raised() async {
        await #expect(processExitsWith: .success) {
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
            var limit = rlimit()
            getrlimit(files, &limit)
            limit.rlim_cur = min(64, limit.rlim_max)
            setrlimit(files, &limit)
            FileLimit.raise()
            var raised = rlimit()
            getrlimit(files, &raised)
            #expect(raised.rlim_cur == min(limit.rlim_max, 65_536))
            #expect(FileLimit.current == Int(raised.rlim_cur))
        }
    }

    @Test(
        "E4 the API's clients never get more than half of the file descriptors",
        arguments: [(20, 10), (256, 128), (1024, 512), (4096, 1024), (65_536, 1024)])
    func share(_ limit: Int, _ connections: Int) {
        #expect(FileLimit.forClients(of: limit) == connections)
    }

    @Test("E4 too many connections to the API are an alarm that says what to do, until there is room")
    func alarm() {
        let state = ServiceState()
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        state.tellOfConnections(most: 512, areFull: true, at: Instant(milliseconds: 5), log)
        #expect(state.alarms.map(\.code) == ["api_connections"])
        #expect(state.alarms[0].text.contains("512 connections"))
        state.tellOfConnections(most: 512, areFull: false, at: Instant(milliseconds: 9), log)
        #expect(state.alarms.isEmpty)
    }
}
