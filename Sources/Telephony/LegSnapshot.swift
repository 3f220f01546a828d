/// What Asterisk says of a channel in every event about it, and in `GET /channels`.
package struct LegSnapshot: Hashable, Sendable {
    package var id: ChannelID
    /// `PJSIP/1001-0000001a`. Changes when a leg is masqueraded, so never a key.
    package var name: String
    package var state: LegState
    package var caller: CallerID
    package var connected: CallerID
    package var dialplan: DialplanPosition
    package var createdAt: Instant
    package var language: String
    package var accountCode: String
    /// The signalling protocol's own id of the call: SIP's Call-ID.
    package var protocolID: String
    /// Who the call was redirected from, if anybody.
    package var redirectedFrom: PhoneNumber
    /// Mayday's id of the call that the leg belongs to, where its variable was told.
    package var call: CallID?
    /// The variables that `channelvars` in ari.conf asks for, sorted by name. The board does not keep them.
    package var variables: [LegVariable]

    package init(
        id: ChannelID, name: String = "", state: LegState = .down, caller: CallerID = .none,
        connected: CallerID = .none, dialplan: DialplanPosition = DialplanPosition(),
        createdAt: Instant = Instant(milliseconds: 0), language: String = "", accountCode: String = "",
        protocolID: String = "", redirectedFrom: PhoneNumber = .none, call: CallID? = nil,
        variables: [LegVariable] = []
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.caller = caller
        self.connected = connected
        self.dialplan = dialplan
        self.createdAt = createdAt
        self.language = language
        self.accountCode = accountCode
        self.protocolID = protocolID
        self.redirectedFrom = redirectedFrom
        self.call = call
        self.variables = variables
    }

    /// The endpoint behind the leg, read from its name: `PJSIP/1001-0000001a` is `PJSIP/1001`.
    package var endpoint: EndpointID? {
        guard let slash = name.firstIndex(of: "/"), let dash = name.lastIndex(of: "-"), slash < dash else { return nil }
        return EndpointID(
            technology: String(name[..<slash]), resource: String(name[name.index(after: slash)..<dash]))
    }
}

/// One channel variable.
package struct LegVariable: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
