import APIClient
import MaydayAPI
import Monitor

/// The monitor's figures from a running service: its event stream, and its lists after each connect.
package struct ServiceFeed<Events: AsyncSequence & Sendable>: MonitorFeed
where Events.Element == StreamElement, Events.Failure == APIClientFailure {
    private let events: Events
    private let fetch: @Sendable () async throws(APIClientFailure) -> MonitorSnapshot
    private let now: @Sendable () -> APITime
    private let pause: @Sendable (Int) async throws -> Void

    /// Milliseconds before the lists are fetched again after a failure, while the stream stands.
    private static var retryMs: Int { 1000 }

    /// - Parameters:
    ///   - events: dials again by itself.
    ///   - fetch: the lists as they are now.
    ///   - now: the same clock as the monitor's.
    ///   - pause: waits so many milliseconds.
    package init(
        events: Events, fetch: @escaping @Sendable () async throws(APIClientFailure) -> MonitorSnapshot,
        now: @escaping @Sendable () -> APITime,
        pause: @escaping @Sendable (Int) async throws -> Void = { try await Task.sleep(for: .milliseconds($0)) }
    ) {
        self.events = events
        self.fetch = fetch
        self.now = now
        self.pause = pause
    }

    package func run(_ deliver: @escaping @Sendable (MonitorMessage) -> Void) async throws {
        deliver(.link(.connecting))
        for try await element in events {
            switch element {
            case .connected: try await deliverSnapshot(deliver)
            case .event(let event):
                deliver(.event(event))
                // Events wait in the stream meanwhile, so that none older than the snapshot's is lost or overtaken.
                if case .lagged = event.data { try await deliverSnapshot(deliver) }
            case .disconnected(let failure, let retryMs): deliver(lost(failure, retryMs))
            case .expired: break
            }
        }
    }

    private func deliverSnapshot(_ deliver: @Sendable (MonitorMessage) -> Void) async throws {
        while true {
            do throws(APIClientFailure) {
                deliver(.snapshot(try await fetch()))
                deliver(.link(.live))
                return
            } catch {
                guard error.isTransient else { throw error }
                deliver(lost(error, Self.retryMs))
            }
            try await pause(Self.retryMs)
        }
    }

    private func lost(_ failure: APIClientFailure, _ retryMs: Int) -> MonitorMessage {
        let next = APITime(milliseconds: now().milliseconds + Int64(retryMs))
        return .link(.lost(reason: Self.reason(failure), trying: "trying again", nextTryAt: next))
    }

    /// Without the words that the screen says anyway.
    private static func reason(_ failure: APIClientFailure) -> String {
        switch failure {
        case .unreachable(let detail), .timedOut(let detail), .interrupted(let detail):
            // The address, which curl's errors begin with, stands in the line above.
            return detail.hasPrefix("http")
                ? detail.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? detail : detail
        case .badSettings, .problem, .notTheService, .cancelled: return failure.description
        }
    }
}

extension ServiceFeed where Events == EventStream {
    package init(client: APIClient, now: @escaping @Sendable () -> APITime) {
        self.init(
            events: client.events(), fetch: { () async throws(APIClientFailure) in try await client.monitorSnapshot() },
            now: now)
    }
}

extension APIClient {
    /// All lists that the monitor shows, one after the other.
    func monitorSnapshot() async throws(APIClientFailure) -> MonitorSnapshot {
        MonitorSnapshot(
            health: try await health(), queues: try await queues(), callers: try await callers(),
            agents: try await agents(), calls: try await calls())
    }
}
