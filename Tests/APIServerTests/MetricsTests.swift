import MaydayAPI
import Testing

@testable import APIServer

@Suite("Metrics")
struct MetricsTests {
    @Test("E6 the text is Prometheus' format, line by line")
    func format() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            _ = await raw.request("GET", "/v1/queues")
            _ = await raw.request("GET", "/v1/nowhere")
            let answer = await raw.request("GET", "/metrics")
            #expect(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
            var types: [String: String] = [:]
            for line in answer.body.split(separator: "\n") {
                let words = line.split(separator: " ")
                if line.hasPrefix("# TYPE ") { types[String(words[2])] = String(words[3]) }
                guard !line.hasPrefix("#") else { continue }
                let name = String(line.prefix { $0 != "{" && $0 != " " })
                let family = ["_bucket", "_sum", "_count"].reduce(name) {
                    $0.hasSuffix($1) && types[$0] == nil ? String($0.dropLast($1.count)) : $0
                }
                #expect(types[family] != nil, "\(line)")
                #expect(words.last.flatMap { Double($0) } != nil, "\(line)")
            }
            #expect(answer.body.contains("mayday_http_requests_total{operation=\"listQueues\",status=\"200\"} 1\n"))
            #expect(answer.body.contains("mayday_http_requests_total{operation=\"none\",status=\"404\"} 1\n"))
            #expect(answer.body.contains("mayday_test{name=\"a\\\"b\\\\c\\nd\"} 1.5\n"))
            #expect(answer.body.contains("mayday_agents{state=\"ready\"} 3\n"))
            #expect(answer.body.contains("mayday_queue_longest_wait_seconds{queue=\"support\"} 1.5\n"))
            #expect(answer.body.contains("mayday_asterisk_up{server=\"pbx\"} 1\n"))
        }
    }

    @Test("E6 a histogram's buckets grow and end with all")
    func histogram() throws {
        let metrics = HTTPMetrics()
        for ms in [0, 1, 3, 70, 9999] as [Int64] { metrics.count(operation: "x", status: 200, tookMs: ms) }
        let family = try #require(metrics.families().first { $0.kind == .histogram })
        let buckets = family.samples.filter { $0.suffix == "_bucket" }.map(\.value)
        #expect(buckets == buckets.sorted())
        #expect(buckets.first == 2)
        #expect(buckets.last == 5)
        #expect(family.samples.last?.value == 5)
    }
}
