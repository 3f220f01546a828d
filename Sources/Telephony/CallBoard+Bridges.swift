/// Bridges and who is in them.
extension CallBoard {
    /// The slot of a bridge that an event speaks of, adopted if unknown; nil if it is not to be heard.
    mutating func hear(
        _ snapshot: BridgeSnapshot, _ stamp: Stamp, isIntroduction: Bool, _ changes: inout BoardChanges
    ) -> Int32? {
        if let slot = bridgeSlots[snapshot.id] {
            guard !stamp.isLate else { return slot }
            if bridges[slot].take(snapshot) { changes.changes.append(.bridge(snapshot.id, .other)) }
            bridges[slot].heard = stamp.told
            return slot
        }
        guard !stamp.isLate else { return nil }
        if let end = bridgeSlots.end(of: snapshot.id) {
            switch end.how {
            case .told:
                if !stamp.inferred, end.at != stamp.at { changes.note(.bridgeAlreadyEnded, snapshot.id.raw) }
                return nil
            case .inferred:
                guard stamp.at > end.at else { return nil }
                changes.note(.bridgeRevived, snapshot.id.raw)
            case .outOfSight:
                break
            }
        } else if !isIntroduction, !stamp.inferred {
            changes.note(.unknownBridge, snapshot.id.raw)
        }
        let slot = bridges.insert(
            Bridge(snapshot, stamp.told, endWillBeTold: watch == .everything))
        bridgeSlots.enter(snapshot.id, in: slot)
        changes.changes.append(.bridge(snapshot.id, .created))
        return slot
    }

    mutating func bridgeCreated(_ snapshot: BridgeSnapshot, _ stamp: Stamp, _ changes: inout BoardChanges) {
        let known = bridgeSlots[snapshot.id].map { bridges[$0].heard }
        guard let slot = hear(snapshot, stamp, isIntroduction: true, &changes), !stamp.isLate, !stamp.inferred else {
            return
        }
        if let known, known.at != stamp.at, bridges[slot].wasCreated {
            changes.note(.bridgeCreatedTwice, snapshot.id.raw)
        }
        bridges[slot].endWillBeTold = true
        bridges[slot].wasCreated = true
    }

    mutating func bridgeDestroyed(_ snapshot: BridgeSnapshot, _ stamp: Stamp, _ changes: inout BoardChanges) {
        guard let slot = bridgeSlots[snapshot.id] else {
            let end = bridgeSlots.end(of: snapshot.id)
            if !stamp.inferred, !stamp.isLate {
                if end == nil { changes.note(.unknownBridge, snapshot.id.raw) }
                if let end, end.how == .told, end.at != stamp.at {
                    changes.note(.bridgeAlreadyEnded, snapshot.id.raw)
                }
            }
            if end?.how != .told, !stamp.inferred {
                bridgeSlots.end(snapshot.id, at: stamp.at, how: .told)
            }
            return
        }
        if bridges[slot].count > 0, !stamp.inferred { changes.note(.bridgeEndedWithMembers, snapshot.id.raw) }
        end(slot, stamp, how: stamp.inferred ? .inferred : .told, &changes)
    }

    private mutating func end(
        _ slot: Int32, _ stamp: Stamp, how: Directory<BridgeID>.How, _ changes: inout BoardChanges
    ) {
        while bridges[slot].first >= 0 {
            let member = bridges[slot].first
            // Members leave before their bridge ends: where this one went was not heard.
            legs[member].leg.moved = stamp.inferred ? stamp.told : .never
            unlink(member, stamp, &changes)
            changes.changes.append(.leg(legs[member].leg.id, .bridge))
        }
        let bridge = bridges.remove(slot)
        bridgeSlots.end(bridge.id, at: stamp.at, how: how)
        endMedia(.bridge(bridge.id), stamp, &changes)
        changes.changes.append(.bridgeEnded(bridge))
    }

    mutating func bridgesMerged(
        _ into: BridgeSnapshot, _ from: BridgeSnapshot, _ stamp: Stamp, _ changes: inout BoardChanges
    ) {
        if hear(from, stamp, isIntroduction: false, &changes) != nil {
            changes.changes.append(.bridge(from.id, .merged))
        }
        if hear(into, stamp, isIntroduction: false, &changes) != nil {
            changes.changes.append(.bridge(into.id, .merged))
        }
    }

    // MARK: Members

    mutating func legEnteredBridge(
        _ leg: LegSnapshot, _ bridge: BridgeSnapshot, _ stamp: Stamp, _ changes: inout BoardChanges
    ) {
        guard !stamp.isLate, let bridgeSlot = hear(bridge, stamp, isIntroduction: true, &changes) else { return }
        var slot = legSlots[leg.id]
        if slot == nil, mayReturn(leg.id, stamp, isIntroduction: false, &changes) {
            slot = adopt(leg, stamp, watch == .everything ? .told : .bridge)
            changes.changes.append(.leg(leg.id, .appeared))
        }
        if let slot {
            if legs[slot].bridgeSlot == bridgeSlot {
                if !stamp.inferred, !isKnown(slot, stamp) {
                    changes.note(.enteredBridgeTwice, leg.id.raw)
                    legs[slot].leg.moved = stamp.told
                }
            } else {
                if legs[slot].bridgeSlot >= 0, !stamp.inferred, !isKnown(slot, stamp) {
                    changes.note(.enteredBridgeWithoutLeaving, leg.id.raw)
                }
                move(slot, to: bridgeSlot, stamp, &changes)
            }
        }
        compareMembers(bridgeSlot, bridge, stamp, &changes)
    }

    mutating func legLeftBridge(
        _ leg: LegSnapshot, _ bridge: BridgeSnapshot, _ stamp: Stamp, _ changes: inout BoardChanges
    ) {
        guard !stamp.isLate, let bridgeSlot = hear(bridge, stamp, isIntroduction: false, &changes) else { return }
        if let slot = legSlots[leg.id] {
            if legs[slot].bridgeSlot == bridgeSlot {
                move(slot, to: nil, stamp, &changes)
                if legs[slot].leg.sight == .bridge { loseSight(of: slot, stamp, &changes) }
            } else if !stamp.inferred, !isKnown(slot, stamp) {
                changes.note(.leftBridgeWithoutBeingIn, leg.id.raw)
                // It was here until now, hence nowhere else, unless it was told later that it went there.
                if legs[slot].bridgeSlot < 0 {
                    legs[slot].leg.moved = stamp.told
                } else if legs[slot].leg.moved.at < stamp.at {
                    move(slot, to: nil, stamp, &changes)
                }
            }
        } else if !stamp.inferred {
            leftUnknown(leg, stamp, &changes)
        }
        compareMembers(bridgeSlot, bridge, stamp, &changes)
        if bridges[bridgeSlot].count == 0, bridge.members.isEmpty, !bridges[bridgeSlot].endWillBeTold {
            end(bridgeSlot, stamp, how: .outOfSight, &changes)
        }
    }

    /// A leg that nobody told of left a bridge. It lives, but if its own events do not come, nobody would tell of its end.
    private mutating func leftUnknown(_ leg: LegSnapshot, _ stamp: Stamp, _ changes: inout BoardChanges) {
        // That a leg has ended may well be told before the bridge says that it left.
        if legSlots.end(of: leg.id)?.how == .told { return }
        guard mayReturn(leg.id, stamp, isIntroduction: false, &changes) else { return }
        if watch == .everything {
            let slot = adopt(leg, stamp, .told)
            legs[slot].leg.moved = stamp.told
            changes.changes.append(.leg(leg.id, .appeared))
        } else {
            legSlots.end(leg.id, at: stamp.at, how: .outOfSight)
        }
    }

    /// Whether a comparison has told of this move before its own event arrived.
    private func isKnown(_ slot: Int32, _ stamp: Stamp) -> Bool {
        legs[slot].leg.moved.precedes(stamp)
    }

    private mutating func move(
        _ slot: Int32, to bridgeSlot: Int32?, _ stamp: Stamp, _ changes: inout BoardChanges
    ) {
        unlink(slot, stamp, &changes)
        if let bridgeSlot { link(slot, bridgeSlot, &changes) }
        legs[slot].leg.moved = stamp.told
        changes.changes.append(.leg(legs[slot].leg.id, .bridge))
    }

    /// Each event lists the bridge's members. Where the list is not ours, an event was lost: theirs is taken, except for
    /// legs whose latest move is newer than the list.
    private mutating func compareMembers(
        _ bridgeSlot: Int32, _ snapshot: BridgeSnapshot, _ stamp: Stamp, _ changes: inout BoardChanges
    ) {
        let listed = Int32(clamping: snapshot.members.count)
        guard !stamp.inferred, listed - bridges[bridgeSlot].count != bridges[bridgeSlot].excess else { return }
        var differs = false
        let members = Set(snapshot.members)
        var slot = bridges[bridgeSlot].first
        while slot >= 0 {
            let next = legs[slot].next
            if !members.contains(legs[slot].leg.id), legs[slot].leg.moved.at <= stamp.at {
                move(slot, to: nil, stamp, &changes)
                // It is not here; where it is, nobody has said.
                legs[slot].leg.moved = .never
                differs = true
                if legs[slot].leg.sight == .bridge { loseSight(of: slot, stamp, &changes) }
            }
            slot = next
        }
        for id in snapshot.members {
            guard let slot = legSlots[id], legs[slot].bridgeSlot != bridgeSlot, legs[slot].leg.moved.at <= stamp.at
            else { continue }
            move(slot, to: bridgeSlot, stamp, &changes)
            differs = true
        }
        bridges[bridgeSlot].excess = listed - bridges[bridgeSlot].count
        if differs { changes.note(.bridgeMembersDiffer, snapshot.id.raw) }
    }

    private mutating func link(_ slot: Int32, _ bridgeSlot: Int32, _ changes: inout BoardChanges) {
        let last = bridges[bridgeSlot].last
        if last >= 0 { legs[last].next = slot } else { bridges[bridgeSlot].first = slot }
        legs[slot].previous = last
        legs[slot].next = -1
        legs[slot].bridgeSlot = bridgeSlot
        bridges[bridgeSlot].last = slot
        bridges[bridgeSlot].count += 1
        let id = bridges[bridgeSlot].id
        legs[slot].leg.bridge = id
        changes.changes.append(.bridge(id, .members))
    }

    /// Takes a leg out of its bridge, if it is in one.
    mutating func unlink(_ slot: Int32, _ stamp: Stamp, _ changes: inout BoardChanges) {
        let bridgeSlot = legs[slot].bridgeSlot
        guard bridgeSlot >= 0 else { return }
        let (previous, next) = (legs[slot].previous, legs[slot].next)
        if previous >= 0 { legs[previous].next = next } else { bridges[bridgeSlot].first = next }
        if next >= 0 { legs[next].previous = previous } else { bridges[bridgeSlot].last = previous }
        bridges[bridgeSlot].count -= 1
        legs[slot].bridgeSlot = -1
        legs[slot].previous = -1
        legs[slot].next = -1
        legs[slot].leg.bridge = nil
        changes.changes.append(.bridge(bridges[bridgeSlot].id, .members))
    }
}
