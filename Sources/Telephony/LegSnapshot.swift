/// What Asterisk says of a channel in every event about it, and in `GET /channels`.
///
/// A value, kept behind one reference and never changed in place: every event carries one, and it is handed on by
/// counting once instead of a dozen times.
package struct LegSnapshot: Sendable {
    private let storage: Storage

    package init(
        id: ChannelID, name: String = "", state: LegState = .down, caller: CallerID = .none,
        connected: CallerID = .none, dialplan: DialplanPosition = DialplanPosition(),
        createdAt: Instant = Instant(milliseconds: 0), language: String = "", accountCode: String = "",
        protocolID: String = "", redirectedFrom: PhoneNumber = .none, call: CallID? = nil,
        variables: [LegVariable] = []
    ) {
        storage = Storage(
            Fields(
                id: id, name: name, state: state, caller: caller, connected: connected, dialplan: dialplan,
                createdAt: createdAt, language: language, accountCode: accountCode, protocolID: protocolID,
                redirectedFrom: redirectedFrom, call: call, variables: variables))
    }

    private init(_ fields: Fields) { storage = Storage(fields) }

    package struct Fields: Hashable, Sendable {
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
    }

    private final class Storage: Sendable {
        let fields: Fields
        init(_ fields: Fields) { self.fields = fields }

        /// Here and not with the fields, so that each is read where it lies and the whole is not copied.
        func changes(to newer: Storage) -> LegChange {
            var changed: LegChange = []
            if newer.fields.state != fields.state { changed.insert(.state) }
            if newer.fields.name != fields.name { changed.insert(.name) }
            if newer.fields.caller != fields.caller { changed.insert(.caller) }
            if newer.fields.connected != fields.connected { changed.insert(.connected) }
            if newer.fields.dialplan != fields.dialplan { changed.insert(.dialplan) }
            if newer.fields.call != nil, newer.fields.call != fields.call { changed.insert(.call) }
            if newer.fields.language != fields.language || newer.fields.accountCode != fields.accountCode
                || newer.fields.protocolID != fields.protocolID
                || newer.fields.redirectedFrom != fields.redirectedFrom || newer.fields.createdAt != fields.createdAt
            {
                changed.insert(.other)
            }
            return changed
        }
    }

    package var fields: Fields { _read { yield storage.fields } }
    package var id: ChannelID { storage.fields.id }
    package var name: String { storage.fields.name }
    package var state: LegState { storage.fields.state }
    package var caller: CallerID { storage.fields.caller }
    package var connected: CallerID { storage.fields.connected }
    package var dialplan: DialplanPosition { storage.fields.dialplan }
    package var createdAt: Instant { storage.fields.createdAt }
    package var call: CallID? { storage.fields.call }
    package var variables: [LegVariable] { storage.fields.variables }

    /// The same with a few fields changed.
    package func with(_ change: (inout Fields) -> Void) -> LegSnapshot {
        var fields = storage.fields
        change(&fields)
        return LegSnapshot(fields)
    }

    /// What a newer snapshot would change. A call id, once told, is not taken back by silence.
    package func changes(to newer: LegSnapshot) -> LegChange {
        storage === newer.storage ? [] : storage.changes(to: newer.storage)
    }
    /// The endpoint behind the leg, read from its name: `PJSIP/1001-0000001a` is `PJSIP/1001`.
    package var endpoint: EndpointID? {
        guard let slash = name.firstIndex(of: "/"), let dash = name.lastIndex(of: "-"), slash < dash else { return nil }
        return EndpointID(
            technology: String(name[..<slash]), resource: String(name[name.index(after: slash)..<dash]))
    }
}

extension LegSnapshot: Hashable {
    package static func == (left: LegSnapshot, right: LegSnapshot) -> Bool {
        left.storage === right.storage || left.storage.fields == right.storage.fields
    }
    package func hash(into hasher: inout Hasher) { hasher.combine(storage.fields) }
}

extension LegSnapshot: CustomStringConvertible {
    package var description: String { "\(fields)" }
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
