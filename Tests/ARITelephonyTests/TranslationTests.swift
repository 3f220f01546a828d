import ARI
import ARITelephony
import Telephony
import Testing

@Suite struct TranslationTests {
    private func translate(_ line: String) throws -> TelephonyEvent? {
        TelephonyEvent.translate(try ARIEventReader().read(Array(line.utf8)))
    }

    @Test("A2 a channel is taken over field by field, and goes back as it came")
    func channel() throws {
        let variables = #","channelvars":{"ZONE":"north","MAYDAY_CALL":"n1-7"}"#
        let line = Tape.event("ChannelStateChange", Tape.channel("c1", "Ring", variables: variables))
        let event = try #require(try translate(line))
        guard case .legStateChanged(let leg) = event.kind else {
            Issue.record("another kind")
            return
        }
        #expect(event.at == Instant(milliseconds: 1_795_168_800_000))
        #expect(!event.inferred)
        #expect(
            leg
                == LegSnapshot(
                    id: ChannelID("c1"), name: "PJSIP/1001-c1", state: .ring,
                    caller: CallerID(name: "Ann", number: PhoneNumber("4930")),
                    dialplan: DialplanPosition(
                        context: "in", exten: "700", priority: 3, application: "Stasis", data: "mayday,700"),
                    createdAt: Instant(milliseconds: 1_795_168_799_500), language: "en", protocolID: "call-c1",
                    call: CallID("n1-7"),
                    variables: [
                        LegVariable(name: "MAYDAY_CALL", value: "n1-7"), LegVariable(name: "ZONE", value: "north"),
                    ]))
        let words = Vocabulary()
        #expect(words.leg(words.channel(leg)) == leg.with { ($0.call, $0.variables) = (nil, []) })
    }

    @Test("A2 the variable that names the call names it before any snapshot does")
    func callVariable() throws {
        let line = Tape.event("ChannelVarset", #""variable":"MAYDAY_CALL","value":"n1-9""#, Tape.channel("c1"))
        guard case .variableSet(let leg, "MAYDAY_CALL", "n1-9") = try translate(line)?.kind else {
            Issue.record("another kind")
            return
        }
        #expect(leg?.call == CallID("n1-9"))
    }

    @Test("A2 moves, media, ends and words keep what they say")
    func others() throws {
        func kind(_ line: String) throws -> TelephonyEvent.Kind? { try translate(line)?.kind }
        guard
            case .legEnteredBridge(let leg, let bridge) = try kind(
                Tape.event("ChannelEnteredBridge", Tape.bridge("b", "c1", "c2", type: "holding"), Tape.channel("c1")))
        else { throw Wrong() }
        #expect(leg.id == ChannelID("c1"))
        #expect(bridge.isHolding)
        #expect(bridge.members == [ChannelID("c1"), ChannelID("c2")])
        guard
            case .recordingFinished(let recording) = try kind(
                Tape.event("RecordingFinished", Tape.recording("r/1", "done", of: "bridge:b", #","duration":7"#)))
        else { throw Wrong() }
        #expect(recording.duration == Span.seconds(7))
        #expect(recording.target == .bridge(BridgeID("b")))
        guard
            case .legEnded(_, let cause) = try kind(
                Tape.event("ChannelDestroyed", #""cause":17,"cause_txt":"User busy""#, Tape.channel("c1")))
        else { throw Wrong() }
        #expect(cause == .busy)
        guard
            case .legEnteredApplication(_, let entry, let replaced) = try kind(
                Tape.event(
                    "StasisStart", #""args":["700","return"]"#, Tape.channel("c1"),
                    Tape.channel("c0", key: "replace_channel")))
        else { throw Wrong() }
        #expect(entry == ApplicationEntry(name: "mayday", arguments: ["700", "return"]))
        #expect(replaced == ChannelID("c0"))
    }

    @Test(
        "A2 an event of unknown type, an answer and a complaint say nothing about telephony",
        arguments: [#"{"type":"FromTheFuture","x":[1]}"#, #"{"type":"ChannelCreated"}"#, #"{}"#])
    func silent(_ line: String) throws { #expect(try translate(line) == nil) }

    struct Wrong: Error {}
}
