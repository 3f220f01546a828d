import Queueing
import SeededValues
import Telephony

/// What agents' phones do.
extension World {
    mutating func dial(
        _ server: Int, _ id: String, agent: AgentID, at endpoint: String, timeout: Int64
    ) -> EffectResult {
        guard let index = people.firstIndex(where: { $0.settings.endpoint == endpoint && $0.server == server }) else {
            return .refused("no such endpoint")
        }
        guard asterisks[server].usedIDs.insert(id).inserted else {
            return asterisks[server].channels[id] == nil ? .gone : .done
        }
        if !isDraining { tried(.dial) }
        // Away, or its registration is refreshed in this moment.
        guard people[index].isRegistered, isDraining || !random.chance(perMille: 15) else {
            count("phone unreachable")
            return .refused("Allocation failed")
        }
        let isBusy = isFull(index)
        for other in asterisks[server].channels.keys.sorted() {
            guard asterisks[server].channels[other]?.owner == .agent(index), let dropped = droppedAt[other] else {
                continue
            }
            // A further call was asked for before the one that they were talking on ended.
            if let asked = askedIn[id], dropped.step > asked { continue }
            // Two seconds on the engine's clock, less the way of the request.
            if now - dropped.time < 1700, !clockHasJumped {
                violate("\(agent) is dialled while \(other) is still there")
            }
        }
        asterisks[server].channels[id] = Channel(owner: .agent(index))
        tellDevice(of: index)
        // The rim ends a leg that rings longer than its time and a grace.
        schedule.plan(.phoneEnds(server: server, channel: id, cause: 19), at: now + timeout + 5000)
        if isBusy {
            count("phone busy with an old leg")
            plan(.phoneEnds(server: server, channel: id, cause: 17), in: 5...40)
            return .done
        }
        let ring = Happening.phoneRings(server: server, channel: id)
        let answer = Happening.phoneAnswers(server: server, channel: id)
        switch isDraining ? 0 : random.below(100) {
        case ..<62:
            plan(ring, in: 5...60)
            plan(answer, in: 20...(isDraining ? 500 : 3500))
        case ..<68:
            // In the very moment in which the ring ends, more or less.
            plan(ring, in: 5...60)
            plan(answer, in: timeout - 30...timeout + 30)
        case ..<76:
            count("phone busy")
            plan(.phoneEnds(server: server, channel: id, cause: 17), in: 5...100)
        case ..<82:
            count("phone rejects")
            plan(ring, in: 5...60)
            plan(.phoneEnds(server: server, channel: id, cause: 21), in: 100...3000)
        case ..<92:
            count("phone does not answer")
            plan(ring, in: 5...60)
        case ..<96:
            count("phone is switched off")
            plan(.phoneEnds(server: server, channel: id, cause: 18), in: 200...4000)
        default:
            count("phone crashes while it rings")
            plan(ring, in: 5...60)
            asterisks[server].channels[id]?.isDead = true
            setRegistered(index, false)
            plan(.phoneReturns(agent: index), in: 2000...15_000)
        }
        return .done
    }

    mutating func phoneRings(_ server: Int, _ id: String) {
        guard let channel = asterisks[server].channels[id], !channel.isUp else { return }
        emit(server, id, .legRinging(asterisks[server].id, ChannelID(id)))
    }

    mutating func phoneAnswers(_ server: Int, _ id: String) {
        guard let channel = asterisks[server].channels[id], !channel.isUp, !channel.isDead else { return }
        asterisks[server].channels[id]?.isUp = true
        emit(server, id, .legAnswered(asterisks[server].id, ChannelID(id)))
        holdOthers(server, id)
        // Some hang up at once, some do not like the silence.
        if !isDraining { tried(.pickUp) }
        if !isDraining, random.chance(perMille: 60) {
            count("agent hangs up at once")
            plan(.phoneEnds(server: server, channel: id, cause: -16), in: 0...30)
        }
    }

    /// - Parameter cause: negative for a leg that was picked up: then it ends as an agent's hang-up.
    mutating func phoneEnds(_ server: Int, _ id: String, _ cause: Int) {
        guard let channel = asterisks[server].channels[id], channel.isUp == (cause < 0) else { return }
        endChannel(server, id, cause: abs(cause), how: .hungUp)
    }
}
