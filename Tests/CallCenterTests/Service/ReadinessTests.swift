import MaydayAPI
import Testing

@testable import CallCenter

@Suite("Ready or not")
struct ReadinessTests {
    private func server(_ name: String, _ connection: AsteriskConnection) -> AsteriskHealth {
        AsteriskHealth(
            name: name, connection: connection, mode: .inbound, sinceAt: APITime(milliseconds: 0))
    }

    @Test("E4 not being ready is told with its true reason: the drain, or which server is away")
    func reasons() {
        let away = [server("main", .down), server("backup", .replaced)]
        #expect(Readiness.missing(isDraining: false, servers: [server("main", .up), server("backup", .down)]) == nil)
        #expect(
            Readiness.missing(isDraining: false, servers: away)
                == "no Asterisk serves callers through this service: main is not connected, "
                + "backup is connected to another program")
        #expect(
            Readiness.missing(isDraining: true, servers: away) == "draining: new callers go to the fall-back queue")
        #expect(
            Readiness.missing(isDraining: false, servers: [server("main", .connecting)])
                == "no Asterisk serves callers through this service: main is being connected")
    }
}
