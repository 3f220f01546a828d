import Store
import Telephony
import Testing

@Suite("Notes of those who follow the journal")
struct NoteTests {
    @Test("Q21 notes are kept under their names, replaced, and there after a restart")
    func notes() async throws {
        let folder = try TestFolder()
        var store = try Store(path: folder.journal, node: node)
        #expect(try await store.reader.note("a") == nil)
        try await store.keep(notes: ["a": "1", "b": "ü\n2"])
        try await store.keep(notes: ["a": "3"])
        #expect(try await store.reader.note("a") == "3")
        await store.close()
        store = try Store(path: folder.journal, node: node)
        #expect(try await store.reader.note("a") == "3")
        #expect(try await store.reader.note("b") == "ü\n2")
        // The journal's own words are out of reach.
        #expect(try await store.reader.note("node") == nil)
        await store.close()
    }
}
