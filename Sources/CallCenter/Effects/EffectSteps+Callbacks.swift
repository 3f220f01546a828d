import ARI
import ARIClient
import Queueing
import Telephony

extension EffectSteps {
    /// Dials a customer; the agent who waits for them hears the ring.
    /// - Parameter number: as it may be dialled.
    func callBack(
        _ leg: LegKey, agent: ChannelID, template: String, number: String, timeout: Span, call: CallID
    ) async -> EffectResult {
        // An agent who is gone is told of by their own leg's end.
        _ = await attempt(agent) { () throws(ARIError) in
            try await requests.send(ARI.Channels.ring(channelID: agent.ari))
        }
        return await dial(
            leg, endpoint: DialRules.endpoint(template, number), timeout: timeout, call: call, caller: nil,
            tellsCall: false)
    }

    /// Ends the ring that an agent hears.
    func quiet(_ agent: ChannelID) async -> EffectResult {
        await attempt(agent) { () throws(ARIError) in
            try await requests.send(ARI.Channels.ringStop(channelID: agent.ari))
        }
    }
}
