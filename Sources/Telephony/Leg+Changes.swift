extension Leg {
    mutating func requestHangup(_ cause: HangupCause?) -> LegChange {
        let news = !hangupRequested || (cause != nil && self.cause != cause)
        hangupRequested = true
        if let cause { self.cause = cause }
        return news ? .hangup : []
    }

    mutating func hold(_ held: Bool) -> LegChange {
        guard isHeld != held else { return [] }
        isHeld = held
        return .hold
    }

    mutating func talk(_ talking: Bool) -> LegChange {
        guard isTalking != talking else { return [] }
        isTalking = talking
        return .talking
    }
}

extension LegSnapshot {
    /// What a newer snapshot would change.
    package func changes(to new: LegSnapshot) -> LegChange {
        var changed: LegChange = []
        if new.state != state { changed.insert(.state) }
        if new.name != name { changed.insert(.name) }
        if new.caller != caller { changed.insert(.caller) }
        if new.connected != connected { changed.insert(.connected) }
        if new.dialplan != dialplan { changed.insert(.dialplan) }
        if new.call != nil, new.call != call { changed.insert(.call) }
        if new.language != language || new.accountCode != accountCode || new.protocolID != protocolID
            || new.redirectedFrom != redirectedFrom || new.createdAt != createdAt
        {
            changed.insert(.other)
        }
        return changed
    }

    /// Takes what is new, and only that: most events change nothing, and what they carry is then freed at once.
    mutating func merge(_ new: LegSnapshot, _ pool: inout StringPool) -> LegChange {
        let changed = changes(to: new)
        guard !changed.isEmpty else { return changed }
        if changed.contains(.state) { state = new.state }
        if changed.contains(.name) { name = new.name }
        if changed.contains(.caller) { caller = new.caller }
        if changed.contains(.connected) { connected = new.connected }
        if changed.contains(.dialplan) {
            dialplan = new.dialplan
            dialplan.context = pool.share(new.dialplan.context)
            dialplan.application = pool.share(new.dialplan.application)
        }
        if changed.contains(.call) { call = new.call }
        if changed.contains(.other) {
            language = new.language
            accountCode = pool.share(new.accountCode)
            protocolID = new.protocolID
            redirectedFrom = new.redirectedFrom
            createdAt = new.createdAt
        }
        return changed
    }
}
