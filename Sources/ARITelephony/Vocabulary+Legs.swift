import ARI
import Telephony

extension Vocabulary {
    package func leg(_ channel: ARI.Channel) -> LegSnapshot {
        let variables = channel.channelVars.map { told($0.entries) } ?? []
        return LegSnapshot(
            id: ChannelID(channel.id.rawValue), name: channel.name, state: LegState(channel.state),
            caller: CallerID(name: channel.caller.name, number: PhoneNumber(channel.caller.number)),
            connected: CallerID(name: channel.connected.name, number: PhoneNumber(channel.connected.number)),
            dialplan: DialplanPosition(
                context: channel.dialplan.context, exten: channel.dialplan.exten,
                priority: Int(channel.dialplan.priority), application: channel.dialplan.appName,
                data: channel.dialplan.appData),
            createdAt: Instant(channel.creationTime), language: channel.language, accountCode: channel.accountCode,
            protocolID: channel.protocolID ?? "", redirectedFrom: PhoneNumber(channel.callerRdnis ?? ""),
            call: variables.isEmpty ? nil : call(variables), variables: variables)
    }

    func leg(_ channel: ARI.Channel?) -> LegSnapshot? { channel.map { leg($0) } }

    /// By name. Asterisk sends every variable of `channelvars` with every event, set or not; an empty one is as good as
    /// none.
    private func told(_ entries: [ARI.VariableMap.Entry]) -> [LegVariable] {
        var variables: [LegVariable] = []
        variables.reserveCapacity(entries.count)
        for entry in entries where !entry.value.isEmpty {
            variables.append(LegVariable(name: entry.name, value: entry.value))
        }
        if variables.count > 1 { variables.sort { $0.name < $1.name } }
        return variables
    }

    private func call(_ variables: [LegVariable]) -> CallID? {
        variables.last { $0.name == callVariable }.map { CallID($0.value) }
    }

    /// A leg in Asterisk's form, as far as the board holds it.
    package func channel(_ leg: LegSnapshot) -> ARI.Channel {
        let fields = leg.fields
        return ARI.Channel(
            id: ARI.ChannelID(fields.id.raw), protocolID: fields.protocolID.isEmpty ? nil : fields.protocolID,
            name: fields.name, state: fields.state.word,
            caller: ARI.CallerID(name: fields.caller.name, number: fields.caller.number.raw),
            connected: ARI.CallerID(name: fields.connected.name, number: fields.connected.number.raw),
            accountCode: fields.accountCode,
            dialplan: ARI.DialplanCEP(
                context: fields.dialplan.context, exten: fields.dialplan.exten,
                priority: Int64(fields.dialplan.priority), appName: fields.dialplan.application,
                appData: fields.dialplan.data),
            creationTime: fields.createdAt.timestamp, language: fields.language,
            callerRdnis: fields.redirectedFrom.isEmpty ? nil : fields.redirectedFrom.raw)
    }
}

extension LegState {
    init(_ word: ARI.ChannelState) {
        switch word {
        case .down: self = .down
        case .reserved: self = .reserved
        case .offHook: self = .offHook
        case .dialing: self = .dialing
        case .ring: self = .ring
        case .ringing: self = .ringing
        case .up: self = .up
        case .busy: self = .busy
        case .dialingOffhook: self = .dialingOffHook
        case .preRing: self = .preRing
        case .unknown, .other: self = .unknown
        }
    }

    var word: ARI.ChannelState {
        switch self {
        case .down: .down
        case .reserved: .reserved
        case .offHook: .offHook
        case .dialing: .dialing
        case .ring: .ring
        case .ringing: .ringing
        case .up: .up
        case .busy: .busy
        case .dialingOffHook: .dialingOffhook
        case .preRing: .preRing
        case .unknown: .unknown
        }
    }
}

extension DialStatus {
    init(_ word: ARI.DialStatus) {
        switch word {
        case .started: self = .begun
        case .ringing: self = .ringing
        case .progress: self = .progress
        case .proceeding: self = .proceeding
        case .answer: self = .answered
        case .busy: self = .busy
        case .congestion: self = .congestion
        case .noAnswer: self = .noAnswer
        case .cancel: self = .canceled
        case .channelUnavailable: self = .unavailable
        default: self = .other
        }
    }
}
