import Store
import Telephony
import Testing

@Suite("Notes about calls")
struct CallNoteTests {
    @Test("G5 what was written about a call is kept apart from the facts, with every character, also after a restart")
    func notes() async throws {
        let folder = try TestFolder()
        let first = CallNote(
            id: "b-n1", call: CallID("c1"), agent: AgentID("anna"), at: Instant(milliseconds: 5),
            text: "wants a quote\n'by' Friday, \u{1F600}; \"ä\"")
        var other = first
        other.id = "b-n2"
        other.call = CallID("c2")
        var store = try Store(path: folder.journal, node: node)
        store.append(StoreBatch(rows: [], notes: [first, other]))
        await store.close()
        store = try Store(path: folder.journal, node: node)
        #expect(try await store.reader.notes(call: CallID("c1")) == ["b-n1": first])
        #expect(try await store.reader.notes(call: CallID("c2")) == ["b-n2": other])
        #expect(try await store.reader.notes(call: CallID("c3")).isEmpty)
        #expect(try await store.reader.journal(after: 0, limit: 10).isEmpty)
        await store.close()
    }
}
