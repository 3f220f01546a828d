import Telephony
import Testing

@testable import Store

/// Explains every row whose sequence is even.
private final class Even: Explaining {
    private let state = Guarded<(kept: Int64, asked: Int, roster: Int64)>((0, 0, 1))
    let at: @Sendable (Int64) -> Instant

    init(at: @escaping @Sendable (Int64) -> Instant) { self.at = at }

    var asked: Int { state.withLock { $0.asked } }
    func turn(to roster: Int64) { state.withLock { $0.roster = roster } }

    func explanations(through sequence: Int64) -> [StoredExplanation] {
        let (kept, roster) = state.withLock { state in
            state.asked += 1
            return (state.kept, state.roster)
        }
        guard sequence > kept else { return [] }
        return ((kept + 1)...sequence).filter { $0 % 2 == 0 }.map {
            StoredExplanation(
                sequence: $0, at: at($0), body: Array("why \($0)".utf8), roster: roster,
                rosterBody: Array("roster \(roster)".utf8))
        }
    }

    func kept(through sequence: Int64) { state.withLock { $0.kept = sequence } }
}

@Suite("Explanations in the store")
struct ExplanationTests {
    @Test("Q19 an explanation is written with its fact, also where the commit fails at first", .timeLimit(.minutes(1)))
    func together() async throws {
        let folder = try TestFolder()
        let even = Even { Instant(milliseconds: $0) }
        var options = StoreOptions.patient
        options.explainer = even
        options.lockPatience = Span(milliseconds: 1)
        let health = Told<StoreHealth>()
        let store = try Store(path: folder.journal, node: node, options: options) { health.tell($0) }
        let lock = try folder.lock()
        store.append(batch(1...4)) { _ in }
        await health.until { $0.contains { $0 != .ok } }
        try folder.unlock(lock)
        await health.until { $0.last == .ok }
        #expect(even.asked >= 2)
        let found = try await store.reader.explanations(of: [1, 2, 3, 4])
        #expect(found.keys.sorted() == [2, 4])
        #expect(found[4]?.body == Array("why 4".utf8))
        #expect(try await store.reader.rosters([1, 9]) == [1: Array("roster 1".utf8)])
        _ = await store.close()
    }

    @Test("Q19 what is too old goes, and the rosters that only it referred to", .timeLimit(.minutes(1)))
    func tidy() async throws {
        let folder = try TestFolder()
        let day: Int64 = 86_400_000
        let clock = TestClock(100 * day)
        let even = Even { Instant(milliseconds: $0 * day) }
        var options = StoreOptions.patient
        options.explainer = even
        options.keptExplanations = .seconds(90 * 86_400)
        options.now = clock.now
        let store = try Store(path: folder.journal, node: node, options: options) { _ in }
        #expect(await store.write(batch(1...6)) == .committed)
        even.turn(to: 2)
        #expect(await store.write(batch(7...8)) == .committed)
        even.turn(to: 3)
        #expect(await store.write(batch(9...12)) == .committed)
        let tidying = options
        try await store.change { _ = try Transaction(options: tidying).tidyExplanations($0) }
        #expect(try await store.reader.explanations(of: Array(1...12)).keys.sorted() == [10, 12])
        #expect(try await store.reader.rosters([1, 2, 3]).keys.sorted() == [2, 3])
        _ = await store.close()
    }
}
