import ARI
import ARIClient
import Foundation
import Logging
import TestSupport
import Testing

private let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// The user events of a stream, by the names that the test gave them.
extension StreamRecorder {
    fileprivate var userEvents: [String] { allUserEvents.filter { !$0.hasPrefix("here-") } }

    private var allUserEvents: [String] {
        elements.compactMap { if case .event(.channelUserevent(let event)) = $0 { event.eventName } else { nil } }
    }

    /// Waits until Asterisk sends the application's events here. A stream is connected when the handshake is answered;
    /// Asterisk enters the application, or its new owner, a little later, and until then an event goes elsewhere.
    fileprivate func wait(for client: ARIRESTClient, toServe application: String) async throws {
        let mark = "here-\(UUID().uuidString)"
        let deadline = ContinuousClock.now + .seconds(30)
        while !allUserEvents.contains(mark) {
            guard ContinuousClock.now < deadline else {
                throw ShellFailure(description: "\(application) is not served here; seen: \(elements.suffix(20))")
            }
            do throws(ARIError) {
                try await client.send(ARI.Events.userEvent(eventName: mark, application: application))
            } catch {
                guard error.status == 404 else { throw error }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

private func withStream(
    _ server: ARIServer, application: String, subscribeAll: Bool = false,
    _ change: (inout ARIWebSocketSettings) -> Void = { _ in },
    _ body: (StreamRecorder, ARIEventStream) async throws -> Void
) async throws {
    let loop = try WebSocketLoop()
    let recorder = StreamRecorder()
    var settings = ARIWebSocketSettings()
    settings.backoff.longest = .milliseconds(500)
    change(&settings)
    let stream = try ARIEventStream(
        loop: loop, server: server, applications: [application], subscribeAll: subscribeAll, settings: settings,
        logger: quiet, sink: recorder.sink)
    stream.start()
    let client = try ARIRESTClient(server: server, logger: quiet)
    let result: Result<Void, any Error>
    do {
        try await recorder.wait { $0.connections.isEmpty ? nil : true }
        try await recorder.wait(for: client, toServe: application)
        try await body(recorder, stream)
        result = .success(())
    } catch {
        result = .failure(error)
    }
    // Asterisk may stand still if it has to end this one itself: ARIEventStream.everySource.
    if subscribeAll {
        _ = try? await client.send(
            ARI.Applications.unsubscribe(applicationName: application, eventSource: ["deviceState:"]))
    }
    await loop.shutdown()
    try result.get()
}

@Suite("The ARI client on a real Asterisk", .enabled(if: Bench.shared != nil))
struct ARIClientIntegrationTests {
    private let bench: Bench

    init() throws {
        bench = try #require(Bench.shared)
    }

    @Test("A3 every event of the server, also where the application is there already and did not ask for them")
    func subscribeAll() async throws {
        let name = "client-all"
        let client = try ARIRESTClient(server: bench.server(), logger: quiet)
        try await withStream(bench.server(), application: name) { _, _ in
            try await withStream(bench.server(), application: name, subscribeAll: true) { recorder, _ in
                _ = try await client.send(
                    ARI.Applications.subscribe(applicationName: name, eventSource: ARIEventStream.everySource))
                let channel = try await client.send(
                    ARI.Channels.originate(endpoint: "Local/600@mayday-echo", extension: "600", context: "mayday-echo"))
                try await recorder.wait { recorder in
                    recorder.elements.contains {
                        if case .event(.channelCreated(let event)) = $0 {
                            event.channel.id == channel.id
                        } else {
                            false
                        }
                    } ? true : nil
                }
                try await client.send(ARI.Channels.hangup(channelID: channel.id))
            }
        }
    }

    @Test("A12 sockets that end while named devices change do not make ARI stand still")
    func endsAmidDeviceStates() async throws {
        let name = "client-devices"
        let client = try ARIRESTClient(server: bench.server(), logger: quiet)
        let devices = (0..<21).map { "Stasis:storm-\($0)" }
        try await withThrowingTaskGroup { storm in
            for part in 0..<3 {
                storm.addTask {
                    var turn = part
                    while !Task.isCancelled {
                        turn += 1
                        let state: ARI.DeviceStateValue = turn.isMultiple(of: 2) ? .inUse : .notInUse
                        do throws(ARIError) {
                            _ = try await client.send(
                                ARI.DeviceStates.update(deviceName: devices[turn % devices.count], deviceState: state))
                        } catch {
                            guard Task.isCancelled else { throw error }
                        }
                    }
                }
            }
            for _ in 0..<200 {
                try await withStream(bench.server(), application: name) { recorder, _ in
                    _ = try await client.send(
                        ARI.Applications.subscribe(
                            applicationName: name, eventSource: devices.map { "deviceState:\($0)" }))
                    // The socket ends in the midst of them.
                    try await recorder.wait { recorder in
                        recorder.elements.count { if case .event(.deviceStateChanged) = $0 { true } else { false } }
                            > 20
                            ? true : nil
                    }
                }
                // A new socket before the old one's end is dealt with could find its application taken away.
                try await eventually(within: 10, "the end of the application with its socket") {
                    do throws(ARIError) {
                        _ = try await client.send(ARI.Applications.get(applicationName: name))
                        return false
                    } catch {
                        guard error.status == 404 else { throw error }
                        return true
                    }
                }
            }
            storm.cancelAll()
            try await storm.waitForAll()
        }
        for device in devices { _ = try await client.send(ARI.DeviceStates.delete(deviceName: device)) }
    }

    @Test("A3 every event arrives, typed and in order")
    func listen() async throws {
        let client = try ARIRESTClient(server: bench.server(), logger: quiet)
        try await withStream(bench.server(), application: "client-listen") { recorder, _ in
            for number in 0..<200 {
                try await client.send(
                    ARI.Events.userEvent(eventName: "n\(number)", application: "client-listen"))
            }
            try await recorder.wait { $0.userEvents.count == 200 ? true : nil }
            #expect(recorder.userEvents == (0..<200).map { "n\($0)" })
        }
    }

    @Test("A5 A8 the same request by every transport gives the same answer")
    func transports() async throws {
        let loop = try WebSocketLoop()
        let socket = try ARIRequestSocket(
            loop: loop, server: bench.server(), application: "client-requests", logger: quiet)
        socket.start()
        await socket.connected()
        let clients = try [
            ARIRESTClient(server: bench.server(), logger: quiet),
            ARIRESTClient(server: bench.secureServer(), logger: quiet),
            ARIRESTClient(server: bench.server(), requestSocket: socket, logger: quiet),
        ]
        var infos: [ARI.AsteriskInfo] = []
        for client in clients {
            try await client.ping()
            #expect(try await client.send(ARI.Asterisk.ping()).ping == "pong")
            infos.append(try await client.send(ARI.Asterisk.getInfo()))
            let bridge = try await client.send(
                ARI.Bridges.createWithID(bridgeID: "client/transport 1", type: "mixing", name: "a&b=c"))
            #expect(bridge.name == "a&b=c")
            #expect(try await client.send(ARI.Bridges.get(bridgeID: "client/transport 1")).id == bridge.id)
            try await client.send(ARI.Bridges.destroy(bridgeID: "client/transport 1"))
            // Asterisk takes it apart after its answer.
            try await eventually(within: 10, "the end of the bridge") {
                try await client.sendUnlessGone(ARI.Bridges.get(bridgeID: "client/transport 1")) == nil
            }
            do {
                _ = try await client.send(ARI.Channels.get(channelID: "nobody"))
                Issue.record("a channel that is not there was found")
            } catch {
                #expect(error == .refused(ARIRefusal(status: 404, message: "Channel not found")))
            }
            #expect(try await client.supportsRequestSocket())
        }
        #expect(infos[0] == infos[1] && infos[1] == infos[2])
        await loop.shutdown()
    }

    @Test("A10 any request, and its answer as it came")
    func raw() async throws {
        let client = try ARIRESTClient(server: bench.server(), logger: quiet)
        let answer = try await client.request(method: "GET", path: "/channels")
        #expect(answer.status == 200)
        #expect(answer.contentType?.hasPrefix("application/json") == true)
        #expect(try await client.request(method: "GET", path: "/nowhere").status == 404)
    }

    @Test("A3 A5 events and requests over TLS")
    func secure() async throws {
        let client = try ARIRESTClient(server: bench.secureServer(), logger: quiet)
        try await withStream(bench.secureServer(), application: "client-tls") { recorder, _ in
            try await client.send(ARI.Events.userEvent(eventName: "secret", application: "client-tls"))
            try await recorder.wait { $0.userEvents == ["secret"] ? true : nil }
        }
    }

    @Test("A4 a wrong password is told as such")
    func unauthorized() async throws {
        let server = try ARIServer(
            url: bench["ARI_URL"], credentials: ARICredentials(user: bench["ARI_USER"], password: "wrong"))
        let loop = try WebSocketLoop()
        let recorder = StreamRecorder()
        let stream = try ARIEventStream(
            loop: loop, server: server, applications: ["client-wrong"], logger: quiet, sink: recorder.sink)
        stream.start()
        #expect(try await recorder.wait { $0.disconnections.first }.reason == .unauthorized(status: 401))
        await loop.shutdown()
        do {
            try await ARIRESTClient(server: server, logger: quiet).ping()
            Issue.record("a wrong password was taken")
        } catch {
            #expect(error.status == 401)
        }
    }

    @Test("A4 a second instance takes the application, the first is told and can take it back")
    func replaced() async throws {
        let client = try ARIRESTClient(server: bench.server(), logger: quiet)
        try await withStream(bench.server(), application: "client-replaced") { first, stream in
            try await withStream(bench.server(), application: "client-replaced") { second, _ in
                try await first.wait { recorder in
                    recorder.elements.contains { if case .replaced("client-replaced") = $0 { true } else { false } }
                        ? true : nil
                }
                try await client.send(ARI.Events.userEvent(eventName: "for-second", application: "client-replaced"))
                try await second.wait { $0.userEvents == ["for-second"] ? true : nil }
                stream.redial()
                try await second.wait { recorder in
                    recorder.elements.contains { if case .replaced = $0 { true } else { false } } ? true : nil
                }
                try await first.wait(for: client, toServe: "client-replaced")
                try await client.send(ARI.Events.userEvent(eventName: "for-first", application: "client-replaced"))
                try await first.wait { $0.userEvents == ["for-first"] ? true : nil }
            }
        }
    }
}

@Suite("The ARI client and an Asterisk that comes and goes", .enabled(if: Bench.shared != nil), .serialized)
struct ARIClientRestartIntegrationTests {
    @Test("A4 core restart: the loss is told, and the connection comes back by itself")
    func restart() async throws {
        try await Bench.own("client-restart") { bench in
            try await withStream(bench.server(), application: "client-restart") { recorder, _ in
                try await bench.cli("core restart now")
                try await recorder.wait { $0.connections.count == 2 ? true : nil }
                let ends = recorder.disconnections
                #expect(ends.first?.wasConnected == true)
                #expect(ends.dropFirst().allSatisfy { !$0.wasConnected })
                let client = try ARIRESTClient(server: bench.server(), logger: quiet)
                try await client.ping()
                try await recorder.wait(for: client, toServe: "client-restart")
                try await client.send(ARI.Events.userEvent(eventName: "after", application: "client-restart"))
                try await recorder.wait { $0.userEvents == ["after"] ? true : nil }
            }
        }
    }

    @Test("A3 A5 an Asterisk that is stopped in its tracks: silent within the limit, the probe fails, then it is back")
    func frozen() async throws {
        try await Bench.own("client-frozen") { bench in
            let client = try ARIRESTClient(server: bench.server(), logger: quiet)
            try await withStream(bench.server(), application: "client-frozen") {
                $0.silenceLimit = .seconds(1)
                $0.connectTimeout = .seconds(1)
            } _: { recorder, _ in
                try await client.ping()
                try await bench.signal("STOP")
                let end = try await recorder.wait { $0.disconnections.first }
                #expect(end.reason == .silent)
                do {
                    try await client.ping(timeout: .milliseconds(500))
                    Issue.record("a frozen Asterisk answered")
                } catch {
                    #expect((error as? ARIError)?.status == nil)
                }
                try await bench.signal("CONT")
                try await recorder.wait { $0.connections.count == 2 ? true : nil }
                try await client.ping()
            }
        }
    }

    @Test("A4 kill -9 and a start: lost, unreachable, back")
    func killed() async throws {
        try await Bench.own("client-killed") { bench in
            try await withStream(bench.server(), application: "client-killed") { recorder, _ in
                try await bench.signal("KILL")
                #expect(try await recorder.wait { $0.disconnections.first }.reason == .lost)
                try await recorder.wait { $0.disconnections.count >= 3 ? true : nil }
                try await bench.start()
                try await recorder.wait { $0.connections.count == 2 ? true : nil }
            }
        }
    }
}
