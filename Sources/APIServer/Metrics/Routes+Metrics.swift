import MaydayAPI

extension RouteTable {
    static func metrics(_ services: RouteServices) -> [Operation] {
        [
            Operation(
                id: "metrics", method: .get, path: PathTemplate("/metrics"),
                summary: "Figures in Prometheus' text format. A key of some queues sees those queues and their agents.",
                access: .scope(.metrics, .read), contentType: metricsType
            ) { request throws(APIFailure) in
                let center = services.callCenter
                let queues = try await center.queues().filter { request.grant.allows($0.boundQueues) }
                let agents = try await center.agents().filter { request.grant.allows($0.boundQueues) }
                var families = CallCenterMetrics.families(
                    health: await center.health(), queues: queues, agents: agents, now: services.environment.now())
                if request.grant == .all { families += await center.metrics() + services.httpMetrics.families() }
                var text = ""
                for family in families where !family.samples.isEmpty { family.write(to: &text) }
                return Reply(status: 200, content: .bytes(Array(text.utf8), type: metricsType))
            }
        ]
    }

    static let metricsType = "text/plain; version=0.0.4; charset=utf-8"
}
