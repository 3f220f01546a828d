import Locking
import Logging
import MaydayAPI
import Testing

@testable import CallCenter

@Suite("Which legs were put on hold in a gap")
struct LinkHoldTests {
    /// The questions that a script was asked.
    private struct Questions {
        var asked = 0
        var open = 0
        var mostOpen = 0
    }

    private static func question(_ leg: String) -> String { "GET /channels/\(leg)/variable?variable=CHANNEL(rtp,hold)" }

    private static func channels(_ legs: [String]) -> ScriptedAsterisk.Reply {
        .ok(Answer.list(legs.map { Answer.channel($0, data: "mayday,agent") }))
    }

    @Test(
        "G3 of hundreds of legs sixteen are asked about at a time; one that cannot say does not end the others",
        .timeLimit(.minutes(1)))
    func sixteen() async {
        let legs = (1...200).map { "t0-a\($0)" }
        let questions = Locked(Questions())
        let asked = Told<Int>()
        let answered = Told<Int>()
        let scene = await LinkScene { request, _ in
            if request == "GET /channels" { return Self.channels(legs) }
            guard request.hasSuffix("(rtp,hold)") else { return nil }
            let number = questions.withLock { questions in
                questions.asked += 1
                questions.open += 1
                questions.mostOpen = max(questions.mostOpen, questions.open)
                return questions.asked
            }
            asked.add(number)
            await answered.until { $0.count >= number }
            questions.withLock { $0.open -= 1 }
            // Every third leg is gone, that of the first question among them.
            return number % 3 == 1 ? .gone : .ok(#"{"value":"1"}"#)
        }
        await scene.run {
            scene.connect()
            for number in 1...legs.count {
                // As soon as one is answered, and whatever the answer, the next one is asked about.
                let expected = min(number + 15, legs.count)
                await asked.until { $0.count >= expected }
                answered.add(number)
            }
            await scene.up()
            #expect(questions.withLock { $0.mostOpen } == 16)
            let told = scene.asterisk.requests.filter { $0.hasSuffix("(rtp,hold)") }
            #expect(told.sorted() == legs.map(Self.question).sorted())
            var held = 0
            for leg in legs {
                if await scene.picture.call(leg)?.state == .held { held += 1 }
            }
            #expect(held == 133)
        }
    }

    @Test("G3 a leg whose question is never answered keeps nobody waiting", .timeLimit(.minutes(1)))
    func unanswered() async {
        let legs = (1...40).map { "t0-a\($0)" }
        let lines = Told<String>()
        let scene = await LinkScene(log: Logger(label: "test") { _ in GatheringLog(lines: lines) }) { request, _ in
            switch request {
            case "GET /channels": Self.channels(legs)
            case Self.question("t0-a7"): .lost
            case Self.question("t0-a9"): .ok("nonsense")
            case Self.question("t0-a40"): .ok(#"{"value":"1"}"#)
            case _ where request.hasSuffix("(rtp,hold)"): .ok(#"{"value":"0"}"#)
            default: nil
            }
        }
        await scene.run {
            scene.connect()
            await scene.up()
            let told = scene.asterisk.requests.filter { $0.hasSuffix("(rtp,hold)") }
            #expect(told.sorted() == legs.map(Self.question).sorted(), "each once")
            #expect(scene.asterisk.timeouts.items == [Duration](repeating: .seconds(3), count: 40))
            #expect(await scene.picture.call("t0-a7")?.state == .up)
            #expect(await scene.picture.call("t0-a40")?.state == .held)
            #expect(lines.items.filter { $0.contains("on hold is not known") }.count == 1)
        }
    }

    @Test(
        "G3 where no leg's question is answered, a ping says whether the server is there", .timeLimit(.minutes(1)),
        arguments: [1, 200])
    func stuck(_ count: Int) async {
        let legs = (1...count).map { "t0-a\($0)" }
        let scene = await LinkScene { request, _ in
            if request == "GET /channels" { return Self.channels(legs) }
            return request.hasSuffix("(rtp,hold)") ? .lost : nil
        }
        await scene.run {
            scene.connect()
            await scene.up()
            // Each of the first fifteen failures has the next leg asked about; with the sixteenth that is over.
            #expect(scene.asterisk.timeouts.items.count == min(count, 31) + 1, "and the ping")
            #expect(scene.asterisk.requests.filter { $0.hasSuffix("(rtp,hold)") }.count == min(count, 31))
        }
    }

    @Test(
        "G3 a server that is gone while it is asked about legs is asked for everything again", .timeLimit(.minutes(1)))
    func gone() async {
        let legs = (1...10).map { "t0-a\($0)" }
        let scene = await LinkScene { request, attempt in
            switch request {
            case "GET /channels": Self.channels(legs)
            // The first two are the beginning and the end of the first fetch.
            case "GET /asterisk/ping": attempt == 3 ? .lost : nil
            case _ where request.hasSuffix("(rtp,hold)"): attempt == 1 ? .lost : .ok(#"{"value":"1"}"#)
            default: nil
            }
        }
        await scene.run {
            scene.connect()
            await scene.up()
            #expect(scene.asterisk.requests.filter { $0 == Self.question("t0-a7") }.count == 2)
            #expect(await scene.picture.call("t0-a7")?.state == .held)
        }
    }
}
