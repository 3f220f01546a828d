import APIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("The wire to Asterisk fails", .serialized)
struct WireTests {
    @Test("A9 a cut wire: told, repaired, who hung up meanwhile is no ghost, who waits is served")
    func cut() async throws {
        try await withWire("cut") { centre, wire in
            try await survives(centre, during: "no connection", because: "the connection was lost") {
                wire.cut()
                try await eventually(within: 20, "the loss in /v1/health") {
                    let health = try await centre.client().health()
                    return health.asterisk.first?.connection == .down && health.status == .failing
                        && health.alarms.map(\.code) == ["asterisk_down_main"]
                }
                #expect(try await !centre.client().isReady())
            } afterwards: {
                wire.mend()
            }
        }
    }

    @Test("A9 a socket that stays open while nothing passes: found by the missing pongs, repaired")
    func silent() async throws {
        try await withWire("silent") { centre, wire in
            try await survives(centre, during: "no connection: silent", because: "silent") { wire.fail(.silent) }
        }
    }

    @Test("A9 a socket that answers pings and brings no events: found by our own probe, repaired")
    func mute() async throws {
        try await withWire("mute") { centre, wire in
            try await survives(centre, during: "the socket is open and says nothing", because: "mute") {
                wire.fail(.mute)
            }
        }
    }

    @Test("A9 A11 the same where Asterisk dialled: the socket is dropped, Asterisk dials again, and all is repaired")
    func muteOutbound() async throws {
        let port = try Sockets.freePort()
        let wire = try Wire(to: port)
        defer { wire.close() }
        try await withCentre(
            "mute-out", link: ", mode: outbound, dead_after: 60s, listen: \"127.0.0.1:\(port)\"",
            bench: ["--ari-mode", "outbound", "--outbound-url", "ws://127.0.0.1:\(wire.port)/mayday"]
        ) { centre in
            try await centre.start()
            try await survives(centre, during: "the socket is open and says nothing", because: "mute") {
                wire.fail(.mute)
            }
        }
    }

    /// Two wait, the wire fails, the first hangs up unheard; after the repair the second is served.
    ///
    /// - Parameters:
    ///   - words: what the log says of the fault.
    ///   - reason: how `/v1/health` begins to tell of it.
    ///   - fail: lets the wire fail.
    private func survives(
        _ centre: Centre, during words: String, because reason: String, fail: () async throws -> Void,
        afterwards mend: () async throws -> Void = {}
    ) async throws {
        let first = try await centre.waitingCaller("4930001")
        let second = try await centre.waitingCaller("4930002")
        try await fail()
        await first.end()
        // Taken now: what had passed the wire before it failed may still be heard some milliseconds after.
        let hungUpAt = Int64(Date().timeIntervalSince1970 * 1000)
        try await centre.isGone("4930001")
        try await mend()
        try await centre.serves(exactly: ["4930002"])

        let health = try await centre.client().health()
        #expect(health.status == .ok && health.alarms.isEmpty)
        let blind = try #require(health.asterisk.first?.blindIntervals.last)
        #expect(blind.fromAt.milliseconds <= hungUpAt)
        #expect(try #require(blind.toAt).milliseconds >= hungUpAt)
        #expect(blind.reason.hasPrefix(reason), "\(blind.reason)")
        #expect(centre.serviceLog.contains(words), "\(centre.serviceLog)")

        let agent = try await centre.registeredAgent("1001", talk: "forever")
        try await centre.connectedCall(of: "4930002")
        try await eventually(within: 10, "each other's voices") {
            agent.lines(of: "voice").contains { $0.contains("4930002") }
                && second.lines(of: "voice").contains { $0.contains("1001") }
        }
        let summary = try #require(try await second.hangUp())
        #expect(summary.heard.map(\.who) == ["1001"])
        #expect(try #require(summary.longestGap) < 2000, "the music went on")
        try await centre.serves(exactly: [])
        let today = try await centre.client().queue("support").today
        #expect([today.offered, today.answered, today.abandoned] == [2, 1, 1])
    }
}

/// A centre whose service reaches Asterisk through a wire.
private func withWire(_ name: String, _ body: @Sendable (Centre, Wire) async throws -> Void) async throws {
    try await withCentre(name) { centre in
        let url = try #require(URL(string: centre.environment["MAYDAY_BENCH_ARI_URL"] ?? ""))
        let wire = try Wire(to: UInt16(try #require(url.port)))
        defer { wire.close() }
        try await centre.start(["MAYDAY_ASTERISK__0__URL": "http://127.0.0.1:\(wire.port)"])
        try await body(centre, wire)
    }
}
