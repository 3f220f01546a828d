import ARI
import ARIClient
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("The phones that a link listens to")
struct PhonesTests {
    private static let sources = "POST /applications/mayday/subscription?eventSource="
    private static let anna = AgentID("anna")

    private static func hears(_ names: [String]) -> String {
        let list = names.map { #""\#($0)""# }.joined(separator: ",")
        return Answer.application.replacing(#""device_names":[]"#, with: #""device_names":[\#(list)]"#)
    }

    private static func device(_ state: String) throws -> ARIStreamElement {
        let event =
            #"{"type":"DeviceStateChanged","timestamp":"2099-11-20T10:00:00.000+0000","application":"mayday","#
            + #""asterisk_id":"a1","device_state":{"name":"PJSIP/1009","state":"\#(state)"}}"#
        return .event(try Array(event.utf8).withUnsafeBytes { try ARIEventReader().read($0) })
    }

    @Test("G3 every phone is listened to by its name, many in few requests, none too long for Asterisk")
    func byName() async {
        let agents = (0..<400).map { "agent+with.a@long-name-\($0)" }
        let scene = await LinkScene(agents: agents)
        await scene.run {
            scene.connect()
            await scene.reconciled()
            let asked = scene.asterisk.requests.filter { $0.hasPrefix(Self.sources) }
            let names = asked.flatMap { $0.dropFirst(Self.sources.count).split(separator: ",") }
            #expect(names.sorted() == agents.map { "deviceState:PJSIP/\($0)" }.sorted().map { $0[...] })
            #expect(asked.count < 20)
            for words in asked {
                let sources = words.dropFirst(Self.sources.count).split(separator: ",").map(String.init)
                let request = ARI.Applications.subscribe(applicationName: "mayday", eventSource: sources)
                #expect(request.target.utf8.count < 3_500)
            }
        }
    }

    @Test("G3 what the server tells of already is not asked for again")
    func known() async {
        let scene = await LinkScene(agents: ["anna", "bert"]) { request, _ in
            request == LinkScene.filter ? .ok(Self.hears(["PJSIP/anna"])) : nil
        }
        await scene.run {
            scene.connect()
            await scene.reconciled()
            #expect(
                scene.asterisk.requests.filter { $0.hasPrefix(Self.sources) } == [
                    Self.sources + "deviceState:PJSIP/bert"
                ])
        }
    }

    @Test("A12 a subscription to all devices, which Asterisk can hang itself with, is given up")
    func everyDevice() async {
        let scene = await LinkScene { request, _ in
            switch request {
            case LinkScene.filter: .ok(Self.hears([Link.everyDevice]))
            case _ where request.hasPrefix("DELETE"): .ok(Answer.application)
            default: nil
            }
        }
        await scene.run {
            scene.connect()
            await scene.reconciled()
            #expect(
                Array(scene.asterisk.requests.prefix(3)) == [
                    LinkScene.filter, "DELETE /applications/mayday/subscription?eventSource=deviceState:",
                    LinkScene.subscription,
                ])
        }
    }

    @Test("G1 a phone that an agent comes to is listened to and asked about, also where a request fails")
    func newSeat() async {
        let scene = await LinkScene { request, attempt in
            switch request {
            case Self.sources + "deviceState:PJSIP/1009": attempt == 1 ? .lost : nil
            case "GET /deviceStates/PJSIP/1009":
                attempt == 1 ? .lost : .ok(#"{"name":"PJSIP/1009","state":"INUSE"}"#)
            default: nil
            }
        }
        await scene.run {
            scene.connect()
            await scene.reconciled()
            await scene.core.core.command(Self.anna, .logOut)
            await scene.core.core.command(Self.anna, .logInAt(endpoint: "PJSIP/1009"))
            await scene.core.journal.facts.until { facts in
                facts.contains { if case .agentChanged(let fact) = $0.fact { fact.state == .otherCall } else { false } }
            }
            let asked = scene.asterisk.requests.filter { $0.hasSuffix("PJSIP/1009") }
            #expect(
                asked == [
                    Self.sources + "deviceState:PJSIP/1009", Self.sources + "deviceState:PJSIP/1009",
                    "GET /deviceStates/PJSIP/1009", "GET /deviceStates/PJSIP/1009",
                ])
        }
    }

    @Test("G3 what a phone told since it was asked about is newer than the answer")
    func newer() async throws {
        let told = Told<Void>()
        let scene = await LinkScene { request, _ in
            guard request == "GET /deviceStates/PJSIP/1009" else { return nil }
            await told.until { !$0.isEmpty }
            return .ok(#"{"name":"PJSIP/1009","state":"UNAVAILABLE"}"#)
        }
        try await scene.run {
            scene.connect()
            await scene.reconciled()
            await scene.core.core.command(Self.anna, .logOut)
            await scene.core.core.command(Self.anna, .logInAt(endpoint: "PJSIP/1009"))
            await scene.asked("GET /deviceStates/PJSIP/1009")
            scene.inbox.put([try Self.device("INUSE")])
            await scene.core.journal.facts.until { facts in
                facts.contains { if case .agentChanged(let fact) = $0.fact { fact.state == .otherCall } else { false } }
            }
            told.add(())
            // The next phone is listened to when this one has been dealt with.
            await scene.core.core.command(Self.anna, .logOut)
            await scene.core.core.command(Self.anna, .logInAt(endpoint: "PJSIP/1010"))
            await scene.asked(Self.sources + "deviceState:PJSIP/1010")
            #expect(
                !scene.core.facts.contains {
                    if case .agentChanged(let fact) = $0 { fact.state == .unreachable } else { false }
                })
        }
    }
}
