import ARI
import Testing
import WireJSON

@Suite struct RequestTests {
    private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    @Test("A1 a request's path and query are escaped, in the order of the api-docs")
    func target() {
        let request = ARI.Channels.playWithID(
            channelID: "a/b c?#%é", playbackID: "..", media: ["sound:hello&x", "tone:ring;tonezone=us"], lang: "en")
        #expect(request.method == .post)
        #expect(
            request.target == "/channels/a%2Fb%20c%3F%23%25%C3%A9/play/%2E%2E"
                + "?media=sound%3Ahello%26x%2Ctone%3Aring%3Btonezone%3Dus&lang=en")
        #expect(request.body == nil)
        #expect(ARI.Recordings.getStored(recordingName: "d/rec 1").target == "/recordings/stored/d%2Frec%201")
        #expect(ARI.Asterisk.getInfo(only: [.build, .status]).target == "/asterisk/info?only=build%2Cstatus")
    }

    @Test("A6 ids are the client's to choose")
    func ids() {
        let create = ARI.Channels.create(
            endpoint: "PJSIP/1001", app: "mayday", channelID: "m-1", variables: ["X": "1", "Y\"": "é"])
        #expect(create.target == "/channels/create?endpoint=PJSIP%2F1001&app=mayday&channelId=m-1")
        #expect(text(create.body) == #"{"variables":{"X":"1","Y\"":"é"}}"#)
        #expect(ARI.Bridges.createWithID(bridgeID: "m-2", type: "mixing").target == "/bridges/m-2?type=mixing")
        #expect(
            ARI.Channels.snoopChannelWithID(channelID: "a", snoopID: "s", app: "x", spy: .both, whisper: .out).target
                == "/channels/a/snoop/s?spy=both&whisper=out&app=x")
        #expect(
            ARI.Bridges.record(bridgeID: "b", name: "2026/r", format: "wav", ifExists: .overwrite).target
                == "/bridges/b/record?name=2026%2Fr&format=wav&ifExists=overwrite")
    }

    @Test("A1 bodies are what Asterisk expects of each operation")
    func bodies() {
        let settings = ARI.VariableSettings([.init(name: "A", value: "1", reportsEvents: true)])
        #expect(
            text(ARI.Channels.setChannelVars(channelID: "c", variables: settings).body)
                == #"{"variables":{"A":{"value":"1","report_events":true}}}"#)
        let filter = ARI.EventFilter(disallowed: ["ChannelVarset", "ChannelDialplan"])
        #expect(
            text(ARI.Applications.filter(applicationName: "m", filter: filter).body)
                == #"{"disallowed":[{"type":"ChannelVarset"},{"type":"ChannelDialplan"}]}"#)
        for allowed: [ARI.EventTypeFilter] in [["StasisStart"], ["StasisStart", "RESTResponse"]] {
            #expect(
                text(ARI.Applications.filter(applicationName: "m", filter: .init(allowed: allowed)).body)
                    == #"{"allowed":[{"type":"StasisStart"},{"type":"RESTResponse"}]}"#, "answers come as events")
        }
        #expect(
            text(ARI.Applications.filter(applicationName: "m", filter: .init(allowed: [])).body) == #"{"allowed":[]}"#)
        #expect(ARI.Applications.filter(applicationName: "m").body == nil)
        #expect(
            text(
                ARI.Asterisk.updateObject(
                    configClass: "res_pjsip", objectType: "aor", id: "1", fields: [.init(attribute: "a", value: "b")]
                ).body) == #"{"fields":[{"attribute":"a","value":"b"}]}"#)
        let fields: ARI.UserFields = [
            "k": "v", "n": .number("1.0"), "deep": .nested(#"{"a":[1]}"#), "odd": .number("x"),
        ]
        #expect(
            text(ARI.Events.userEvent(eventName: "E", application: "m", variables: fields).body)
                == #"{"variables":{"k":"v","n":1.0,"deep":{"a":[1]},"odd":"x"}}"#)
    }

    @Test("A8 what Asterisk may hold up does not go over a WebSocket")
    func mayBlock() {
        #expect(ARI.Channels.answer(channelID: "c").mayBlock)
        #expect(ARI.Channels.setChannelVar(channelID: "c", variable: "X").mayBlock)
        #expect(ARI.Bridges.addChannel(bridgeID: "b", channel: ["c"]).mayBlock)
        #expect(ARI.Recordings.getStoredFile(recordingName: "r").mayBlock)
        #expect(!ARI.Channels.hangup(channelID: "c").mayBlock)
        #expect(!ARI.Channels.list().mayBlock)
    }

    @Test("A8 the same request is a message for the WebSocket")
    func message() throws {
        let message = ARI.Channels.hangup(channelID: "c/1", reason: .busy).message(transactionID: "t", requestID: "r")
        #expect(message.uri == "channels/c%2F1?reason=busy")
        #expect(message.method == "DELETE")
        #expect(message.messageBody == nil && message.contentType == nil)
        let play = ARI.Channels.setChannelVars(channelID: "c", variables: ["A": "\""]).message(
            transactionID: "t", requestID: "r")
        #expect(
            text(play.json) == #"{"type":"RESTRequest","transaction_id":"t","request_id":"r","method":"POST","#
                + #""uri":"channels/c/variables","content_type":"application/json","#
                + #""message_body":"{\"variables\":{\"A\":\"\\\"\"}}"}"#)
    }

    @Test("A5 answers become models, lists, bytes, or an error that says what happened")
    func answers() throws {
        let list = ARI.DeviceStates.list()
        let body = Array(#"[{"name":"Stasis:a","state":"INUSE"},{"name":"Stasis:b","state":"NOT_INUSE"}]"#.utf8)
        #expect(try list.decode(ARIAnswer(status: 200, body: body)).map(\.state) == [.inUse, .notInUse])
        try ARI.Channels.answer(channelID: "c").decode(ARIAnswer(status: 204))
        let file = ARI.Recordings.getStoredFile(recordingName: "r")
        #expect(try file.decode(ARIAnswer(status: 200, body: [0, 255])) == [0, 255])

        let gone = #expect(throws: ARIAnswerError.self) {
            try list.decode(ARIAnswer(status: 404, body: Array(#"{"message":"Channel not found"}"#.utf8)))
        }
        #expect(gone == .refused(status: 404, message: "Channel not found"))
        #expect(gone?.isGone == true)
        #expect(throws: ARIAnswerError.refused(status: 500, message: "Allocation failed")) {
            try list.decode(ARIAnswer(status: 500, body: Array(#"{"error":"Allocation failed"}"#.utf8)))
        }
        #expect(throws: ARIAnswerError.refused(status: 503, message: "busy")) {
            try list.decode(ARIAnswer(status: 503, body: Array("busy".utf8)))
        }
        #expect(throws: ARIAnswerError.unreadable(status: 200, .json(.truncated(offset: 0)))) {
            try list.decode(ARIAnswer(status: 200))
        }
        #expect(
            throws: ARIAnswerError.unreadable(status: 200, .defect(ARIDefect(model: "DeviceState", field: "state")))
        ) {
            try list.decode(ARIAnswer(status: 200, body: Array(#"[{"name":"a"}]"#.utf8)))
        }
        #expect(
            ARIAnswer(
                ARI.RESTResponse(transactionID: "", requestID: "", statusCode: 204, reasonPhrase: "No Content", uri: "")
            ).status == 204)
    }

    @Test("A10 a request by hand is sent as it is, and tried whatever the api-docs say")
    func raw() throws {
        let request = ARIRequest.raw(.get, path: ["channels", "a b"], query: [ARIQueryItem("x", "1&2")])
        #expect(request.target == "/channels/a%20b?x=1%262")
        #expect(try request.decode(ARIAnswer(status: 200, body: [1])).body == [1])
        #expect(APIDocs().offers(request))
    }
}
