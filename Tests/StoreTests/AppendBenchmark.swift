import Foundation
import Telephony
import Testing

@testable import Store

/// Not a test of time: it prints figures when asked to, with `MAYDAY_BENCHMARK=1 swift test -c release
/// -Xswiftc -enable-testing --filter AppendBenchmark` on an idle machine.
@Suite(
    "How fast the journal takes facts", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["MAYDAY_BENCHMARK"] != nil))
struct AppendBenchmark {
    private func tell(_ metric: String, _ value: Double, _ unit: String) {
        print(
            "{\"benchmark\":\"journal\",\"metric\":\"\(metric)\",\"value\":\((value * 10).rounded() / 10),\"unit\":\"\(unit)\"}"
        )
    }

    private func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let start = Tick.now
        try await body()
        return Double(Tick.now.nanoseconds - start.nanoseconds) / 1e9
    }

    @Test(
        "K1 a million facts in batches of 1000, and reading them again",
        arguments: [StoreOptions.Durability.full, .soon])
    func append(_ durability: StoreOptions.Durability) async throws {
        let folder = try TestFolder()
        var options = StoreOptions.patient
        options.durability = durability
        options.bufferedRows = 2_000_000
        options.bufferedBytes = 1 << 30
        let store = try Store(path: folder.journal, node: node, options: options)
        let batches = (0..<1000 as Range<Int64>).map { batch($0 * 1000 + 1...$0 * 1000 + 1000) }
        let told = Told<Void>()
        let writing = await seconds {
            for batch in batches { store.append(batch) { _ in told.tell(()) } }
            await told.until { $0.count == 1000 }
        }
        tell("append_\(durability.rawValue)", 1e6 / writing, "facts/s")
        var count = 0
        let reading = try await seconds {
            try await store.reader.scan(after: 0) { rows throws(StoreError) in
                count += rows.count
                return true
            }
        }
        #expect(count == 1_000_000)
        tell("read", 1e6 / reading, "facts/s")
        await store.close()
    }

    @Test("K1 one fact from append to completion", arguments: [StoreOptions.Durability.full, .soon])
    func latency(_ durability: StoreOptions.Durability) async throws {
        let folder = try TestFolder()
        var options = StoreOptions.patient
        options.durability = durability
        // Each comes right after the one before.
        options.commitPause = .zero
        let store = try Store(path: folder.journal, node: node, options: options)
        var times: [Double] = []
        for sequence in 1...20_000 as ClosedRange<Int64> {
            times.append(await seconds { _ = await store.write(batch(sequence...sequence)) } * 1e6)
        }
        times.sort()
        tell("commit_\(durability.rawValue)_p50", times[10_000], "us")
        tell("commit_\(durability.rawValue)_p99", times[19_800], "us")
        await store.close()
    }
}
