import ARI
import SeededValues
import Testing
import WireJSON

@Suite struct EventTests {
    let reader = ARIEventReader()

    private func read(_ text: String) throws -> ARIEvent { try reader.read(Array(text.utf8)) }

    @Test("A2 every type of event is read as its own type, and written back whole", arguments: APIDocs.known.events)
    func everyEvent(_ name: String) throws {
        var factory = ModelFactory(seed: 19)
        for _ in 0..<10 {
            let event = try reader.read(factory.model(name).bytes)
            #expect(event.type == name)
            if case .unknown = event { Issue.record("\(name) is unknown") }
            #expect(event.asteriskID != nil || event.application != nil || name == "RESTResponse")
            var writer = JSONWriter()
            event.write(to: &writer)
            #expect(try reader.read(writer.bytes) == event)
        }
    }

    @Test("A2 the members of an event may come in any order, between others that nobody knows", arguments: 0..<20)
    func anyOrder(_ seed: Int) throws {
        var factory = ModelFactory(seed: UInt64(seed))
        var random = SplitMix64(seed: UInt64(seed) + 100)
        for name in APIDocs.known.events {
            guard case .object(var members) = factory.model(name) else { continue }
            let expected = try reader.read(JSONValue.object(members).bytes)
            members.append(JSONMember("from_the_future", random.value(depth: 4)))
            members.append(JSONMember("type_", .string("StasisEnd")))
            members.shuffle(using: &random)
            #expect(try reader.read(JSONValue.object(members).bytes) == expected)
        }
    }

    @Test("A2 an unknown event arrives with its type and all of its JSON")
    func unknown() throws {
        let text =
            #"{"type":"NewInAsterisk24","application":"a","timestamp":"2026-11-20T10:00:00.123+0000","x":[1.50,{}]}"#
        let event = try read(text)
        #expect(event == .unknown(type: "NewInAsterisk24", json: try JSONValue(parsing: text), defect: nil))
        #expect(event.application == "a")
        #expect(event.timestamp == ARITimestamp(milliseconds: 1_795_168_800_123))
        var writer = JSONWriter()
        event.write(to: &writer)
        #expect(writer.bytes == Array(text.utf8))
    }

    @Test(
        "A2 an event without what it requires arrives as unknown, and says what is missing",
        arguments: [
            (#"{}"#, "", "Message.type is missing or of another type"),
            (#"{"type":5}"#, "", "Message.type is missing or of another type"),
            (#"{"type":"StasisEnd"}"#, "StasisEnd", "StasisEnd.application is missing or of another type"),
            (
                #"{"type":"StasisEnd","application":"a","timestamp":"yesterday"}"#, "StasisEnd",
                "StasisEnd.timestamp is missing or of another type"
            ),
            (
                #"{"type":"StasisEnd","application":"a","timestamp":"2026-11-20T10:00:00.123+0000","channel":7}"#,
                "StasisEnd", "StasisEnd.channel is missing or of another type"
            ),
            (
                #"{"type":"StasisEnd","application":"a","timestamp":"2026-11-20T10:00:00.123+0000","channel":{"id":1}}"#,
                "StasisEnd", "Channel.id is missing or of another type"
            ),
        ])
    func defects(_ text: String, _ type: String, _ words: String) throws {
        guard case .unknown(let found, let json, let defect) = try read(text) else {
            Issue.record("not unknown")
            return
        }
        #expect(found == type)
        #expect(json == (try JSONValue(parsing: text)))
        #expect(defect?.description == words)
    }

    @Test("A2 an optional part that is broken is left out, the event arrives")
    func brokenOptional() throws {
        var factory = ModelFactory(seed: 23)
        factory.omitsOptionals = false
        guard case .object(let members) = factory.model("ChannelEnteredBridge") else { return }
        for broken: JSONValue in [.null, .integer(1), .object([]), .object([JSONMember("id", .null)]), .array([])] {
            let changed = members.map { $0.name == "channel" ? JSONMember("channel", broken) : $0 }
            guard case .channelEnteredBridge(let event) = try reader.read(JSONValue.object(changed).bytes) else {
                Issue.record("not read")
                return
            }
            #expect(event.channel == nil)
        }
    }

    @Test("A2 words that the api-docs do not list are kept")
    func otherChoice() throws {
        let event = try read(
            #"{"type":"DeviceStateChanged","application":"a","timestamp":"2026-11-20T10:00:00.123+0000","#
                + #""device_state":{"name":"PJSIP/1","state":"ASLEEP"}}"#)
        guard case .deviceStateChanged(let change) = event else {
            Issue.record("not read")
            return
        }
        #expect(change.deviceState.state == .other("ASLEEP"))
        #expect(change.deviceState.state.rawValue == "ASLEEP")
    }

    @Test("A2 only what is no JSON object is an error, and the next message is read all the same")
    func errors() throws {
        #expect(throws: ARIEventError.notAnObject) { try read("[]") }
        #expect(throws: ARIEventError.notAnObject) { try read("null") }
        #expect(throws: ARIEventError.json(.truncated(offset: 0))) { try read("") }
        #expect(throws: ARIEventError.json(.truncated(offset: 8))) { try read(#"{"type":"#) }
        #expect(throws: ARIEventError.json(.trailingBytes(offset: 12))) { try read(#"{"type":"a"}{}"#) }
        #expect(throws: ARIEventError.tooLong(bytes: 3, limit: 2)) { try ARIEventReader(limit: 2).read([1, 2, 3]) }
        let deep = #"{"type":"StasisEnd","x":"# + String(repeating: "[", count: 100_000)
        #expect(throws: ARIEventError.json(.tooDeep(offset: 24 + 127))) { try read(deep) }
        #expect(try read(#"{"type":"X"}"#).type == "X")
    }

    @Test("A2 an event of 16 MB is read")
    func large() throws {
        let value = String(repeating: "x", count: 16 << 20)
        let event = try read(
            #"{"type":"ChannelVarset","application":"a","timestamp":"2026-11-20T10:00:00.123+0000","variable":"V","value":""#
                + value + "\"}")
        guard case .channelVarset(let varset) = event else {
            Issue.record("not read")
            return
        }
        #expect(varset.value.utf8.count == 16 << 20)
    }

    @Test("A2 an event cut at any byte, or with any byte changed, is read or refused")
    func mutation() {
        var factory = ModelFactory(seed: 29)
        var random = SplitMix64(seed: 31)
        for name in APIDocs.known.events {
            let bytes = factory.model(name).bytes
            for length in stride(from: 0, to: bytes.count, by: 7) {
                #expect(throws: ARIEventError.self) { try reader.read(Array(bytes[..<length])) }
            }
            for index in stride(from: 0, to: bytes.count, by: 5) {
                var changed = bytes
                changed[index] = UInt8(truncatingIfNeeded: random.next())
                _ = try? reader.read(changed)
            }
        }
    }
}
