import Locking
import Logging
import MaydayAPI
import Telephony

/// What the service says of itself beside its links and its store: alarms, and whether it drains.
package final class ServiceState: Sendable {
    private struct Values {
        var alarms: [Alarm] = []
        var isDraining = false
    }

    private let values = Locked(Values())

    package init() {}

    package var alarms: [Alarm] { values.withLock { $0.alarms } }
    package var isDraining: Bool { values.withLock { $0.isDraining } }

    package func drain() { values.withLock { $0.isDraining = true } }

    /// Raises an alarm; a code that is raised already keeps its first moment.
    package func raise(_ code: String, _ text: String, at: Instant) {
        values.withLock { values in
            if let index = values.alarms.firstIndex(where: { $0.code == code }) {
                values.alarms[index].text = text
            } else {
                values.alarms.append(
                    Alarm(code: code, text: text, sinceAt: APITime(milliseconds: at.milliseconds)))
            }
        }
    }

    /// Somebody has set the machine's clock, or has set it right again.
    func tellOfClock(ahead: Span, at now: Instant, _ log: Logger) {
        let code = "clock_stepped"
        let isKnown = alarms.contains { $0.code == code }
        guard ahead != .zero else {
            guard isKnown else { return }
            clear(code)
            return log.notice("the machine's clock agrees with the service's again")
        }
        let seconds = Double(abs(ahead.milliseconds) / 100) / 10
        raise(
            code,
            "the machine's clock was set \(ahead.milliseconds > 0 ? "forward" : "back") by \(seconds) s while the service "
                + "runs; waits and figures go on by the time that has really passed, under the dates of before; "
                + "restart the service when nobody waits", at: now)
        if !isKnown {
            log.warning("the machine's clock was set", metadata: ["ahead_ms": "\(ahead.milliseconds)"])
        }
    }

    /// The API has as many connections as it may have, or has ample room again.
    func tellOfConnections(most: Int, areFull: Bool, at now: Instant, _ log: Logger) {
        guard areFull else {
            clear("api_connections")
            log.notice("the API takes connections again")
            return
        }
        raise(
            "api_connections",
            "\(most) connections to the API are open, the most that it takes, and more are refused (503); "
                + "find the clients that keep them open: ss -tnp", at: now)
        log.warning("the API refuses connections: too many are open", metadata: ["open": "\(most)"])
    }

    package func clear(_ code: String) { values.withLock { $0.alarms.removeAll { $0.code == code } } }
}
