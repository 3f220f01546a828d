import Foundation
import MaydayConfiguration
import Queueing
import SeededValues
import Store
import Testing

@testable import CallCenter

@Suite("The queue_log under kills and rotations")
struct QueueLogCrashTests {
    @Test(
        "Q21 whatever is killed, cut short or moved away, and whenever: each line is there once, in order",
        arguments: 1...40 as ClosedRange<UInt64>)
    func anything(_ seed: UInt64) async throws {
        let scene = try LogScene()
        var random = SplitMix64(seed: seed)
        var moved = 0
        await scene.staff()
        await scene.agent(.ready)
        for _ in 0..<60 {
            switch Int.random(in: 0..<12, using: &random) {
            case 0, 1: await scene.call()
            case 2: await scene.agent(.notReady, reason: "lunch")
            case 3: await scene.agent(.ready)
            case 4, 5, 6: await scene.follower.follow()
            case 7: await scene.follower.note(isLast: Int.random(in: 0..<3, using: &random) == 0)
            case 8:
                scene.crash()
                if Bool.random(using: &random) { try await cut(scene, &random) }
            case 9: scene.crash()
            case 10:
                guard FileManager.default.fileExists(atPath: scene.path) else { continue }
                moved += 1
                try scene.move(to: "queue_log.\(moved)")
                if Bool.random(using: &random) {
                    #expect(FileManager.default.createFile(atPath: scene.path, contents: nil))
                }
            default: try await scene.restart()
            }
        }
        await scene.follower.follow()
        var lines: [String] = []
        for name in (1...(moved + 1)).map({ $0 > moved ? "queue_log" : "queue_log.\($0)" }) {
            let pieces = try scene.text(of: name).split(separator: "\n", omittingEmptySubsequences: false)
            // A kill may leave the beginning of a line in a file that was moved away; the line is in the next one.
            #expect(name != "queue_log" || pieces.last == "")
            lines += pieces.dropLast().map(String.init)
        }
        #expect(try await scene.rebuilt() == lines, "seed \(seed)")
        #expect(scene.state.alarms.isEmpty)
    }

    /// A kill in the middle of a write: never of what was noted, because the disk had that.
    private func cut(_ scene: LogScene, _ random: inout SplitMix64) async throws {
        guard let identity = FileIdentity(path: scene.path) else { return }
        let note = try await scene.store.reader.note("queue_log").flatMap(QueueLogCursor.init(text:))
        guard let note, note.file == identity else { return }
        let size = Int64(try scene.text().utf8.count)
        guard size > note.length else { return }
        try scene.cut(Int(Int64.random(in: 1...min(50, size - note.length), using: &random)))
    }
}
