import APIServer
import MaydayAPI
import SeededValues
import Testing

@Suite("Noise")
struct NoiseTests {
    /// Pieces of requests, well formed and not, put together at random.
    private static let pieces = [
        "GET ", "POST ", "BREW ", "/v1/agents/1001/ready", "/v1/ready", "/v1/queues?", "%", "%0d%0a", " HTTP/1.1",
        " HTTP/1.0",
        "\r\n", "\r\n\r\n", "\n", "Host: localhost\r\n", "Host: evil\r\n", "Content-Length: 5\r\n",
        "Content-Length: -1\r\n",
        "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n", "0\r\n\r\n", "fffffffffffffffff\r\n", "{\"reason\":",
        "\u{0}",
        "Authorization: Bearer \(RunningServer.secret("admin"))\r\n", "Content-Type: application/json\r\n",
        "Expect: 100-continue\r\n",
        "Connection: close\r\n", "Upgrade: h2c\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "Idempotency-Key: \r\n",
        ": \r\n",
    ]

    private static let impatient: @Sendable (inout APIServerOptions) -> Void = { $0.idleSeconds = 1 }

    @Test("E4 random requests and random bytes never stop the service", arguments: 1...3)
    func noise(_ seed: UInt64) async throws {
        try await RunningServer.run(options: Self.impatient) { server in
            let raw = RawHTTP(port: server.port)
            var generator = SplitMix64(seed: seed)
            await withTaskGroup(of: Void.self) { group in
                for round in 0..<60 {
                    var bytes: [UInt8] = []
                    for _ in 0..<Int.random(in: 1...14, using: &generator) {
                        if round % 4 == 0 {
                            bytes.append(UInt8.random(in: .min ... .max, using: &generator))
                        } else {
                            bytes += Array(Self.pieces.randomElement(using: &generator).map { $0.utf8 } ?? "".utf8)
                        }
                    }
                    // A half request is a client that waits: it is sent off after a second of silence.
                    group.addTask { [bytes] in _ = await raw.send(bytes) }
                }
            }
            #expect(await raw.request("GET", "/v1/ready", key: nil).status == 200)
            #expect(await raw.request("GET", "/v1/queues").status == 200)
        }
    }
}
