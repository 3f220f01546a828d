import Foundation
import Simulation
import Testing

@Suite("The queue in a model world")
struct SimulationTests {
    /// Ten runs a test, so that several tests share the work.
    @Test("Q7 Q17 random people, phones and faults break nothing", arguments: 0..<20)
    func seeds(chunk: Int) {
        for seed in 1...10 {
            var world = World(seed: UInt64(chunk * 10 + seed))
            world.run()
            #expect(world.violations == [], "seed \(chunk * 10 + seed)")
        }
    }

    /// Every seed that once found something, with what it found.
    @Test(
        "Q7 Q17 seeds that found mistakes",
        arguments: [
            (649, "a repeated welcome took a caller out of the bridge that was being made"),
            (1185, "a caller told from a picture was welcomed in the middle of a call"),
            (2546, "a reload hung up an agent who talked while the server was silent"),
            (2890, "a bridge stayed when its removal failed four times"),
            (240, "an agent was dialled while the leg before still stood, after a short wrap-up"),
            (948, "an agent was dialled while a leg of the process before still rang"),
            (314, "the same, with an agent at rest"),
            (1994, "the same, with an agent who wraps up by the books"),
            (7278, "a talk whose facts were lost was ended, as a reload had removed its agent"),
            (2195, "the same, with an agent whose books say another call"),
            (8010, "a request that was overtaken by its own undoing left a bridge behind"),
            (8852, "a pair that was put together after the picture was taken was put together again, and torn"),
            (1704, "the refusal of a request tore a pair whom the same request, repeated, had put together"),
            (1860, "a policy that changed while an agent was briefed left a caller unanswered in a bridge"),
            (11036, "a queue closed by order and one left empty sent a caller in a circle"),
            (11940, "an agent who owed a word about a call was found talking on the next one"),
            (1373, "a callback was offered to an agent while the door of its queue was closed"),
            (3742, "a pair on a headset was found whose facts a full disk lost, and its music went on"),
            (6825, "what was said to an agent as a picture came was forgotten, and the caller was put through into it"),
            (7216, "an agent was picked for a request whose queue is closed, and had nobody to talk to"),
            (7313, "a caller who had moved to a queue that answers at once rang on as they were put through"),
            (7962, "the same, with a welcome that was lost"),
            (8082, "a request for a callback went on hoping for an agent who had left while the queue was closed"),
            (761, "a caller whose agent's phone died between pick-up and bridge talked with nobody for ever"),
            (406, "an agent who waited for a customer left a queue without staff, and nobody knew"),
            (2279, "nothing of the engine's: the model was wrong"),
            (3727, "a headset on hold whose phone had died in the call kept its agent unreachable for good"),
            (10915, "what is said to a caller alone in a headset's bridge was taken for a word into a call"),
            (12387, "a headset's ring for a request went on in the talk with the same customer, who had called again"),
            (16691, "the end of a bridge was let overtake its making, which one lane forbids"),
            (21365, "the star was pressed at a phone that was rung, where it ends nothing"),
            (23558, "a request for a callback that expired in the moment of an order was taken for moved"),
            (34567, "a headset was given a caller while one hung up by order was still in its bridge"),
        ])
    func regressions(seed: UInt64, what: String) {
        var world = World(seed: seed)
        world.run()
        #expect(world.violations == [], "\(what)")
    }

    @Test("Q7 every kind of fault happens, at one of a hundred occasions at least")
    func faults() {
        var counts: [String: Int] = [:]
        var occasions: [Occasion: Int] = [:]
        for seed in UInt64(1)...60 {
            var world = World(seed: seed)
            world.run()
            for (name, count) in world.faults { counts[name, default: 0] += count }
            for (occasion, count) in world.occasions { occasions[occasion, default: 0] += count }
            occasions[.run, default: 0] += 1
        }
        for name in World.faultNames {
            let occasion = occasions[World.occasion(of: name), default: 0]
            let count = counts[name, default: 0]
            #expect(count > 0 && count * 100 >= occasion, "\(name): \(count) of \(occasion)")
        }
    }

    @Test("Q7 a run is cut to what its failure needs")
    func shrinks() throws {
        // Not a failure, but one knows what it needs: two faults and nobody.
        let shrinking = try #require(
            Shrinking(seed: 17) { world in
                world.run()
                return world.faults["service killed"] != nil && world.faults["disk full"] != nil
            })
        #expect(Set(shrinking.world.chosen.map { $0.what }) == ["killed", "diskFills"])
        var again = World(seed: 17, without: shrinking.without)
        again.run()
        #expect(again.hash == shrinking.world.hash)
    }

    @Test("Q7 a number names the same happening, whatever else is left out", arguments: [3, 17, 240, 649] as [UInt64])
    func numbers(seed: UInt64) {
        var whole = World(seed: seed)
        whole.run()
        let known = Dictionary(whole.chosen.map { ($0.number, $0.what) }, uniquingKeysWith: { first, _ in first })
        #expect(known.count == whole.chosen.count)
        for pace in 2...5 {
            let without = Set(stride(from: 0, to: whole.chosen.count, by: pace).map { whole.chosen[$0].number })
            var shorter = World(seed: seed, without: without)
            shorter.run()
            #expect(without.isDisjoint(with: shorter.chosen.map { $0.number }))
            // What was planned at first happens, and when it was to happen, unless it is left out itself.
            let planned = whole.chosen.filter { $0.number <= whole.plannedAtFirst && !without.contains($0.number) }
                .map { "\($0.number) at \($0.at): \($0.what)" }
            let first = shorter.chosen.filter { $0.number <= shorter.plannedAtFirst }
            #expect(first.map { "\($0.number) at \($0.at): \($0.what)" } == planned)
            let arrivals = Set(first.filter { $0.what == "callerArrives" }.map { $0.number })
            for item in shorter.chosen where item.number > shorter.plannedAtFirst {
                // Callers and channels are counted as they come, their numbers are not.
                if let what = known[item.number] { #expect(kind(of: what) == kind(of: item.what)) }
                guard item.what.hasPrefix("caller") || item.what.hasPrefix("customer") else { continue }
                #expect(arrivals.contains(item.number / 10_000 % 1000), "whoever did not come does nothing")
            }
        }
    }

    private func kind(of happening: String) -> Substring { happening.prefix { $0 != "(" } }

    @Test(
        "Q7 a shorter run is of the same failure whoever it befalls, and whenever",
        arguments: [
            ("step 9, 700000 ms: 17000.2 is put through and not answered", "is put through and not answered"),
            ("step 352, 1700000044343 ms: b1-a11 is spoken to in a call", "is spoken to in a call"),
            ("step 4, 9 ms: a2 has no leg, after legEnded(s0, x: 4)", "has no leg"),
            ("step 100001, 12 ms: the run does not end", "the run does not end"),
        ])
    func kinds(violation: String, kind: String) {
        #expect(Shrinking.kind(of: violation) == kind)
    }

    @Test("Q7 one seed is one run: two processes come to the same hashes")
    func twoProcesses() throws {
        let first = try hashes()
        let second = try hashes()
        #expect(first.split(separator: "\n").count == 15)
        #expect(first == second)
    }

    private func hashes() throws -> String {
        let process = Process()
        let here = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        process.executableURL = here.appending(path: "simulate")
        process.arguments = ["--from", "1", "--count", "15", "--hashes"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }
}
