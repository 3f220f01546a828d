/// Lines as Asterisk writes them, for tests.
enum Tape {
    static func event(_ type: String, _ fields: String..., at: String = "10:00:00.000") -> String {
        let head = #""type":"\#(type)","asterisk_id":"aa:bb","application":"mayday""#
        let stamp = #""timestamp":"2026-11-20T\#(at)+0000""#
        return "{" + ([head, stamp] + fields).joined(separator: ",") + "}"
    }

    static func channel(
        _ id: String, _ state: String = "Up", application: String = "Stasis", data: String = "mayday,700",
        key: String = "channel", variables: String = ""
    ) -> String {
        let caller = #""caller":{"name":"Ann","number":"4930"},"connected":{"name":"","number":""},"accountcode":"""#
        let plan =
            #""dialplan":{"context":"in","exten":"700","priority":3,"app_name":"\#(application)","app_data":"\#(data)"}"#
        let rest = #""creationtime":"2026-11-20T09:59:59.500+0000","language":"en","protocol_id":"call-\#(id)""#
        return
            #""\#(key)":{"id":"\#(id)","name":"PJSIP/1001-\#(id)","state":"\#(state)",\#(caller),\#(plan),\#(rest)\#(variables)}"#
    }

    static func bridge(_ id: String, _ members: String..., type: String = "mixing", key: String = "bridge") -> String {
        let list = members.map { "\"\($0)\"" }.joined(separator: ",")
        let words = #""technology":"simple_bridge","bridge_type":"\#(type)","bridge_class":"stasis","creator":"Stasis""#
        return
            #""\#(key)":{"id":"\#(id)",\#(words),"name":"","channels":[\#(list)],"creationtime":"2026-11-20T10:00:00.000+0000","video_mode":"none"}"#
    }

    static func playback(_ id: String, _ state: String, of target: String) -> String {
        #""playback":{"id":"\#(id)","media_uri":"sound:hello","target_uri":"\#(target)","language":"en","state":"\#(state)"}"#
    }

    static func recording(_ name: String, _ state: String, of target: String, _ rest: String = "") -> String {
        #""recording":{"name":"\#(name)","format":"wav","target_uri":"\#(target)","state":"\#(state)"\#(rest)}"#
    }

    static func bytes(_ lines: [String]) -> [UInt8] { Array(lines.joined(separator: "\n").utf8) }

    /// A call that waits, is taken by an agent, talks and ends.
    static let wholeCall: [String] = [
        event("ChannelCreated", channel("c1", "Ring", application: "", data: "")),
        event("ChannelDialplan", channel("c1", "Ring"), #""dialplan_app":"Stasis","dialplan_app_data":"mayday,700""#),
        event("StasisStart", #""args":["700"]"#, channel("c1", "Ring")),
        event("BridgeCreated", bridge("hold", type: "holding")),
        event("ChannelStateChange", channel("c1", "Up")),
        event("ChannelEnteredBridge", bridge("hold", "c1", type: "holding"), channel("c1")),
        event("ChannelCreated", channel("a1", "Down", application: "", data: "")),
        event("StasisStart", #""args":["agent"]"#, channel("a1", "Down", data: "mayday,agent")),
        event("Dial", channel("a1", "Ringing", key: "peer"), #""dialstatus":"RINGING""#),
        event("ChannelStateChange", channel("a1", "Up", data: "mayday,agent")),
        event("BridgeCreated", bridge("talk")),
        event("ChannelEnteredBridge", bridge("talk", "a1"), channel("a1")),
        event("ChannelLeftBridge", bridge("hold", type: "holding"), channel("c1")),
        event("ChannelEnteredBridge", bridge("talk", "a1", "c1"), channel("c1")),
        event("RecordingStarted", recording("r1", "recording", of: "bridge:talk")),
        event("ChannelHangupRequest", #""cause":16"#, channel("c1")),
        event("ChannelLeftBridge", bridge("talk", "a1"), channel("c1")),
        event("StasisEnd", channel("c1")),
        event("ChannelDestroyed", #""cause":16,"cause_txt":"Normal Clearing""#, channel("c1")),
        event("ChannelLeftBridge", bridge("talk"), channel("a1")),
        event(
            "RecordingFinished", recording("r1", "done", of: "bridge:talk", #","duration":7,"silence_duration":2"#)),
        event("StasisEnd", channel("a1", data: "mayday,agent")),
        event("ChannelDestroyed", #""cause":16,"cause_txt":"Normal Clearing""#, channel("a1")),
        event("BridgeDestroyed", bridge("talk")),
    ]
}
