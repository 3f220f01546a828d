/// Asterisk's answers, as JSON.
enum Answer {
    static let stamp = "2026-11-20T10:00:00.000+0000"

    static func channel(
        _ id: String, name: String = "PJSIP/trunk-0001", app: String = "Stasis", data: String = "mayday,700",
        context: String = "x", variables: [String: String] = [:]
    ) -> String {
        let variables = variables.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
        return #"""
            {"id":"\#(id)","name":"\#(name)","state":"Up","caller":{"name":"","number":""},
            "connected":{"name":"","number":""},"accountcode":"","dialplan":{"context":"\#(context)","exten":"s","priority":1,
            "app_name":"\#(app)","app_data":"\#(data)"},"creationtime":"\#(stamp)","language":"en",
            "channelvars":{\#(variables)}}
            """#
    }

    static func bridge(_ id: String, channels: [String] = []) -> String {
        let channels = channels.map { #""\#($0)""# }.joined(separator: ",")
        return #"""
            {"id":"\#(id)","technology":"simple_bridge","bridge_type":"mixing","bridge_class":"stasis","creator":"Stasis",
            "name":"\#(id)","channels":[\#(channels)],"creationtime":"\#(stamp)"}
            """#
    }

    static func playback(_ id: String) -> String {
        #"{"id":"\#(id)","media_uri":"sound:a","target_uri":"channel:c1","language":"en","state":"queued"}"#
    }

    static func list(_ items: [String]) -> String { "[\(items.joined(separator: ","))]" }

    static func ping(_ asterisk: String = "a1", at stamp: String = stamp) -> String {
        #"{"asterisk_id":"\#(asterisk)","ping":"pong","timestamp":"\#(stamp)"}"#
    }

    static let info = #"""
        {"build":{"os":"Linux","kernel":"6","options":"","machine":"x","date":"d","user":"u"},
        "system":{"version":"22.10.1","entity_id":"a1"},
        "config":{"name":"","default_language":"en","setid":{"user":"a","group":"a"}},
        "status":{"startup_time":"\#(stamp)","last_reload_time":"\#(stamp)"}}
        """#

    static let application = #"""
        {"name":"mayday","channel_ids":[],"bridge_ids":[],"endpoint_ids":[],"device_names":[],"events_allowed":[],
        "events_disallowed":[]}
        """#
}
