import ARI
import ARIClient
import Queueing
import Telephony

extension EffectSteps {
    /// Makes a bridge if need be, and puts an agent's leg in.
    func seat(_ bridge: BridgeID, _ agent: LegKey) async -> EffectResult {
        do throws(ARIError) {
            _ = try await requests.send(
                ARI.Bridges.createWithID(bridgeID: bridge.ari, type: "mixing,dtmf_events", name: bridge.raw))
        } catch {
            // A bridge of this id that is there already was made by the request whose answer was lost, or that an earlier
            // process did not live to hear.
            guard error.status == 409 else { return EffectResult(error, about: nil) }
        }
        return await attempt(agent.channel) { () throws(ARIError) in
            try await hush(agent)
            try await requests.send(ARI.Bridges.addChannel(bridgeID: bridge.ari, channel: [agent.channel.ari]))
        }
    }

    /// One request puts the caller through; the dead-man and the music are ended at the same time, beside it, so that the
    /// two who talk do not wait for that. Asterisk carries out both orders alike.
    func join(_ bridge: BridgeID, _ leg: LegKey, answers: Bool) async -> EffectResult {
        let caller = leg.channel
        let hushed = await attempt(caller) { () throws(ARIError) in
            try await hush(leg)
            if answers { try await answer(caller) }
        }
        guard hushed == .done else { return hushed }
        // Again for whom a welcome that was lost has not: twice changes nothing.
        async let others = free(caller, answers: !answers)
        let joined = await put(caller, into: bridge)
        let freed = await others
        return joined == .done ? freed : joined
    }

    /// Ends what the wait gave a caller: the dead-man first, which could end their talk.
    func free(_ caller: ChannelID, answers: Bool) async -> EffectResult {
        await attempt(caller) { () throws(ARIError) in
            try await disarm(caller)
            try await requests.send(ARI.Channels.stopMoh(channelID: caller.ari))
            if answers { try await answer(caller) }
        }
    }

    private func put(_ caller: ChannelID, into bridge: BridgeID) async -> EffectResult {
        do throws(ARIError) {
            try await requests.send(ARI.Bridges.addChannel(bridgeID: bridge.ari, channel: [caller.ari]))
            return .done
        } catch {
            // 404 is about the bridge: somebody else has removed it.
            return error.status == 404 ? .refused("the headset's bridge is gone") : EffectResult(error, about: caller)
        }
    }
}
