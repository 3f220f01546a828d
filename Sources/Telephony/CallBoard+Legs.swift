/// A leg's own events.
extension CallBoard {
    /// Takes what a leg's own event says of it, adopting it if it is unknown, and lets `change` do the rest.
    mutating func hear(
        _ snapshot: LegSnapshot, _ stamp: Stamp, _ changes: inout BoardChanges, _ change: (inout Leg) -> LegChange
    ) {
        guard let (slot, known) = find(snapshot, stamp, isIntroduction: false, &changes) else { return }
        let changed = known.union(change(&legs[slot].leg))
        if !changed.isEmpty { changes.changes.append(.leg(snapshot.id, changed)) }
    }

    /// The slot of a leg that spoke, and what its words changed; nil if it is not to be heard.
    private mutating func find(
        _ snapshot: LegSnapshot, _ stamp: Stamp, isIntroduction: Bool, sight: Leg.Sight? = nil,
        _ changes: inout BoardChanges
    ) -> (Int32, LegChange)? {
        if let slot = legSlots[snapshot.id] {
            if stamp.isLate { return (slot, []) }
            let changed = legs[slot].leg.take(snapshot)
            legs[slot].leg.heard = stamp.told
            improveSight(of: slot, isIntroduction: isIntroduction)
            return (slot, changed)
        }
        guard !stamp.isLate, mayReturn(snapshot.id, stamp, isIntroduction: isIntroduction, &changes) else { return nil }
        let seen = sight ?? (watch != .application || isOutsideStasis(snapshot) ? .told : .application)
        return (adopt(snapshot, stamp, seen), .appeared)
    }

    /// A leg's own event proves a subscription: ours to the leg, or the one that lasts as long as its stay in Stasis.
    private mutating func improveSight(of slot: Int32, isIntroduction: Bool) {
        let sight = legs[slot].leg.sight
        if sight == .told { return }
        if watch != .application {
            legs[slot].leg.sight = .told
        } else if isIntroduction {
            if sight == .bridge { legs[slot].leg.sight = .application }
        } else if legs[slot].leg.application == nil, isOutsideStasis(legs[slot].leg.snapshot) {
            legs[slot].leg.sight = .told
        }
    }

    private func isOutsideStasis(_ snapshot: LegSnapshot) -> Bool { snapshot.dialplan.application != "Stasis" }

    /// Whether an id that the board does not have may come onto it.
    mutating func mayReturn(
        _ id: ChannelID, _ stamp: Stamp, isIntroduction: Bool, _ changes: inout BoardChanges
    ) -> Bool {
        guard let end = legSlots.end(of: id) else {
            if !isIntroduction, !stamp.inferred { changes.note(.unknownLeg, id.raw) }
            return true
        }
        switch end.how {
        case .told:
            if !stamp.inferred, end.at != stamp.at { changes.note(.legAlreadyEnded, id.raw) }
            return false
        case .inferred:
            // Stamped before the comparison ended, it is an event that was on its way meanwhile.
            guard stamp.at > end.at else { return false }
            changes.note(.legRevived, id.raw)
        case .outOfSight:
            break
        }
        return true
    }

    mutating func adopt(_ snapshot: LegSnapshot, _ stamp: Stamp, _ sight: Leg.Sight) -> Int32 {
        let leg = Leg(snapshot, stamp.told, sight: sight)
        let slot = legs.insert(LegNode(leg: leg))
        legSlots.enter(snapshot.id, in: slot)
        return slot
    }

    // MARK: Coming and going

    mutating func legAppeared(_ snapshot: LegSnapshot, _ stamp: Stamp, _ changes: inout BoardChanges) {
        // Found by comparing while only the application tells of it: it goes as it would have come.
        let sight: Leg.Sight = stamp.inferred && watch == .application ? .application : .told
        let known = legSlots[snapshot.id].map { legs[$0].leg.heard }
        guard let (slot, changed) = find(snapshot, stamp, isIntroduction: true, sight: sight, &changes) else { return }
        if !stamp.inferred, !stamp.isLate {
            if legs[slot].leg.hasAppeared, known?.at != stamp.at { changes.note(.legAppearedTwice, snapshot.id.raw) }
            legs[slot].leg.hasAppeared = true
            legs[slot].leg.sight = .told
            if known == nil {
                // A leg that has just been made is in no bridge and in no application.
                legs[slot].leg.moved = stamp.told
                legs[slot].leg.handed = stamp.told
            }
        }
        if !changed.isEmpty { changes.changes.append(.leg(snapshot.id, changed)) }
    }

    mutating func legEnteredApplication(
        _ snapshot: LegSnapshot, _ entry: ApplicationEntry, _ stamp: Stamp, _ changes: inout BoardChanges
    ) {
        let sight: Leg.Sight = watch != .application ? .told : .application
        guard let (slot, known) = find(snapshot, stamp, isIntroduction: true, sight: sight, &changes), !stamp.isLate
        else { return }
        var changed = known
        if legs[slot].leg.application == entry {
            // One that a comparison found first is told again when its own event arrives.
            if !legs[slot].leg.handed.precedes(stamp), !stamp.inferred {
                changes.note(.enteredApplicationTwice, snapshot.id.raw)
            }
        } else {
            legs[slot].leg.application = entry
            changed.insert(.application)
        }
        legs[slot].leg.handed = stamp.told
        legs[slot].leg.hasJustLeftApplication = false
        if !changed.isEmpty { changes.changes.append(.leg(snapshot.id, changed)) }
    }

    mutating func legLeftApplication(
        _ snapshot: LegSnapshot, _ application: String, _ stamp: Stamp, _ changes: inout BoardChanges
    ) {
        if watch == .application, legSlots[snapshot.id] == nil {
            if legSlots.end(of: snapshot.id) == nil, !stamp.isLate { changes.note(.unknownLeg, snapshot.id.raw) }
            return
        }
        guard let (slot, known) = find(snapshot, stamp, isIntroduction: true, &changes), !stamp.isLate else { return }
        var changed = known
        if legs[slot].leg.application?.name == application {
            legs[slot].leg.application = nil
            changed.insert(.application)
        } else if !stamp.inferred, !legs[slot].leg.handed.precedes(stamp) {
            changes.note(.leftApplicationWithoutBeingIn, snapshot.id.raw)
        }
        legs[slot].leg.handed = stamp.told
        legs[slot].leg.hasJustLeftApplication = true
        if legs[slot].leg.sight == .application, legs[slot].leg.application == nil {
            loseSight(of: slot, stamp, &changes)
        } else if !changed.isEmpty {
            changes.changes.append(.leg(snapshot.id, changed))
        }
    }

    mutating func legEnded(
        _ snapshot: LegSnapshot, _ cause: HangupCause, _ stamp: Stamp, _ changes: inout BoardChanges
    ) {
        guard let slot = legSlots[snapshot.id] else {
            let end = legSlots.end(of: snapshot.id)
            if !stamp.inferred, !stamp.isLate {
                if end == nil { changes.note(.unknownLeg, snapshot.id.raw) }
                if let end, end.how == .told, end.at != stamp.at { changes.note(.legAlreadyEnded, snapshot.id.raw) }
            }
            if end?.how != .told, !stamp.inferred {
                legSlots.end(snapshot.id, at: stamp.at, how: .told)
            }
            return
        }
        if !stamp.isLate { _ = legs[slot].leg.take(snapshot) }
        if !stamp.inferred || legs[slot].leg.cause == nil { legs[slot].leg.cause = cause }
        let leg = take(slot, stamp, how: stamp.inferred ? .inferred : .told, &changes)
        changes.changes.append(.legEnded(leg))
    }

    /// The leg may live on, but where we do not look.
    mutating func loseSight(of slot: Int32, _ stamp: Stamp, _ changes: inout BoardChanges) {
        changes.changes.append(.legOutOfSight(take(slot, stamp, how: .outOfSight, &changes)))
    }

    private mutating func take(
        _ slot: Int32, _ stamp: Stamp, how: Directory<ChannelID>.How, _ changes: inout BoardChanges
    ) -> Leg {
        let leg = legs[slot].leg
        unlink(slot, stamp, &changes)
        _ = legs.remove(slot)
        legSlots.end(leg.id, at: stamp.at, how: how)
        endMedia(.leg(leg.id), stamp, &changes)
        return leg
    }

    // MARK: The rest

    mutating func variableSet(_ snapshot: LegSnapshot, _ stamp: Stamp, _ changes: inout BoardChanges) {
        // The dialplan sets variables on a leg that has just been given up; that does not bring it back into sight.
        if legSlots.end(of: snapshot.id)?.how == .outOfSight { return }
        hear(snapshot, stamp, &changes) { _ in [] }
    }

    mutating func dialProgressed(_ dial: DialProgress, _ stamp: Stamp, _ changes: inout BoardChanges) {
        let caller = dial.caller?.id
        if let leg = dial.caller { _ = meet(leg, stamp, &changes) }
        if let leg = dial.forwarded { _ = meet(leg, stamp, &changes) }
        guard let slot = meet(dial.peer, stamp, &changes) else { return }
        guard !stamp.isLate, legs[slot].leg.dialStatus != dial.status || legs[slot].leg.dialledBy != caller else {
            return
        }
        legs[slot].leg.dialStatus = dial.status
        if let caller { legs[slot].leg.dialledBy = caller }
        changes.changes.append(.leg(dial.peer.id, .dial))
    }

    /// A leg that somebody else's event speaks of: adopted if unknown, otherwise left as it is.
    private mutating func meet(_ snapshot: LegSnapshot, _ stamp: Stamp, _ changes: inout BoardChanges) -> Int32? {
        if let slot = legSlots[snapshot.id] { return slot }
        // Without its own events a dialled leg would stay for ever.
        guard watch == .everything, !stamp.isLate, legSlots.end(of: snapshot.id) == nil,
            mayReturn(snapshot.id, stamp, isIntroduction: false, &changes)
        else { return nil }
        let slot = adopt(snapshot, stamp, .told)
        changes.changes.append(.leg(snapshot.id, .appeared))
        return slot
    }
}
