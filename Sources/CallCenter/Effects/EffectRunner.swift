import ARI
import ARIClient
import Locking
import Logging
import MaydayAPI
import Queueing
import Telephony

/// Carries effects out: each in the lane of its channel, each answered to the core.
package final class EffectRunner: EffectSink {
    private struct State {
        var steps: [ServerID: EffectSteps] = [:]
        var callers: [CallerToken: CallerIdentity] = [:]
        var dialling = DialRules()
        weak var core: Core?
    }

    private let state = Locked(State())
    private let lanes = Lanes()
    private let arrivals: LegArrivals
    private let deadMen = DeadMen()
    /// Waiting callers whom a welcome of this process has answered.
    private let answered = Locked<Set<LegKey>>([])
    private let playbacks = Playbacks()
    private let trace: Tracer
    private let clock: WallClock
    private let log: Logger

    package init(arrivals: LegArrivals, trace: Tracer, clock: WallClock, log: Logger) {
        self.arrivals = arrivals
        self.trace = trace
        self.clock = clock
        self.log = log
    }

    /// Names the servers and the core that hears the results; before the first effect.
    package func connect(_ servers: [ServerID: any AsteriskRequests], application: String, to core: Core) {
        state.withLock { state in
            state.steps = servers.mapValues {
                EffectSteps(requests: $0, application: application, arrivals: arrivals, playbacks: playbacks)
            }
            state.core = core
        }
    }

    /// Who a token stands for, for the display of the agent's phone.
    package func remember(_ token: CallerToken, _ identity: CallerIdentity) {
        state.withLock { $0.callers[token] = identity }
    }

    package func forget(_ token: CallerToken) { state.withLock { $0.callers[token] = nil } }

    package func carryOut(_ effects: [Effect], areKept: Bool = true) {
        for effect in effects {
            keepDeadMan(effect)
            lanes.enqueue(keys(effect), at: home(on: effect.server)) { [weak self] in
                await self?.carryOut(effect, isKept: areKept)
            }
        }
    }

    package func follow(_ rules: DialRules) { state.withLock { $0.dialling = rules } }

    /// Returns when all that was asked for is done.
    package func drained() async { await lanes.drained() }

    private func carryOut(_ effect: Effect, isKept: Bool) async {
        let effect = withoutSecondAnswer(effect)
        let (core, caller) = state.withLock { ($0.core, identity(of: effect, in: $0)) }
        let steps = steps(on: effect.server, for: effect.call)
        note(effect, .request, "\(effect.action.words)")
        let result =
            if case .callBack = effect.action {
                await callBack(effect, steps, isKept: isKept)
            } else {
                await steps?.carryOut(effect, caller: caller) ?? .unknown
            }
        note(effect, .response, "\(effect.action.words): \(result)")
        if case .welcome(let channel, _, .answer) = effect.action, result == .done {
            answered.withLock { _ = $0.insert(LegKey(effect.server, channel)) }
        }
        if result != .done {
            log.info(
                "an effect was not carried out",
                metadata: ["call": "\(effect.call)", "effect": "\(effect.action.words)", "result": "\(result)"])
        }
        if case .connect(_, let caller, let agent, _) = effect.action, result == .legGone(agent) {
            // The caller goes on waiting.
            deadMen.enter(LegKey(effect.server, caller), effect.call)
        }
        await core?.effectFinished(effect, result)
    }

    /// The engine has a caller answered with the connection wherever it has not heard that the welcome did it. What the rim
    /// knows by the time that it comes to the connection, the engine could not know when it asked.
    private func withoutSecondAnswer(_ effect: Effect) -> Effect {
        func isAnswered(_ channel: ChannelID) -> Bool {
            answered.withLock { $0.remove(LegKey(effect.server, channel)) != nil }
        }
        var effect = effect
        switch effect.action {
        case .connect(let bridge, let caller, let agent, let answers):
            effect.action = .connect(bridge, caller: caller, agent: agent, answers: !isAnswered(caller) && answers)
        case .join(let bridge, let caller, let answers):
            effect.action = .join(bridge, caller: caller, answers: !isAnswered(caller) && answers)
        // From a queue that answers to one that does not, or gone: nothing of the earlier welcome counts any more.
        case .welcome(let channel, _, _), .hangUp(let channel, _), .release(let channel, _), .free(let channel):
            _ = isAnswered(channel)
        case .dial, .callBack, .quiet, .announce, .silence, .brief, .hush, .callHeadset, .seat, .dissolve: break
        }
        return effect
    }

    /// Dials a customer, whose number is known here alone and is looked at once more. Nobody is dialled of whom a start
    /// would not know that they were: their phone would ring twice.
    private func callBack(_ effect: Effect, _ steps: EffectSteps?, isKept: Bool) async -> EffectResult {
        guard case .callBack(let channel, let agent, let template, let customer, let timeout) = effect.action else {
            return .unknown
        }
        guard isKept else { return .refused("the journal is not written") }
        let (rules, known) = state.withLock { ($0.dialling, $0.callers[customer]?.number) }
        let number: String
        do { number = try rules.check(known) } catch { return .refused(error.rawValue) }
        return await steps?.callBack(
            LegKey(effect.server, channel), agent: agent, template: template, number: number, timeout: timeout,
            call: effect.call) ?? .unknown
    }

    private func identity(of effect: Effect, in state: State) -> CallerIdentity? {
        guard case .dial(_, _, _, let token, _) = effect.action else { return nil }
        return state.callers[token]
    }

    private func keys(_ effect: Effect) -> [LegKey] {
        func key(_ channel: ChannelID) -> LegKey { LegKey(effect.server, channel) }
        switch effect.action {
        case .welcome(let channel, _, _), .dial(let channel, _, _, _, _), .hangUp(let channel, _),
            .release(let channel, _):
            return [key(channel)]
        case .callBack(let channel, let agent, _, _, _): return [key(channel), key(agent)]
        case .quiet(let channel): return [key(channel)]
        case .announce(let channel, _, _, _), .silence(let channel, _): return [key(channel)]
        case .hush(_, let playback): return [key(ChannelID("\(playback.raw)-hush"))]
        // Whoever is spoken to can be hung up meanwhile.
        case .brief(_, let playback, _): return [key(ChannelID(playback.raw))]
        case .connect(let bridge, let caller, let agent, _):
            return [key(ChannelID(bridge.raw)), key(caller), key(agent)]
        case .join(let bridge, let caller, _):
            return [key(ChannelID(bridge.raw)), key(caller)]
        case .callHeadset(let channel, _, _, _), .free(let channel): return [key(channel)]
        case .seat(let bridge, let channel): return [key(ChannelID(bridge.raw)), key(channel)]
        case .dissolve(let bridge):
            return [key(ChannelID(bridge.raw))]
        }
    }

    /// The requests to a server, each noted in the call's trace; nil for a server that nobody knows.
    private func steps(on server: ServerID, for call: CallID?) -> EffectSteps? {
        guard var steps = state.withLock({ $0.steps[server] }) else { return nil }
        if let call {
            steps.requests = TracedRequests(requests: steps.requests, call: call, trace: trace, clock: clock)
        }
        return steps
    }

    private func home(on server: ServerID) -> (any TaskExecutor)? { state.withLock { $0.steps[server]?.requests.home } }

    private func note(_ effect: Effect, _ kind: Tracer.Kind, _ text: String) {
        trace.note(.init(call: effect.call, at: clock.now(), kind: kind, text: text))
    }

    // MARK: Dead-men

    private func keepDeadMan(_ effect: Effect) {
        switch effect.action {
        case .welcome(let channel, _, _): deadMen.enter(LegKey(effect.server, channel), effect.call)
        case .connect(_, let caller, _, _), .join(_, let caller, _): deadMen.strike(LegKey(effect.server, caller))
        case .hangUp(let channel, _), .release(let channel, _), .free(let channel):
            deadMen.strike(LegKey(effect.server, channel))
        case .callBack, .quiet, .dial, .dissolve, .announce, .silence, .brief, .hush, .callHeadset, .seat: break
        }
    }

    /// Arms the dead-men of a share of the waiting callers again. Each share is called for once a `DeadMen.period`.
    package func armDeadMen(_ share: Int) {
        for key in deadMen.share(share) {
            lanes.enqueue([key], at: home(on: key.server)) { [weak self] in await self?.arm(key) }
        }
    }

    private func arm(_ key: LegKey) async {
        // Armed before it began, and again when it is over.
        guard !playbacks.isSpokenTo(key), let call = deadMen.call(key), let steps = steps(on: key.server, for: call)
        else { return }
        do throws(ARIError) {
            try await steps.arm(key.channel)
        } catch {
            guard error.isGone || error.isNotInStasis else { return }
            deadMen.strike(key)
            answered.withLock { _ = $0.remove(key) }
        }
    }

    // MARK: Beside the engine

    package func said(_ playback: PlaybackID, on server: ServerID) {
        guard let (leg, saying) = playbacks.ended(playback, on: server) else { return }
        lanes.enqueue([leg]) { [weak self] in
            // Whoever is about to be connected is on no dead-man's list any more; the words are over all the same.
            guard let self, let steps = steps(on: server, for: deadMen.call(leg)) else { return }
            try? await steps.said(leg, saying, waits: deadMen.call(leg) != nil)
        }
    }

    package func suspect(_ legs: [ChannelID], on server: ServerID) {
        playbacks.suspect(legs.map { LegKey(server, $0) })
    }

    package func entered(_ leg: LegKey) { arrivals.arrived(leg) }

    package func probe(_ channel: ChannelID, on server: ServerID, call: CallID?) {
        deadMen.strike(LegKey(server, channel))
        lanes.enqueue([LegKey(server, channel)]) { [weak self] in
            guard let self else { return }
            let core = state.withLock { $0.core }
            guard let steps = steps(on: server, for: call) else { return }
            do throws(ARIError) {
                // Whatever it does by now: who is in an application again has been in the dialplan, too.
                _ = try await steps.requests.send(ARI.Channels.get(channelID: channel.ari))
            } catch {
                guard error.isGone else { return }
                await core?.probed(channel, on: server, lives: false)
                return
            }
            await core?.probed(channel, on: server, lives: true)
        }
    }

    package func discard(_ channel: ChannelID, on server: ServerID, reason: HangupReason, call: CallID?) {
        end(channel, on: server, reason: reason.rawValue, call: call)
    }

    package func giveBack(_ channel: ChannelID, on server: ServerID, to place: DialplanPlace?) {
        lanes.enqueue([LegKey(server, channel)]) { [weak self] in
            let steps = self?.state.withLock { $0.steps[server] }
            _ = try? await steps?.giveBack(channel, to: place)
        }
    }

    /// Ends a leg at somebody's wish; what follows is told by its events.
    package func hangUp(_ channel: ChannelID, on server: ServerID, reason: String, call: CallID) {
        trace.note(
            .init(
                call: call, at: clock.now(), kind: .input, text: "\(channel) is to be hung up over the API, \(reason)"))
        end(channel, on: server, reason: reason, call: call)
    }

    private func end(_ channel: ChannelID, on server: ServerID, reason: String, call: CallID?) {
        deadMen.strike(LegKey(server, channel))
        lanes.enqueue([LegKey(server, channel)]) { [weak self] in
            let steps = self?.steps(on: server, for: call)
            _ = try? await steps?.requests.send(
                ARI.Channels.hangup(channelID: channel.ari, reason: ARI.HangupReason(rawValue: reason)))
        }
    }
}

extension Effect.Action {
    /// The effect in words, for traces and logs; without the caller's number.
    var words: String {
        switch self {
        case .welcome(let channel, let music, let policy):
            policy == .ring ? "let \(channel) ring" : "welcome \(channel) with music \(music)"
        case .dial(let channel, let agent, let endpoint, _, _): "dial agent \(agent) at \(endpoint) as \(channel)"
        // Not the endpoint's number: who reads a log is not to know it.
        case .callBack(let channel, _, let endpoint, _, _): "call a customer back at \(endpoint) as \(channel)"
        case .quiet(let channel): "end the ring that \(channel) hears"
        case .connect(let bridge, let caller, let agent, _): "connect \(caller) and \(agent) in \(bridge)"
        case .join(let bridge, let caller, _): "put \(caller) through in \(bridge)"
        case .free(let channel): "end music and guard of \(channel)"
        case .callHeadset(let channel, let agent, let endpoint, _):
            "call the headset of \(agent) at \(endpoint) as \(channel)"
        case .seat(let bridge, let channel): "put headset \(channel) into \(bridge)"
        case .announce(let channel, _, let media, _):
            "say \(media.map(\.uri).joined(separator: ", ")) to \(channel)"
        case .silence(let channel, _): "say no more to \(channel)"
        case .brief(let channel, _, let media):
            "say \(media.map(\.uri).joined(separator: ", ")) to the agent at \(channel)"
        case .hush(let channel, _): "say no more to the agent at \(channel)"
        case .hangUp(let channel, let reason): "hang up \(channel), \(reason.rawValue)"
        case .dissolve(let bridge): "dissolve \(bridge)"
        case .release(let channel, let target): "release \(channel) to \(target)"
        }
    }
}
