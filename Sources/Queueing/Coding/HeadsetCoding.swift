import Telephony
import WireJSON

extension FactCoding {
    static func write(_ fact: HeadsetCalled, _ json: inout JSONWriter) {
        json.member("agent", fact.agent.raw)
        json.member("server", fact.server.raw)
        json.member("channel", fact.channel.raw)
        json.member("bridge", fact.bridge.raw)
        json.member("endpoint", fact.endpoint)
    }

    static func headsetCalled(_ body: [UInt8]) throws(CodingError) -> HeadsetCalled {
        let fields = try Fields(body)
        return HeadsetCalled(
            agent: AgentID(try fields.require("agent")), server: ServerID(try fields.require("server")),
            channel: ChannelID(try fields.require("channel")), bridge: BridgeID(try fields.require("bridge")),
            endpoint: try fields.require("endpoint"))
    }

    static func headsetUp(_ body: [UInt8]) throws(CodingError) -> Fact {
        .headsetUp(AgentID(try Fields(body).require("agent")))
    }

    static func headsetGone(_ body: [UInt8]) throws(CodingError) -> Fact {
        let fields = try Fields(body)
        return .headsetGone(AgentID(try fields.require("agent")), try fields.choice("why"))
    }
}

extension EngineCheckpoint {
    static func write(_ id: AgentID, _ headset: QueueState.Headset, _ json: inout JSONWriter) {
        json.member("agent", id.raw)
        json.member("server", headset.server.raw)
        json.member("channel", headset.channel.raw)
        json.member("bridge", headset.bridge.raw)
        json.member("endpoint", headset.endpoint)
        json.member("called_at", headset.calledAt.milliseconds)
        if headset.isUp { json.member("up", true) }
        if headset.isHeld { json.member("held", true) }
        json.member("guest", headset.guest?.channel.raw)
    }

    static func headset(_ fields: Fields) throws(CodingError) -> QueueState.Headset {
        let server = ServerID(try fields.require("server"))
        return QueueState.Headset(
            server: server, channel: ChannelID(try fields.require("channel")),
            bridge: BridgeID(try fields.require("bridge")), endpoint: try fields.require("endpoint"),
            calledAt: try fields.instant("called_at"), isUp: fields.flag("up"), isHeld: fields.flag("held"),
            guest: fields.text("guest").map { LegKey(server, ChannelID($0)) })
    }
}
