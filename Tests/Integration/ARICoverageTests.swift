import ARI
import Testing

@Suite struct ARICoverageTests {
    @Test("A1 everything in the running server's own api-docs is typed here")
    func everythingIsTyped() async throws {
        let docs = try await BenchARI().apiDocs()
        #expect(docs.operations.count >= 109)
        #expect(docs.events.count >= 45)
        let missing = docs.missing(from: .known)
        #expect(missing.isEmpty, "not known here: \(missing.map(\.description).joined(separator: ", "))")
        for model in docs.models { #expect(ARI.models[model.name] != nil, "no type for \(model.name)") }
    }

    @Test("A13 what this server lacks can be told from its api-docs")
    func whatIsLacking() async throws {
        let docs = try await BenchARI().apiDocs()
        // The bench runs the version that the types were made from: nothing may be lacking.
        #expect(APIDocs.known.missing(from: docs) == [])
        #expect(docs.offers(ARI.Channels.create(endpoint: "PJSIP/1001", app: "a")))
    }
}
