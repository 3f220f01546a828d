import Queueing
import SeededValues
import Telephony
import Testing

@testable import QueueLog

@Suite("The log is a fold")
struct RebuildTests {
    /// Random facts, possible ones and impossible ones.
    private func randomScript(_ seed: UInt64, steps: Int) -> Script {
        var script = Script.staffed()
        var random = SplitMix64(seed: seed)
        var seconds: Int64 = 0
        var entries = 0
        var offers = 0
        for _ in 0..<steps {
            seconds += Int64.random(in: 0...20, using: &random)
            let now = after(seconds, Int64.random(in: 0...999, using: &random))
            let entry = "\(Int.random(in: max(1, entries - 4)...max(1, entries), using: &random))"
            let offer = "o\(Int.random(in: max(1, offers - 4)...max(1, offers), using: &random))"
            let agent = Bool.random(using: &random) ? anna : ben
            switch Int.random(in: 0..<9, using: &random) {
            case 0, 1:
                entries += 1
                script.enters("\(entries)", now, priority: Int.random(in: 0...2, using: &random))
            case 2, 3:
                offers += 1
                script.offers("o\(offers)", of: entry, now, to: agent)
            case 4: script.add(now, .offerAnswered(OfferID(offer)))
            case 5: script.connects(offer, of: entry, now, with: agent)
            case 6: script.loses(offer, of: entry, now, LostOffer.allCases.randomElement(using: &random) ?? .busy)
            case 7: script.ends(entry, now, EntryOutcome.allCases.randomElement(using: &random) ?? .abandoned)
            default:
                script.becomes(
                    AgentState.allCases.randomElement(using: &random) ?? .ready, now, agent,
                    reason: Bool.random(using: &random) ? "lunch" : nil)
            }
        }
        return script
    }

    @Test(
        "Q21 the same facts give the same lines, at once or over checkpoints", arguments: 1...20 as ClosedRange<UInt64>)
    func sameLines(_ seed: UInt64) throws {
        let script = randomScript(seed, steps: 400)
        #expect(script.lines.count > 100)
        var interrupted = QueueLogFold()
        var lines: [QueueLogLine] = []
        var random = SplitMix64(seed: seed)
        for fact in script.facts {
            interrupted.apply(fact, into: &lines)
            if Int.random(in: 0..<10, using: &random) == 0 {
                interrupted = try QueueLogFold(checkpoint: interrupted.checkpoint, naming: .endpoint)
            }
        }
        // The script's own began after its first settings.
        #expect(lines.map(Script.text).dropFirst() == script.lines[...])
        #expect(interrupted == script.fold)
        #expect(interrupted.checkpoint == script.fold.checkpoint)
    }

    @Test("Q21 nothing is kept of what is over")
    func nothingKept() {
        var script = Script.staffed()
        script.becomes(.ready, after(0))
        var sizes: [Int] = []
        for number in 0..<500 as Range<Int64> {
            script.enters("\(number)", after(number))
            script.offers("o\(number)", of: "\(number)", after(number))
            script.connects("o\(number)", of: "\(number)", after(number))
            script.ends("\(number)", after(number), .answered)
            #expect(script.fold.openCount == 0 && script.fold.lines.isEmpty)
            sizes.append(script.fold.checkpoint.count)
        }
        #expect(sizes[499] - sizes[0] < 10)
    }

    @Test("Q21 a damaged checkpoint is an error, never a crash")
    func damaged() {
        let bytes = randomScript(3, steps: 100).fold.checkpoint
        for length in stride(from: 0, to: bytes.count, by: 53) {
            #expect(throws: CheckpointError.self) {
                try QueueLogFold(checkpoint: Array(bytes[..<length]), naming: .endpoint)
            }
        }
        var random = SplitMix64(seed: 5)
        for _ in 0..<300 {
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            _ = try? QueueLogFold(checkpoint: damaged, naming: .endpoint)
        }
        #expect(throws: CheckpointError.tooNew(version: 2)) {
            try QueueLogFold(checkpoint: Array("{\"version\":2}".utf8), naming: .endpoint)
        }
    }
}
