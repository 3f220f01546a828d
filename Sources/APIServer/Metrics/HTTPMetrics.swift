import Locking

/// Counts what the HTTP side serves.
final class HTTPMetrics: Sendable {
    private struct Route: Hashable {
        var operation: String
        var status: Int
    }

    private struct Durations {
        var buckets = [Int64](repeating: 0, count: HTTPMetrics.bounds.count)
        var count: Int64 = 0
        var sumMs: Int64 = 0
    }

    /// Upper bounds in milliseconds.
    private static let bounds: [Int64] = [1, 5, 10, 25, 50, 100, 250, 500, 1000, 5000]
    private let requests = Locked<[Route: Int64]>([:])
    private let durations = Locked(Durations())

    /// `operation` is one of the route table's ids, so that labels stay few.
    func count(operation: String, status: Int, tookMs: Int64) {
        requests.withLock { $0[Route(operation: operation, status: status), default: 0] += 1 }
        durations.withLock { durations in
            for (index, bound) in Self.bounds.enumerated() where tookMs <= bound {
                durations.buckets[index] += 1
            }
            durations.count += 1
            durations.sumMs += tookMs
        }
    }

    func families() -> [MetricFamily] {
        let counted = requests.withLock { $0 }
            .sorted { ($0.key.operation, $0.key.status) < ($1.key.operation, $1.key.status) }
        let taken = durations.withLock { $0 }
        var samples = zip(Self.bounds, taken.buckets).map { bound, count in
            MetricFamily.Sample(Double(count), [.init("le", "\(Double(bound) / 1000)")], suffix: "_bucket")
        }
        samples.append(.init(Double(taken.count), [.init("le", "+Inf")], suffix: "_bucket"))
        samples.append(.init(Double(taken.sumMs) / 1000, suffix: "_sum"))
        samples.append(.init(Double(taken.count), suffix: "_count"))
        return [
            MetricFamily(
                "mayday_http_requests_total", "Requests served, by operation and status.", kind: .counter,
                samples: counted.map { route, count in
                    .init(
                        Double(count), [.init("operation", route.operation), .init("status", String(route.status))])
                }),
            MetricFamily(
                "mayday_http_request_duration_seconds", "Time from a request's head to its answer's.",
                kind: .histogram, samples: samples),
        ]
    }
}
