import ARI
import ARIClient
import Queueing
import Telephony

/// The requests that each effect stands for, in their order. Every step may be done twice.
struct EffectSteps: Sendable {
    var requests: any AsteriskRequests
    let application: String
    let arrivals: LegArrivals
    let playbacks: Playbacks

    /// The engine gives up a little later.
    private static let longestBriefing = Duration.milliseconds(QueueEngine.longestBriefing.milliseconds - 2000)

    private static let deadMan = "TIMEOUT(absolute)"
    private static let callVariable = "MAYDAY_CALL"

    func carryOut(_ effect: Effect, caller: CallerIdentity?) async -> EffectResult {
        switch effect.action {
        case .welcome(let channel, let music, let policy):
            await attempt(channel) { () throws(ARIError) in
                try await hush(LegKey(effect.server, channel))
                try await welcome(channel, music: music, policy, call: effect.call)
            }
        case .dial(let channel, _, let endpoint, _, let timeout):
            await dial(
                LegKey(effect.server, channel), endpoint: endpoint, timeout: timeout, call: effect.call, caller: caller)
        // The number is the runner's to know.
        case .callBack: .refused("no number")
        case .quiet(let channel): await quiet(channel)
        case .connect(let bridge, let caller, let agent, let answers):
            await connect(bridge, caller: LegKey(effect.server, caller), agent: agent, answers: answers)
        case .join(let bridge, let caller, let answers):
            await join(bridge, LegKey(effect.server, caller), answers: answers)
        // Whoever was to be answered beside the bridging may not have been.
        case .free(let caller): await free(caller, answers: true)
        case .callHeadset(let channel, _, let endpoint, let timeout):
            await dial(
                LegKey(effect.server, channel), endpoint: endpoint, timeout: timeout, call: effect.call, caller: nil)
        case .seat(let bridge, let channel): await seat(bridge, LegKey(effect.server, channel))
        case .announce(let channel, let playback, let media, let music):
            await announce(LegKey(effect.server, channel), playback, media, music: music)
        case .hush(let channel, let playback):
            await attempt(channel) { () throws(ARIError) in try await stop(playback) }
        case .silence(let channel, _): await silence(LegKey(effect.server, channel))
        case .brief(let channel, let playback, let media):
            await brief(LegKey(effect.server, channel), playback, media, atMost: Self.longestBriefing)
        case .hangUp(let channel, let reason):
            await attempt(channel) { () throws(ARIError) in
                try await requests.send(
                    ARI.Channels.hangup(channelID: channel.ari, reason: ARI.HangupReason(rawValue: reason.rawValue)))
            }
        case .dissolve(let bridge):
            await attempt(nil) { () throws(ARIError) in
                try await requests.send(ARI.Bridges.destroy(bridgeID: bridge.ari))
            }
        case .release(let channel, let target):
            await attempt(channel) { () throws(ARIError) in
                try await hush(LegKey(effect.server, channel))
                if case .dialplan = target {
                    // What they hear here would go on beneath whatever is there. Before the dead-man is taken away: until
                    // they are out it is all that they have should the rest not arrive.
                    try await requests.send(ARI.Channels.stopMoh(channelID: channel.ari))
                    try await requests.send(ARI.Channels.ringStop(channelID: channel.ari))
                }
                try await disarm(channel)
                switch target {
                case .hangUp: try await requests.send(ARI.Channels.hangup(channelID: channel.ari, reason: .normal))
                case .dialplan(let place): try await giveBack(channel, to: place)
                // Nobody leaves us on the way from one queue to another.
                case .queue: break
                }
            }
        }
    }

    /// Lets go of a leg: on to a place in the dialplan, or to the step after Stasis.
    func giveBack(_ channel: ChannelID, to place: DialplanPlace?) async throws(ARIError) {
        try await requests.send(
            ARI.Channels.continueInDialplan(
                channelID: channel.ari, context: place?.context, extension: place?.extension, priority: place?.priority)
        )
    }

    /// Arms the dialplan's dead-man on a waiting caller's channel.
    func arm(_ channel: ChannelID) async throws(ARIError) {
        try await setTimeout(channel, seconds: DeadMen.seconds)
    }

    func disarm(_ channel: ChannelID) async throws(ARIError) { try await setTimeout(channel, seconds: 0) }

    private func setTimeout(_ channel: ChannelID, seconds: Int) async throws(ARIError) {
        try await requests.send(
            ARI.Channels.setChannelVar(channelID: channel.ari, variable: Self.deadMan, value: "\(seconds)"))
    }

    /// Answer first where that is wanted, so that the music is heard; arm last, when the caller is in safe hands.
    private func welcome(
        _ channel: ChannelID, music: String, _ policy: AnswerPolicy, call: CallID
    ) async throws(ARIError) {
        switch policy {
        case .answer: try await requests.send(ARI.Channels.answer(channelID: channel.ari))
        case .earlyMedia: try await requests.send(ARI.Channels.progress(channelID: channel.ari))
        // Who comes from another queue may have been on its music.
        case .ring: try await requests.send(ARI.Channels.stopMoh(channelID: channel.ari))
        }
        if policy == .ring {
            try await requests.send(ARI.Channels.ring(channelID: channel.ari))
        } else {
            try await requests.send(ARI.Channels.startMoh(channelID: channel.ari, mohClass: music))
        }
        try await arm(channel, call)
    }

    /// Arms a caller's dead-man and writes the call's id on their channel, in one request where the server knows such
    /// (Asterisk 22.10 does).
    private func arm(_ channel: ChannelID, _ call: CallID) async throws(ARIError) {
        do throws(ARIError) {
            try await requests.send(
                ARI.Channels.setChannelVars(
                    channelID: channel.ari,
                    variables: .init([
                        .init(name: Self.deadMan, value: "\(DeadMen.seconds)"),
                        .init(name: Self.callVariable, value: call.raw),
                    ])))
        } catch {
            // Of one that does not, and of a channel that is gone, alike.
            guard error.isGone else { throw error }
            try await arm(channel)
            try await requests.send(
                ARI.Channels.setChannelVar(channelID: channel.ari, variable: Self.callVariable, value: call.raw))
        }
    }

    /// One who was answered in another queue hears the ring as a tone, which would go on in the call.
    func answer(_ caller: ChannelID) async throws(ARIError) {
        try await requests.send(ARI.Channels.ringStop(channelID: caller.ari))
        try await requests.send(ARI.Channels.answer(channelID: caller.ari))
    }

    /// Create, then dial: an originated leg would follow a phone's redirect (302) past every rule. After a failure
    /// nothing is left of the leg.
    /// - Parameter tellsCall: whether the phone is told which call it is.
    func dial(
        _ leg: LegKey, endpoint: String, timeout: Span, call: CallID, caller: CallerIdentity?, tellsCall: Bool = true
    ) async -> EffectResult {
        let channel = leg.channel
        arrivals.expect(leg)
        defer { arrivals.forget(leg) }
        do throws(ARIError) {
            try await create(channel, endpoint: endpoint, call: call, caller: caller, tellsCall: tellsCall)
            do throws(ARIError) {
                try await ring(channel, timeout)
            } catch {
                guard error.isNotInStasis else { throw error }
                await arrivals.wait(for: leg, atMost: .seconds(2))
                try await ring(channel, timeout)
            }
            return .done
        } catch {
            _ = try? await requests.send(ARI.Channels.hangup(channelID: channel.ari, reason: .normal))
            return EffectResult(error, about: channel)
        }
    }

    private func create(
        _ channel: ChannelID, endpoint: String, call: CallID, caller: CallerIdentity?, tellsCall: Bool
    ) async throws(ARIError) {
        var variables = ARI.VariableSettings([.init(name: Self.callVariable, value: call.raw)])
        if tellsCall { variables.entries.append(.init(name: "PJSIP_HEADER(add,X-Mayday-Call)", value: call.raw)) }
        if let name = caller?.name {
            variables.entries.append(.init(name: "CONNECTEDLINE(name,i)", value: name))
        }
        if let number = caller?.number {
            variables.entries.append(.init(name: "CONNECTEDLINE(num,i)", value: number))
        }
        do throws(ARIError) {
            _ = try await requests.send(
                ARI.Channels.create(
                    endpoint: endpoint, app: application, appArgs: "\(AgentLeg.argument),\(call.raw)",
                    channelID: channel.ari, variables: variables))
        } catch {
            // A channel of this id that is there already was made by the request whose answer was lost.
            guard error.status == 409 else { throw error }
        }
    }

    private func ring(_ channel: ChannelID, _ timeout: Span) async throws(ARIError) {
        let grace: Int64 = 5
        try await requests.send(
            ARI.Channels.dial(channelID: channel.ari, timeout: Int(timeout.milliseconds / 1000 + grace)))
    }

    /// The agent first: if their leg is gone, the caller has noticed nothing. The caller last, as they must not sit in a
    /// bridge alone; before that their dead-man is taken away, or it would end the conversation.
    private func connect(
        _ bridge: BridgeID, caller leg: LegKey, agent: ChannelID, answers: Bool
    ) async -> EffectResult {
        let caller = leg.channel
        let seated = await seat(bridge, LegKey(leg.server, agent))
        guard seated == .done else { return seated }
        return await attempt(caller) { () throws(ARIError) in
            try await hush(leg)
            try await disarm(caller)
            try await requests.send(ARI.Channels.stopMoh(channelID: caller.ari))
            if answers { try await answer(caller) }
            try await requests.send(ARI.Bridges.addChannel(bridgeID: bridge.ari, channel: [caller.ari]))
        }
    }

    func attempt(
        _ channel: ChannelID?, _ step: () async throws(ARIError) -> Void
    ) async -> EffectResult {
        do throws(ARIError) {
            try await step()
            return .done
        } catch {
            return EffectResult(error, about: channel)
        }
    }
}
