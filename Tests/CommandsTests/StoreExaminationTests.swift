import Commands
import Foundation
import Testing

@Suite("The doctor's look at the journal") struct StoreExaminationTests {
    private func findings(free: Int64?) -> [Finding] {
        StoreExamination(path: NSTemporaryDirectory() + "nothing-\(UUID().uuidString).sqlite", free: { _ in free })
            .run()
    }

    @Test("O4 little room is a warning with advice, much is told, and what cannot be known is left out")
    func room() {
        #expect(findings(free: nil).map(\.verdict) == [.ok])
        #expect(findings(free: StoreExamination.scarce).map(\.verdict) == [.ok, .ok])
        let scarce = findings(free: 80 << 20)
        #expect(scarce.map(\.verdict) == [.ok, .warning])
        #expect(scarce.last?.found.hasPrefix("80 MiB are free at /") == true)
        #expect(scarce.last?.advice?.contains("store.path") == true)
    }

    @Test("O4 a folder that is not there is a failure, and no room is told of it")
    func noFolder() {
        let findings = StoreExamination(path: "/nowhere/at/all/j.sqlite").run()
        #expect(findings.map(\.verdict) == [.failure])
        #expect(findings.first?.advice?.hasPrefix("Make it") == true)
    }

    @Test("O4 the room of a real folder can be told")
    func real() throws {
        #expect(try #require(StoreExamination.freeBytes(at: NSTemporaryDirectory())) > 0)
    }
}
