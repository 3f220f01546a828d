import Queueing
import Telephony
import Testing

@Suite("Callbacks that keep their place")
struct CallbackTests {
    private static let rules = CallbackRules(
        key: "2", endpoint: "PJSIP/{number}@trunk", target: .hangUp, ringTimeout: .seconds(20), keep: .seconds(600),
        most: 3)

    func scene(
        ready: Bool = false, agents: [String] = ["anna"], strategy: Strategy = .longestIdle,
        change: (inout QueueSettings) -> Void = { _ in }
    ) -> Scene {
        var queue = QueueSettings(id: Scene.sales, name: "Sales", wrapUp: .seconds(10), strategy: strategy)
        queue.callback = Self.rules
        change(&queue)
        return Scene(agents: agents, queue: queue, ready: ready)
    }

    func ask(_ scene: inout Scene, _ entry: EntryID, customer: String? = nil, instead: String? = nil) {
        let own = scene.entry(entry)?.caller ?? CallerToken("?")
        scene.send(
            .callerCommanded(
                entry,
                .callBack(
                    CallbackRequest(
                        customer: customer.map { CallerToken($0) } ?? own, key: "2",
                        instead: instead.map { CallerToken($0) }))))
    }

    /// The agent picks up, and the customer is dialled.
    func dial(_ scene: inout Scene) throws -> ChannelID {
        scene.command("anna", .ready)
        scene.answer(try scene.running().channel)
        return try #require(scene.facts.compactMap(\.dialled).first).channel
    }

    private func line(_ scene: Scene) -> [String] { scene.state.line(of: Scene.sales).map(\.id.raw) }

    @Test("Q14 the leg is let go, the entry counts as ended, and the request stands in the caller's place")
    func taken() throws {
        var scene = scene()
        let first = scene.arrive()
        scene.advance(1000)
        let second = scene.arrive()
        ask(&scene, first)
        let taken = try #require(scene.facts.compactMap(\.taken).first)
        #expect(taken.key == "2" && taken.until == scene.time + .seconds(600))
        #expect(scene.asked == [.release(ChannelID("c1"), to: .hangUp)])
        #expect(line(scene) == [first.raw, second.raw])
        #expect(scene.state.position(of: second) == 2)
        scene.end(ChannelID("c1"))
        #expect(line(scene) == [first.raw, second.raw], "their leg's end is not their own")
        #expect(scene.state.lineLength(of: Scene.sales) == 1)
    }

    @Test("Q14 an agent is asked at its turn, then the customer is dialled once, and they are put together")
    func whole() throws {
        var scene = scene()
        let first = scene.arrive()
        scene.advance(5000)
        let second = scene.arrive()
        ask(&scene, first)
        let customer = try dial(&scene)
        let offer = try scene.running()
        #expect(offer.entry == first)
        #expect(
            scene.asked == [
                .callBack(
                    customer, agent: offer.channel, endpoint: "PJSIP/{number}@trunk", customer: CallerToken("k1"),
                    timeout: .seconds(20))
            ])
        #expect(try scene.agent("anna").state == .reserved, "they have picked up, and wait for the customer")
        #expect(try scene.agent("anna").since == scene.time)
        scene.ringing(customer)
        scene.pass(7000)
        scene.answer(customer)
        #expect(try scene.agent("anna").state == .reserved)
        #expect(
            scene.asked == [
                .quiet(offer.channel), .connect(offer.bridge, caller: customer, agent: offer.channel, answers: false),
            ])
        try scene.finish(scene.effects.last, .done)
        #expect(scene.entry(first)?.stage == .connected)
        #expect(try scene.agent("anna").state == .talking)
        scene.end(customer)
        let closed = try #require(scene.facts.compactMap(\.closed).first)
        #expect(closed.outcome == .answered && closed.by == .caller)
        #expect(try scene.agent("anna").state == .wrapUp)
        #expect(line(scene) == [second.raw])
    }

    @Test(
        "Q14 who is not reached is not called again, and costs the agent neither turn nor wrap-up",
        arguments: [(17, "busy"), (21, "rejected"), (19, "no_answer"), (1, "unreachable"), (38, "failed")])
    func notReached(cause: Int, detail: String) throws {
        var scene = scene()
        let entry = scene.arrive()
        let idle = try scene.agent("anna").idleSince
        ask(&scene, entry)
        let customer = try dial(&scene)
        scene.advance(3000)
        scene.end(customer, cause: cause)
        let closed = try #require(scene.facts.compactMap(\.closed).first)
        #expect(closed.outcome == .callback && closed.detail == detail)
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn])
        #expect(try scene.agent("anna").state == .ready)
        #expect(try scene.agent("anna").idleSince >= idle)
        #expect(scene.state.entries.isEmpty)
        let known = scene.journal.count
        scene.pass(60_000)
        #expect(!scene.journal[known...].contains { $0.fact.made != nil || $0.fact.dialled != nil })
    }

    @Test("Q14 the ring's end, the agent's hang-up, Asterisk's refusal: each ends the one call back")
    func ends() throws {
        let ways: [(String, (inout Scene, ChannelID) throws -> Void)] = [
            ("no_answer", { scene, _ in scene.pass(20_000) }),
            ("agent_gone", { scene, _ in scene.end(try scene.running().channel) }),
            ("failed", { scene, _ in try scene.finish(scene.effects.last, .refused("no route")) }),
            (
                "hung_up",
                { scene, customer in
                    scene.answer(customer)
                    scene.end(customer)
                }
            ),
        ]
        for (detail, way) in ways {
            var scene = scene()
            ask(&scene, scene.arrive())
            let customer = try dial(&scene)
            try way(&scene, customer)
            let closed = scene.facts.compactMap(\.closed).first
            #expect(closed?.outcome == .callback && closed?.detail == detail, "\(detail)")
            let isHungUp = scene.asked.contains(.release(customer, to: .hangUp))
            #expect(isHungUp == (detail == "no_answer" || detail == "agent_gone"), "\(detail)")
        }
    }

    @Test("Q14 an agent who does not pick up leaves the request where it stands")
    func keepsPlace() throws {
        var scene = scene()
        let entry = scene.arrive()
        ask(&scene, entry)
        scene.command("anna", .ready)
        scene.end(try scene.running().channel, cause: 17)
        #expect(scene.entry(entry)?.stage == .waiting && scene.entry(entry)?.hasLeg == false)
        #expect(!scene.asked.contains { if case .welcome = $0 { true } else { false } })
    }

    @Test("Q14 neither the longest wait nor an empty queue ends a request; the time for which it is kept does")
    func keep() {
        var scene = scene {
            $0.maxWait = .seconds(30)
            $0.limits.leaveEmpty = QueueLimits.strictlyAbsent
        }
        let entry = scene.arrive()
        ask(&scene, entry)
        scene.pass(599_999)
        #expect(scene.entry(entry) != nil)
        scene.pass(1)
        #expect(scene.facts.compactMap(\.over).map(\.why) == [.expired])
        #expect(scene.state.entries.isEmpty)
    }

    @Test("Q14 nobody is called back while the queue is closed")
    func closed() {
        var scene = scene(ready: true) { $0.hours.sendsWaiting = true }
        scene.command("anna", .notReady(reason: "lunch"))
        let entry = scene.arrive()
        ask(&scene, entry)
        scene.send(
            .queueCommanded(Scene.sales, .close(reason: "alarm", until: nil, target: nil, sendsWaiting: true)))
        scene.command("anna", .ready)
        #expect(scene.state.offers.isEmpty && scene.entry(entry) != nil)
        let pick = CallerCommand.pick(AgentID("anna"))
        #expect(scene.engine.refusal(of: pick, about: entry) == .queueClosed)
        scene.send(.callerCommanded(entry, pick))
        #expect(scene.facts.isEmpty)
        scene.send(.queueCommanded(Scene.sales, .open(until: nil)))
        #expect(scene.state.offers.count == 1)
    }

    @Test(
        "Q14 a queue that closes while an agent's phone rings for a request: it stops, and on a silent server nobody is dialled",
        arguments: [true, false])
    func closesMeanwhile(hears: Bool) throws {
        var scene = scene(ready: true)
        scene.command("anna", .notReady(reason: "lunch"))
        let entry = scene.arrive()
        ask(&scene, entry)
        scene.end(ChannelID("c1"))
        scene.command("anna", .ready)
        let offer = try scene.running()
        scene.ringing(offer.channel)
        if !hears { scene.send(.serverLost(Scene.one)) }
        scene.send(.queueCommanded(Scene.sales, .close(reason: "alarm", until: nil, target: nil, sendsWaiting: nil)))
        if !hears {
            #expect(scene.facts.compactMap(\.lost).isEmpty)
            let leg = ServerPicture.Leg(channel: offer.channel, isUp: true, bridge: nil, endpoint: "PJSIP/anna")
            scene.reconcile(ServerPicture(legs: [leg], bridges: [], blindFrom: scene.time, blindUntil: scene.time))
        }
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn])
        #expect(scene.asked.contains { if case .hangUp(offer.channel, _) = $0 { true } else { false } })
        #expect(scene.facts.compactMap(\.dialled).isEmpty && line(scene) == [entry.raw])
        scene.send(.queueCommanded(Scene.sales, .open(until: nil)))
        scene.pass(5000)
        #expect(try scene.running().entry == entry)
    }

    @Test("Q14 who calls again has their place back, and the request is over; by another number it is not")
    func callsAgain() throws {
        var scene = scene()
        let first = scene.arrive()
        let entered = scene.time
        scene.advance(1000)
        let second = scene.arrive()
        ask(&scene, first)
        scene.advance(1000)
        again(&scene, "x", callsAgain: "k9")
        #expect(line(scene) == [first.raw, second.raw, "x"])
        again(&scene, "y", callsAgain: "k1")
        #expect(scene.facts.compactMap(\.over).map(\.why) == [.calledAgain])
        #expect(line(scene) == ["y", second.raw, "x"])
        #expect(scene.entry(EntryID("y"))?.standsSince == entered)
        #expect(scene.entry(EntryID("y"))?.enteredAt == scene.time, "their wait counts anew")
    }

    @Test("Q14 also while they are being called: that call ends, and the agent takes their new one")
    func callsWhileCalled() throws {
        var scene = scene()
        let entry = scene.arrive()
        ask(&scene, entry)
        let customer = try dial(&scene)
        scene.ringing(customer)
        scene.advance(2000)
        again(&scene, "x", callsAgain: "k1")
        #expect(scene.facts.compactMap(\.closed).map(\.detail) == ["called_again"])
        #expect(scene.asked.contains(.release(customer, to: .hangUp)))
        #expect(line(scene) == ["x"])
        // Once they have picked up it is too late.
        scene = self.scene()
        let other = scene.arrive()
        ask(&scene, other)
        scene.answer(try dial(&scene))
        again(&scene, "x", callsAgain: "k1")
        #expect(scene.entry(other)?.callback?.isAnswered == true && scene.facts.compactMap(\.closed).isEmpty)
    }

    @Test("Q14 a new call that a full queue refuses leaves the request where it stands")
    func refused() {
        var scene = scene { $0.limits.maxLength = 1 }
        let first = scene.arrive()
        ask(&scene, first)
        scene.arrive()
        again(&scene, "x", callsAgain: "k1")
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.full])
        #expect(scene.entry(first) != nil)
    }

    @Test("Q14 one request per number: a second one takes the place of the first")
    func twice() {
        var scene = scene()
        let first = scene.arrive()
        let second = scene.arrive()
        let third = scene.arrive()
        ask(&scene, first)
        ask(&scene, third, customer: "k3", instead: "k1")
        #expect(scene.facts.compactMap(\.over).map(\.entry) == [first])
        #expect(line(scene) == [third.raw, second.raw])
    }

    @Test("Q14 refused: a queue that calls nobody back, who is to be called back already, one too many")
    func refusals() {
        var scene = scene()
        let request = CallerCommand.callBack(CallbackRequest(customer: CallerToken("k")))
        let entries = (0..<4).map { _ in scene.arrive() }
        for entry in entries.prefix(3) { ask(&scene, entry) }
        #expect(scene.engine.refusal(of: request, about: entries[3]) == .callbacksFull)
        #expect(scene.engine.refusal(of: request, about: entries[0]) == .isCallback)
        #expect(scene.engine.refusal(of: .move(to: Scene.sales, reason: nil), about: entries[0]) == .isCallback)
        scene.reload { $0.queues[0].callback = nil }
        #expect(scene.facts.compactMap(\.over).map(\.why) == [.queueGone, .queueGone, .queueGone])
        #expect(scene.engine.refusal(of: request, about: entries[3]) == .noCallbacks)
    }

    @Test("Q14 taken back by a supervisor, also while an agent's phone rings for it")
    func cancelled() throws {
        var scene = scene()
        let entry = scene.arrive()
        ask(&scene, entry)
        scene.command("anna", .ready)
        scene.send(.callerCommanded(entry, .withdraw(to: .hangUp, reason: nil)))
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn])
        #expect(scene.facts.compactMap(\.over).map(\.why) == [.cancelled])
    }

    @Test("Q14 a start finds the request, and does not take it for a caller who is gone; nor does one of Asterisk")
    func restart() throws {
        var scene = scene()
        let entry = scene.arrive()
        ask(&scene, entry)
        scene.end(ChannelID("c1"))
        let copy = try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state))
        #expect(copy == scene.state)
        scene.send(.serverLost(Scene.one))
        scene.advance(60_000)
        scene.reconcile(
            ServerPicture(legs: [], bridges: [], blindFrom: scene.time, blindUntil: scene.time, startedAt: scene.time))
        #expect(scene.entry(entry) != nil && scene.facts.compactMap(\.over).isEmpty)
    }

    @Test("Q14 what a gap finds of a call back: the leg is gone, rings on, or was picked up")
    func gap() throws {
        for leg in [nil, false, true] as [Bool?] {
            var scene = scene()
            let entry = scene.arrive()
            ask(&scene, entry)
            let customer = try dial(&scene)
            let offer = try scene.running()
            scene.ringing(customer)
            let copy = try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state))
            #expect(copy == scene.state)
            scene.send(.serverLost(Scene.one))
            scene.advance(1000)
            var legs = [ServerPicture.Leg(channel: offer.channel, isUp: true, bridge: nil)]
            if let leg { legs.append(ServerPicture.Leg(channel: customer, isUp: leg, bridge: nil)) }
            scene.reconcile(ServerPicture(legs: legs, bridges: [], blindFrom: scene.time, blindUntil: scene.time))
            switch leg {
            case nil:
                #expect(scene.facts.compactMap(\.closed).map(\.detail) == ["failed"])
                #expect(scene.asked.contains(.release(customer, to: .hangUp)), "it may have been made and not dialled")
            case false?:
                #expect(scene.entry(entry)?.isBeingCalledBack == true)
                #expect(scene.facts.compactMap(\.dialled).isEmpty)
            case true?:
                #expect(scene.asked.contains { if case .connect = $0 { true } else { false } })
            }
        }
    }

    /// A new call of somebody who has asked to be called back.
    private func again(_ scene: inout Scene, _ name: String, callsAgain: String) {
        scene.send(
            .callerArrived(
                Arrival(
                    entry: EntryID(name), call: CallID(name), server: Scene.one, channel: ChannelID(name),
                    queue: Scene.sales, caller: CallerToken(name), enteredAt: scene.time,
                    callsAgain: CallerToken(callsAgain))))
    }
}

extension Fact {
    var taken: CallbackTaken? { if case .callbackTaken(let fact) = self { fact } else { nil } }
    var dialled: CallbackDialled? { if case .callbackDialled(let fact) = self { fact } else { nil } }
    var over: CallbackEnded? { if case .callbackEnded(let fact) = self { fact } else { nil } }
}
