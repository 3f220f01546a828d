import ARIClient
import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("The link to one server that is away or taken")
struct LinkEndTests {
    private static let beat = "GET /asterisk/variable?variable=MAYDAY_BEAT"
    /// The server's clock in all of its answers, in seconds.
    private static let now = 1_795_168_800

    private func value(_ text: String) -> ScriptedAsterisk.Reply { .ok(#"{"value":"\#(text)"}"#) }

    @Test("A11 a server that never dials is an alarm, until it does", .timeLimit(.minutes(1)))
    func neverDialled() async {
        let scene = await LinkScene(firstContact: .milliseconds(1))
        await scene.run {
            await scene.alarmed()
            #expect(scene.state.alarms.map(\.code) == ["asterisk_down_one"])
            #expect(scene.state.alarms.first?.text.contains("not dialled") == true)
            #expect(await scene.health?.connection == .connecting)
            scene.connect()
            await scene.up()
            #expect(scene.state.alarms.isEmpty)
        }
    }

    @Test("A9 an application whose beat another program renews is left alone", .timeLimit(.minutes(1)))
    func served() async {
        let scene = await LinkScene(beatLimit: .milliseconds(1)) { request, _ in
            request.hasPrefix(Self.beat) ? self.value("\(Self.now)") : nil
        }
        await scene.run {
            scene.connect()
            await scene.reconciled()
            scene.inbox.put([.replaced(application: "mayday")])
            await scene.asked(Self.beat, times: 3)
            #expect(scene.redials.items.isEmpty)
            #expect(await scene.health?.connection == .replaced)
        }
    }

    @Test(
        "A9 an application whose beat stands still is taken back, and the reason stays told", .timeLimit(.minutes(1)),
        arguments: ["1795168700", "", "-5", "yesterday"])
    func abandoned(_ beat: String) async {
        let scene = await LinkScene(beatLimit: .milliseconds(1)) { request, attempt in
            guard request.hasPrefix(Self.beat) else { return nil }
            return self.value(attempt == 1 ? "\(Self.now)" : beat)
        }
        await scene.run {
            scene.connect()
            await scene.reconciled()
            scene.inbox.put([.replaced(application: "mayday")])
            await scene.redials.until { !$0.isEmpty }
            #expect(scene.asterisk.requests.filter { $0.hasPrefix(Self.beat) }.count == 2)
            scene.disconnect(.stopped)
            while scene.state.alarms.count < 2 { await Task.yield() }
            #expect(scene.state.alarms.last?.text.contains("replaced") == true)
            scene.connect(2)
            await scene.reconciled(times: 2)
            await scene.up()
            #expect(scene.state.alarms.isEmpty)
        }
    }

    @Test("A9 an application whose beat cannot be asked for is left alone until it can", .timeLimit(.minutes(1)))
    func unanswered() async {
        let scene = await LinkScene(beatLimit: .milliseconds(1)) { request, attempt in
            guard request.hasPrefix(Self.beat) else { return nil }
            return attempt < 3 ? .lost : self.value("")
        }
        await scene.run {
            scene.connect()
            await scene.reconciled()
            scene.inbox.put([.replaced(application: "mayday")])
            await scene.redials.until { !$0.isEmpty }
            #expect(scene.asterisk.requests.filter { $0.hasPrefix(Self.beat) }.count == 3)
        }
    }

    @Test("A9 an answer that comes after the connection's end makes no link of it", .timeLimit(.minutes(1)))
    func lateAnswer() async {
        let gate = Told<Void>()
        let scene = await LinkScene { request, attempt in
            if request == "GET /channels", attempt == 1 { await gate.until { !$0.isEmpty } }
            return nil
        }
        await scene.run {
            scene.connect()
            await scene.asked("GET /channels")
            scene.disconnect(.lost)
            await scene.alarmed()
            gate.add(())
            await scene.asked("GET /asterisk/ping", times: 2)
            #expect(await scene.health?.connection == .down)
            #expect(scene.state.alarms.map(\.code) == ["asterisk_down_one"])
            scene.connect(2)
            await scene.up()
            let compared = scene.core.journal.facts.items.filter {
                if case .serverReconciled = $0.fact { true } else { false }
            }
            #expect(compared.count == 1)
        }
    }
}
