import Queueing
import Telephony
import Testing

@Suite("Queues that are closed")
struct HoursTests {
    private static let support = QueueID("support")
    private static let place = Target.dialplan(DialplanPlace(context: "closed", extension: "s"))

    /// Open from 00:00 to 01:00 UTC; the scene begins at 00:16:40 of a Thursday.
    private func scene(
        ready: Bool = false, _ change: (inout QueueHours) -> Void = { _ in }
    ) -> Scene {
        var hours = QueueHours(schedule: "office", whenClosed: Self.place)
        change(&hours)
        var scene = Scene(queue: QueueSettings(id: Scene.sales, name: "Sales", hours: hours), ready: ready)
        scene.reload { settings in
            settings.queues.append(QueueSettings(id: Self.support, name: "Support"))
            settings.schedules = [
                Schedule(
                    id: "office", zone: .utc,
                    week: Array(repeating: [Schedule.Opening(from: 0, to: 3600)], count: 7),
                    holidays: [Schedule.Holiday(day: CivilDay(number: 1), name: "Carnival")])
            ]
        }
        return scene
    }

    private func turned(_ scene: Scene) -> [Door] {
        scene.facts.compactMap { if case .queueTurned(let fact) = $0 { fact.door } else { nil } }
    }

    private func close(
        until: Instant? = nil, target: Target? = nil, sends: Bool? = nil
    ) -> Input {
        .queueCommanded(
            Scene.sales, .close(reason: "fire alarm", until: until, target: target, sendsWaiting: sends))
    }

    @Test("Q13 a caller who comes while it is closed is opened and closed at once, and goes where the queue says")
    func refused() {
        var scene = scene()
        scene.arrive()
        #expect(scene.facts.compactMap(\.closed).isEmpty)
        scene.pass(2_600_000)
        #expect(turned(scene) == [Door(isOpen: false)])
        scene.arrive()
        #expect(scene.facts.count == 2 && scene.facts.compactMap(\.closed).first?.outcome == .closed)
        #expect(scene.asked == [.release(ChannelID("c2"), to: Self.place)])
        // Who waited stays.
        #expect(scene.state.entries.count == 1)
    }

    @Test("Q13 the last millisecond is open, the next one closed, without a look at the clock between")
    func boundary() {
        var scene = scene()
        scene.advance(2_599_999)
        scene.arrive()
        #expect(scene.facts.compactMap(\.closed).isEmpty)
        scene.advance(1)
        scene.arrive()
        #expect(scene.facts.compactMap(\.closed).first?.outcome == .closed)
    }

    @Test("Q13 the engine asks to be woken when it opens, closes, or an order ends")
    func deadlines() {
        var scene = scene()
        #expect(scene.engine.nextDeadline == Instant(milliseconds: 3_600_000))
        scene.send(close(until: Instant(milliseconds: 1_500_000)))
        #expect(scene.engine.nextDeadline == Instant(milliseconds: 1_500_000))
        scene.pass(500_000)
        #expect(turned(scene) == [.open])
    }

    @Test("Q13 a holiday has its own target")
    func holiday() {
        var scene = scene { $0.whenHoliday = .queue(Self.support) }
        scene.pass(85_500_000)
        #expect(turned(scene) == [Door(isOpen: false, cause: .holiday, reason: "Carnival")])
        scene.arrive()
        let closed = scene.facts.compactMap(\.closed).first
        #expect(closed?.outcome == .closed && closed?.to == .queue(Self.support))
        #expect(scene.state.entries.values.first?.queue == Self.support)
    }

    @Test("Q13 emergency close and open: callers who come go, those who wait stay; open goes by the hours again")
    func emergency() {
        var scene = scene { $0.whenEmergency = .hangUp }
        scene.arrive()
        scene.send(close())
        #expect(turned(scene) == [Door(isOpen: false, cause: .order, reason: "fire alarm")])
        #expect(scene.state.entries.count == 1)
        scene.arrive()
        #expect(scene.facts.compactMap(\.closed).first?.to == .hangUp)
        // The hours begin anew, the order holds.
        scene.pass(86_400_000)
        #expect(turned(scene) == [])
        scene.send(.queueCommanded(Scene.sales, .open(until: nil)))
        // Where the hours say closed, open means until they begin.
        #expect(turned(scene) == [Door(isOpen: true, cause: .order, until: Instant(milliseconds: 172_800_000))])
    }

    @Test("Q13 an order that would send callers in a circle of closed queues is refused, however long the way")
    func circle() {
        var scene = scene()
        let others = ["b", "c"].map { QueueID($0) }
        scene.reload { settings in
            settings.queues += others.map { QueueSettings(id: $0, name: $0.raw) }
        }
        func shut(_ queue: QueueID, to target: Target?) -> Input {
            .queueCommanded(queue, .close(reason: nil, until: nil, target: target, sendsWaiting: nil))
        }
        scene.send(shut(others[0], to: .queue(others[1])))
        scene.send(shut(others[1], to: .queue(Scene.sales)))
        #expect(turned(scene).map(\.isOpen) == [false])
        #expect(
            scene.state.circle(closing: Scene.sales, to: .queue(others[0]))
                == [Scene.sales, others[0], others[1], Scene.sales])
        scene.send(shut(Scene.sales, to: .queue(others[0])))
        #expect(scene.facts.isEmpty)
        #expect(scene.state.circle(closing: Scene.sales, to: .hangUp) == nil)
        scene.send(.queueCommanded(others[0], .open(until: nil)))
        scene.send(shut(Scene.sales, to: .queue(others[0])))
        #expect(turned(scene).map(\.isOpen) == [false])
        scene.send(shut(others[0], to: nil))
        #expect(turned(scene).map(\.isOpen) == [false], "callers end there")
    }

    @Test(
        "Q13 an order is refused, too, that a queue's hours would make a circle, and one by settings that an order completes"
    )
    func circleByHours() {
        var scene = scene { $0.whenClosed = .queue(Self.support) }
        let order = Input.queueCommanded(
            Self.support, .close(reason: nil, until: nil, target: .queue(Scene.sales), sendsWaiting: nil))
        scene.send(order)
        #expect(scene.facts.isEmpty, "sales is open, and closes at one o'clock")
        scene.reload { $0.queues[0].hours.schedule = nil }
        scene.send(order)
        #expect(turned(scene).map(\.isOpen) == [false])
        scene.send(close())
        #expect(turned(scene).isEmpty, "without a target of its own it goes where the settings say")
        scene.send(close(target: .hangUp))
        #expect(turned(scene).map(\.isOpen) == [false])
    }

    @Test("Q13 an order's own target goes before the configured ones; the queue itself and the past are refused")
    func target() {
        var scene = scene { $0.whenEmergency = .hangUp }
        scene.send(close(target: .queue(Self.support)))
        scene.arrive()
        #expect(scene.state.entries.values.first?.queue == Self.support)
        scene.send(.queueCommanded(Scene.sales, .open(until: nil)))
        scene.send(close(target: .queue(Scene.sales)))
        #expect(scene.facts == [])
        scene.send(close(until: scene.time))
        #expect(scene.facts == [])
    }

    @Test("Q13 sending away at closing time: also whose phone rings, not whom an agent has picked up")
    func sending() throws {
        var scene = scene(ready: true) { $0.sendsWaiting = true }
        scene.arrive()
        scene.arrive()
        let offer = try scene.running()
        scene.answer(offer.channel)
        scene.pass(2_600_000)
        let closed = scene.facts.compactMap(\.closed)
        #expect(closed.map(\.entry.raw) == ["e2"] && closed[0].outcome == .overflow && closed[0].detail == "closed")
        #expect(closed[0].to == Self.place)
        // The bridge comes to nothing: they wait again, where nobody may.
        scene.end(offer.channel)
        #expect(scene.facts.compactMap(\.closed).map(\.entry.raw) == ["e1"])
    }

    @Test("Q13 nobody is moved into a queue where nobody may wait")
    func move() {
        var scene = scene { $0.sendsWaiting = true }
        scene.pass(2_600_000)
        scene.arrive(queue: Self.support)
        let move = CallerCommand.move(to: Scene.sales, reason: nil)
        #expect(scene.engine.refusal(of: move, about: EntryID("e1")) == .queueClosed)
    }

    @Test("Q13 a clock that is set back opens the queue again; one that jumps ahead closes it")
    func clock() {
        var scene = scene()
        scene.pass(2_700_000)
        #expect(turned(scene).map(\.isOpen) == [false])
        scene.time = Instant(milliseconds: 1_000_000)
        scene.send(.clock)
        #expect(turned(scene).map(\.isOpen) == [true])
        scene.pass(2_600_000)
        #expect(turned(scene).map(\.isOpen) == [false])
    }

    @Test("Q13 a restart beyond a transition finds the right state; an order survives it")
    func restart() throws {
        var scene = scene()
        scene.send(.queueCommanded(Self.support, .close(reason: nil, until: nil, target: nil, sendsWaiting: nil)))
        let state = try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state))
        #expect(state == scene.state)
        scene.engine = QueueEngine(state: state, boot: "t2")
        scene.pass(3_000_000)
        #expect(turned(scene) == [Door(isOpen: false)])
        #expect(scene.state.queues[Self.support]?.door.isOpen == false)
    }

    @Test("Q13 Q20 new hours count at once")
    func reload() {
        var scene = scene()
        scene.reload { $0.schedules[0].week = Array(repeating: [], count: 7) }
        #expect(turned(scene) == [Door(isOpen: false)])
        scene.reload { $0.queues[0].hours.schedule = nil }
        #expect(turned(scene) == [.open])
    }

    @Test("Q13 who waited in the fall-back queue is let in")
    func returning() {
        var scene = scene()
        scene.pass(2_600_000)
        scene.send(
            .callerArrived(
                Arrival(
                    entry: EntryID("e9"), call: CallID("k9"), server: Scene.one, channel: ChannelID("c9"),
                    queue: Scene.sales, caller: CallerToken("k9"), enteredAt: scene.time, wasLetIn: true)))
        #expect(scene.facts.compactMap(\.closed).isEmpty)
    }
}
