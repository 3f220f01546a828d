import Foundation
import Telephony
import Testing

@testable import Store

/// A writing process is killed at a random moment; what it was told was committed must be there, whole and in order.
@Suite("A kill while writing", .timeLimit(.minutes(3)), .serialized)
struct KillTests {
    @Test("Q17 after kill -9 every acknowledged fact is there and no batch is torn", arguments: 1...12)
    func killed(_ round: Int) async throws {
        let folder = try TestFolder()
        let path = folder.journal
        let acknowledged = folder.path + "/acknowledged"
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, acknowledged = acknowledged as String, round = round as Int] in
            // From another thread, so that it comes at any point of a commit, of a checkpoint of the log, and, every
            // fourth time, of the making of the file.
            let delay = UInt32.random(in: 0...300_000)
            Thread.detachNewThread {
                usleep(round % 4 == 0 ? delay / 20 : 20_000 + delay)
                kill(getpid(), SIGKILL)
            }
            let file = open(acknowledged, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            var options = StoreOptions.patient
            options.durability = round % 2 == 0 ? .full : .soon
            let store = try Store(path: path, node: node, options: options)
            var sequence: Int64 = 1
            while true {
                // Batches of 1 to 7, recognisable by their call.
                let last = sequence + sequence % 7
                await withCheckedContinuation { continuation in
                    store.append(batch(sequence...last)) { outcome in
                        if outcome == .committed {
                            let line = "\(last)\n"
                            _ = line.utf8CString.withUnsafeBytes { Glibc.write(file, $0.baseAddress, line.utf8.count) }
                        }
                        continuation.resume()
                    }
                }
                if sequence % 1000 < 7 {
                    store.keep(StoredCheckpoint(sequence: last, madeAt: row(last).at, engine: [1, 2, 3]))
                }
                sequence = last + 1
            }
        }
        let told = (try? String(contentsOfFile: acknowledged, encoding: .utf8)) ?? ""
        let last = told.split(separator: "\n").last.flatMap { Int64($0) } ?? 0
        guard FileManager.default.fileExists(atPath: path) else {
            #expect(last == 0)
            return
        }
        let store = try Store(path: path, node: node, options: .patient)
        let rows = try await store.reader.journal(after: 0, limit: .max)
        #expect(Int64(rows.count) >= last)
        #expect(rows == (0..<rows.count).map { row(Int64($0) + 1) })
        // The last batch is whole.
        var end: Int64 = 0
        while end < Int64(rows.count) { end += 1 + (end + 1) % 7 }
        #expect(end == Int64(rows.count))
        for checkpoint in try await store.reader.checkpoints() { #expect(checkpoint.sequence <= Int64(rows.count)) }
        #expect(await store.write(batch(end + 1...end + 1)) == .committed)
        await store.close()
    }
}
