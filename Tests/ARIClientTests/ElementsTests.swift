import ARI
import ARIClient
import Foundation
import TestSupport
import Testing

/// An event as Asterisk writes it.
func probe(_ number: Int, type: String = "ChannelHold") -> String {
    """
    {"type":"\(type)","application":"mayday","timestamp":"2026-01-02T03:04:05.678+0000","asterisk_id":"00:11",\
    "musicclass":"\(number)","channel":{"id":"c\(number)","name":"PJSIP/1-0001","state":"Up","caller":{"name":"",\
    "number":"1"},"connected":{"name":"","number":""},"accountcode":"","dialplan":{"context":"d","exten":"s",\
    "priority":1,"app_name":"Stasis","app_data":"mayday"},"creationtime":"2026-01-02T03:04:05.678+0000",\
    "language":"en","protocol_id":"x"}}
    """
}

@Suite("Elements: typed, replaced, lagged")
struct ElementsTests {
    private func elements(
        _ delivery: ARIDelivery, capacity: Int = 16_384, session: @escaping @Sendable (FakeSocket) -> Void,
        _ body: (ARIElements) async throws -> Void
    ) async throws {
        let fake = try FakeAsterisk { _ in .webSocket(session) }
        let loop = try WebSocketLoop()
        let elements = ARIElements(capacity: capacity)
        let stream = try ARIEventStream(
            loop: loop, server: fake.server(), applications: ["mayday"], delivery: delivery, logger: quiet,
            sink: elements.sink)
        stream.start()
        defer { fake.stop() }
        do { try await body(elements) } catch {
            await loop.shutdown()
            throw error
        }
        await loop.shutdown()
    }

    @Test("A3 typed events, unknown ones and malformed ones come in their order")
    func typed() async throws {
        try await elements(.events) { socket in
            socket.send(probe(1))
            socket.send(#"{"type":"NotYetInvented","application":"mayday","new":{"a":[1,2]}}"#)
            socket.send("{broken")
            socket.send(FakeSocket.text, [0xFF, 0xFE])
            socket.send(probe(2))
            socket.serve()
        } _: { elements in
            var seen: [String] = []
            for await element in elements {
                switch element {
                case .connected: seen.append("connected")
                case .event(.channelHold(let event)): seen.append("hold \(event.channel.id)")
                case .event(.unknown(let type, _, _)): seen.append(type)
                case .malformed(_, let start): seen.append("malformed \(start.count)")
                default: seen.append("?")
                }
                if seen.count == 6 { break }
            }
            #expect(seen == ["connected", "hold c1", "NotYetInvented", "malformed 7", "malformed 2", "hold c2"])
        }
    }

    @Test("A10 bytes and types together: each event behind its own bytes")
    func both() async throws {
        try await elements(.framesAndEvents) { socket in
            socket.send(probe(1))
            socket.serve()
        } _: { elements in
            var seen: [ARIStreamElement] = []
            for await element in elements {
                seen.append(element)
                if seen.count == 3 { break }
            }
            guard case .frame(let bytes) = seen[1], case .event(let event) = seen[2] else {
                Issue.record("\(seen)")
                return
            }
            #expect(String(decoding: bytes, as: UTF8.self) == probe(1))
            let read = try ARIEventReader().read(bytes)
            #expect(event == read)
        }
    }

    @Test(
        "A4 ApplicationReplaced by a second instance is an element, and not fought over",
        arguments: [
            ARIDelivery.events, .frames, .framesAndEvents,
        ])
    func replaced(_ delivery: ARIDelivery) async throws {
        try await elements(delivery) { socket in
            socket.send(
                #"{"type":"ApplicationReplaced","application":"other","timestamp":"2026-01-02T03:04:05.678+0000","asterisk_id":"x"}"#
            )
            socket.send(
                #"{"type":"ApplicationReplaced","application":"mayday","timestamp":"2026-01-02T03:04:05.678+0000","asterisk_id":"x"}"#
            )
            socket.serve()
        } _: { elements in
            for await element in elements {
                if case .disconnected(let end) = element { Issue.record("\(end)") }
                guard case .replaced(let application) = element else { continue }
                #expect(application == "mayday")
                break
            }
        }
    }

    @Test("A12 a slow consumer: the socket is drained, what it missed is counted, and nothing else is lost")
    func lagged() async throws {
        let count = 5000
        try await elements(.events, capacity: 100) { socket in
            for number in 0..<count { socket.send(probe(number)) }
            // The other end has read it all once it says so, though nobody has taken an element yet.
            socket.send(FakeSocket.ping, [])
            while let frame = socket.next(), frame.opcode != FakeSocket.pong {}
            socket.send(#"{"type":"Last","application":"mayday"}"#)
            socket.serve()
        } _: { elements in
            var iterator = elements.makeAsyncIterator()
            var next = 0
            guard case .connected? = await iterator.next() else {
                Issue.record("no connection")
                return
            }
            loop: while let element = await iterator.next() {
                switch element {
                case .event(.channelHold(let event)):
                    #expect(event.channel.id.rawValue == "c\(next)")
                    next += 1
                    // As slow as a consumer may be.
                    if next % 50 == 0 { await Task.yield() }
                case .lagged(let missed):
                    next += missed
                    // The last one itself may be among those that found no room: then it is counted, not shown.
                    if next > count { break loop }
                case .event(.unknown("Last", _, _)):
                    break loop
                default:
                    Issue.record("\(element)")
                }
                // The last one itself may be among the missed.
                if next > count { break loop }
            }
            #expect(next == count || next == count + 1)
        }
    }

    @Test("A12 the buffer tells the exact number that it did not keep, where they are missing")
    func laggedExactly() async throws {
        let (done, isDone) = AsyncStream.makeStream(of: Void.self)
        try await elements(.events, capacity: 10) { socket in
            for number in 0..<1000 { socket.send(probe(number)) }
            socket.send(FakeSocket.ping, [])
            while let frame = socket.next(), frame.opcode != FakeSocket.pong {}
            isDone.yield()
            socket.serve()
        } _: { elements in
            for await _ in done { break }
            var seen: [String] = []
            for await element in elements {
                switch element {
                case .connected: seen.append("connected")
                case .event(.channelHold(let event)): seen.append(event.channel.id.rawValue)
                case .lagged(let missed):
                    #expect(missed == 1000 - (seen.count - 1))
                    seen.append("lagged")
                default: break
                }
                if seen.last == "lagged" { break }
            }
            // A connection is kept above the capacity, so that it takes one event's place.
            #expect(seen == ["connected"] + (0..<9).map { "c\($0)" } + ["lagged"])
        }
    }

    @Test("A12 finish ends the iteration after what is kept; a cancelled task ends it at once")
    func ends() async throws {
        let elements = ARIElements()
        let task = Task {
            var count = 0
            for await _ in elements { count += 1 }
            return count
        }
        elements.finish()
        #expect(await task.value == 0)
        let other = ARIElements()
        let waiting = Task { for await _ in other {} }
        waiting.cancel()
        await waiting.value
    }

    @Test("an actor on the loop is entered from the sink without a switch of threads")
    func executor() async throws {
        actor Center {
            nonisolated let loop: WebSocketLoop
            nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
            var count = 0
            init(loop: WebSocketLoop) { self.loop = loop }
            func take(_ batch: ARIStreamBatch) { count += batch.elements.count }
        }
        let loop = try WebSocketLoop()
        let center = Center(loop: loop)
        let recorder = StreamRecorder()
        let fake = try FakeAsterisk { _ in
            .webSocket { socket in
                for number in 0..<100 { socket.send(probe(number)) }
                socket.serve()
            }
        }
        let stream = try ARIEventStream(
            loop: loop, server: fake.server(), applications: ["mayday"], logger: quiet
        ) { batch in
            let copy = batch
            center.assumeIsolated { $0.take(copy) }
            recorder.append(batch.elements)
        }
        stream.start()
        try await recorder.wait { $0.elements.count >= 101 ? true : nil }
        #expect(await center.count == 101)
        stream.stop()
        fake.stop()
        await loop.shutdown()
    }
}
