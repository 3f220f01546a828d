import ARI
import ARITelephony
import SeededValues
import Telephony
import Testing
import WireJSON

@Suite struct TapeFoldTests {
    private func fold(_ lines: [String]) -> TapeFold {
        var fold = TapeFold()
        fold.take(tape: Tape.bytes(lines))
        return fold
    }

    private func report(_ lines: [String]) -> String { String(decoding: fold(lines).report, as: UTF8.self) }

    @Test("A9 a whole call leaves its holding bridge on the board and nothing else")
    func wholeCall() {
        let fold = fold(Tape.wholeCall)
        #expect(fold.events == Tape.wholeCall.count)
        #expect(fold.malformed == 0)
        #expect(fold.anomalies == [])
        #expect(fold.board.legCount == 0)
        #expect(fold.board.allBridges.map(\.id.raw) == ["hold"])
        #expect(fold.board.allRecordings == [])
    }

    @Test("A9 in the middle of a call the board has both legs in their bridge, in Asterisk's own form")
    func middle() throws {
        let fold = fold(Array(Tape.wholeCall.prefix(15)))
        #expect(fold.board.members(of: BridgeID("talk")) == [ChannelID("a1"), ChannelID("c1")])
        #expect(fold.board.calls.map { $0.legs.map(\.raw) } == [["a1", "c1"]])
        let json = try JSONValue(parsing: fold.report)
        let bridge = try ARI.Bridge(json: try #require(json["board"]?["bridges"]?["talk"]).bytes)
        #expect(bridge.channels == ["a1", "c1"])
        let channel = try ARI.Channel(json: try #require(json["board"]?["channels"]?["c1"]).bytes)
        #expect(channel.state == .up)
        #expect(channel.caller.number == "4930")
        #expect(channel.protocolID == "call-c1")
        #expect(json["board"]?["recordings"]?["r1"] != nil)
    }

    @Test("A9 an empty tape gives the whole report")
    func empty() {
        let expected = #"{"events":0,"malformed":0,"unknown":0,"anomalies":[],"board":{"channels":{},"bridges":{},"#
        let rest = #""playbacks":{},"recordings":{},"endpoints":{},"device_states":{}}}"#
        #expect(report([]) == expected + rest)
        #expect(report(["", " ", "\r"]) == expected + rest)
    }

    @Test("A9 bad lines are counted, unknown types are events, and both leave the rest of the tape as it was")
    func bad() {
        var lines = Tape.wholeCall
        lines.insert("{\"type\":", at: 3)
        lines.insert("[1,2]", at: 5)
        lines.insert(#"{"type":"ChannelStateChange","application":"mayday"}"#, at: 7)
        lines.insert(#"{"type":"FromTheFuture","application":"mayday"}"#, at: 9)
        lines.insert("", at: 11)
        let fold = fold(lines)
        #expect(fold.malformed == 3)
        #expect(fold.unknown == 1)
        #expect(fold.events == Tape.wholeCall.count + 1)
        #expect(fold.anomalies == [])
        #expect(fold.board.allBridges.map(\.id.raw) == ["hold"])
    }

    @Test("A9 an anomaly names its line, counted from 1")
    func anomalies() {
        var lines = Tape.wholeCall
        // The agent's leg is never told of, and the caller enters the bridge twice.
        lines.removeSubrange(6...7)
        lines.insert(lines[11], at: 12)
        #expect(
            fold(lines).anomalies.map { "\($0.line) \($0.anomaly.kind.rawValue) \($0.anomaly.id)" } == [
                "8 unknown_leg a1", "13 entered_bridge_twice c1",
                "21 left_application_without_being_in a1",
            ])
    }

    @Test("A9 a tape of an application without subscriptions leaves no ghost")
    func narrow() {
        let kept = ["StasisStart", "StasisEnd", "ChannelEnteredBridge", "ChannelLeftBridge", "ChannelHangupRequest"]
        let lines = Tape.wholeCall.filter { line in kept.contains { line.contains("\"type\":\"\($0)\"") } }
        let fold = fold(lines)
        #expect(fold.board.legCount == 0)
        #expect(fold.board.bridgeCount == 0)
        #expect(fold.anomalies == [])
    }

    @Test("A9 the same tape gives the same bytes, doubled media events or not, with or without a last newline")
    func sameBytes() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<50 {
            let length = Int.random(in: 0...Tape.wholeCall.count, using: &random)
            let lines = Array(Tape.wholeCall.prefix(length))
            let doubled = lines.flatMap { $0.contains("\"Recording") ? [$0, $0] : [$0] }
            #expect(report(lines) == report(lines))
            #expect(report(lines + [""]) == report(lines))
            let board = report(lines).split(separator: "\"board\"").last
            #expect(report(doubled).split(separator: "\"board\"").last == board)
        }
    }

    @Test("A9 lines cut, flipped and shuffled never stop the fold")
    func mangled() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<80 {
            var bytes = Tape.bytes(Tape.wholeCall.shuffled(using: &random))
            for _ in 0..<20 {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                bytes[index] = UInt8.random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            var fold = TapeFold()
            fold.take(tape: bytes)
            #expect((try? JSONValue(parsing: fold.report)) != nil)
        }
    }
}
