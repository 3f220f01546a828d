import ARI
import ARIClient
import Foundation
import Locking
import TestSupport
import Testing

/// The faults that other clients were found to have, and those of Asterisk, where no other suite shows them.
@Suite("Faults of others")
struct FaultTests {
    @Test("A5 a 404 on hang-up is an answer, not a failure")
    func goneOnHangUp() async throws {
        let fake = try FakeAsterisk { _ in .json(404, #"{"message":"Channel not found"}"#) }
        let client = try fake.restClient()
        let gone: Void? = try await client.sendUnlessGone(ARI.Channels.hangup(channelID: "c"))
        #expect(gone == nil)
        let error = await failure { try await client.send(ARI.Channels.hangup(channelID: "c")) }
        #expect(error == .refused(ARIRefusal(status: 404, message: "Channel not found")))
        #expect(error?.isGone == true)
        #expect(error?.description == "Asterisk answered 404: Channel not found")
    }

    @Test("A6 a channel that is not in Stasis is a case of its own", arguments: [409, 422])
    func notInStasis(_ status: Int) async throws {
        let fake = try FakeAsterisk { _ in .json(status, #"{"message":"Channel not in Stasis application"}"#) }
        let client = try fake.restClient()
        let error = await failure {
            try await client.send(ARI.Bridges.addChannel(bridgeID: "b", channel: ["c"]))
        }
        #expect(error?.isNotInStasis == true)
        #expect(error?.status == status)
    }

    @Test("A6 StasisStart before the POST's answer arrives before it, under the id that was chosen")
    func startBeforeAnswer() async throws {
        let socketHolder = Locked<FakeLink?>(nil)
        let release = DispatchSemaphore(value: 0)
        let fake = try FakeAsterisk { request in
            if request.isUpgrade {
                return .webSocket { socket in
                    socketHolder.withLock { $0 = socket.link }
                    socket.send("ready")
                    socket.serve()
                }
            }
            let id = request.target.split(separator: "=").last.map(String.init) ?? ""
            socketHolder.withLock { $0 }.map { FakeSocket($0) }?.send("start \(id)")
            release.wait()
            return .json(200, "{}")
        }
        try await withStream(to: fake) { recorder, _ in
            try await recorder.wait { $0.frames == ["ready"] ? true : nil }
            let client = try fake.restClient()
            let post = Task {
                try await client.request(method: "POST", path: "/channels/create", query: [("channelId", "leg-1")])
            }
            try await recorder.wait { $0.frames.last == "start leg-1" ? true : nil }
            release.signal()
            #expect(try await post.value.status == 200)
        }
    }

    @Test("A5 an answer of another shape is told as unreadable, and known to have taken effect")
    func unreadable() async throws {
        let fake = try FakeAsterisk { _ in .json(200, "[1]") }
        let client = try fake.restClient()
        let error = await failure { try await client.send(ARI.Channels.get(channelID: "c")) }
        guard case .unreadableAnswer = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.isSafeToRepeat == false)
    }

    @Test("A2 an answer with more fields than are known is read")
    func minorUpgrade() async throws {
        let fake = try FakeAsterisk { _ in .json(200, #"{"value":"1","invented":{"in":[23]}}"#) }
        let value = try await fake.restClient().send(ARI.Channels.getChannelVar(channelID: "c", variable: "X")).value
        #expect(value == "1")
    }

    @Test("A6 an id may hold anything: it stays one segment of the path")
    func anyID() async throws {
        let fake = try FakeAsterisk { _ in .json(204, "") }
        let client = try fake.restClient()
        for id in ["a/b?c#d e%20", "..", "ä\u{1F691}", "DELETE /"] {
            try await client.send(ARI.Channels.ring(channelID: ARI.ChannelID(id)))
        }
        #expect(
            fake.requests.map(\.target) == [
                "/ari/channels/a%2Fb%3Fc%23d%20e%2520/ring", "/ari/channels/%2E%2E/ring",
                "/ari/channels/%C3%A4%F0%9F%9A%91/ring", "/ari/channels/DELETE%20%2F/ring",
            ])
    }

    @Test("A5 the health probe gives up an Asterisk that hangs while its socket stands")
    func probe() async throws {
        let fake = try FakeAsterisk { $0.isUpgrade ? .webSocket { $0.serve() } : .never }
        let client = try fake.restClient()
        let error = await failure { try await client.ping(timeout: .milliseconds(200)) }
        guard case .outcomeUnknown(let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(why.kind == .timeout)
        let well = try FakeAsterisk { _ in
            .json(200, #"{"asterisk_id":"x","ping":"pong","timestamp":"2026-01-02T03:04:05.678+0000"}"#)
        }
        try await well.restClient().ping()
    }

    @Test("A8 whether requests over WebSocket are known is read from the server's own api-docs")
    func probeForSocket() async throws {
        let old = try FakeAsterisk { _ in .json(200, #"{"models":{"Event":{}}}"#) }
        #expect(try await old.restClient().supportsRequestSocket() == false)
        let new = try FakeAsterisk { _ in .json(200, #"{"models":{"RESTRequest":{}}}"#) }
        #expect(try await new.restClient().supportsRequestSocket() == true)
        #expect(new.requests.first?.path == "/ari/api-docs/events.json")
    }

    @Test("A3 a hundred streams share one loop and its thread; each gets what is its own")
    func manyStreams() async throws {
        let fake = try FakeAsterisk { request in
            .webSocket { socket in
                socket.send(request.target)
                socket.serve()
            }
        }
        let loop = try WebSocketLoop()
        let recorders = (0..<100).map { _ in StreamRecorder() }
        let threads = Locked(Set<UInt64>())
        let streams = try recorders.enumerated().map { number, recorder in
            try ARIEventStream(
                loop: loop, server: fake.server(), applications: ["a\(number)"], delivery: .frames, logger: quiet
            ) { batch in
                threads.withLock { _ = $0.insert(UInt64(pthread_self())) }
                recorder.sink(&batch)
            }
        }
        for stream in streams { stream.start() }
        for (number, recorder) in recorders.enumerated() {
            let frames = try await recorder.wait { $0.frames.isEmpty ? nil : $0.frames }
            #expect(frames == ["/ari/events?app=a\(number)"])
        }
        #expect(threads.withLock(\.count) == 1)
        await loop.shutdown()
    }
}
