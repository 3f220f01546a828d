import ARI
import Testing
import WireJSON

@Suite struct ModelTests {
    @Test("A2 every model survives decode, encode, decode unchanged", arguments: ARI.models.keys.sorted())
    func roundTrip(_ name: String) throws {
        let model = try #require(ARI.models[name])
        var factory = ModelFactory(seed: 11)
        for _ in 0..<20 { try check(model, factory.model(name)) }
    }

    private func check<Model: ARIModel>(_ type: Model.Type, _ json: JSONValue) throws {
        let once = try Model(json: json.bytes)
        let twice = try Model(json: once.json)
        #expect(once == twice)
        #expect(twice.json == once.json)
    }

    @Test("A2 every field of every model is read and written: nothing is lost", arguments: ARI.models.keys.sorted())
    func nothingIsLost(_ name: String) throws {
        let model = try #require(ARI.models[name])
        var factory = ModelFactory(seed: 13)
        factory.omitsOptionals = false
        for _ in 0..<5 {
            let json = factory.model(name)
            let written = try JSONValue(parsing: reencode(model, json))
            #expect(sorted(written) == sorted(json))
        }
    }

    private func reencode<Model: ARIModel>(_ type: Model.Type, _ json: JSONValue) throws -> [UInt8] {
        try Model(json: json.bytes).json
    }

    /// Members by name, all the way down, so that order does not count.
    private func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map { sorted($0) })
        case .object(let members):
            .object(members.map { JSONMember($0.name, sorted($0.value)) }.sorted { $0.name < $1.name })
        default: value
        }
    }

    @Test(
        "A2 a model without a required field says which", arguments: ["Channel", "Bridge", "Playback", "StasisStart"])
    func missingField(_ name: String) throws {
        let model = try #require(ARI.models[name])
        var factory = ModelFactory(seed: 17)
        guard case .object(let members) = factory.model(name) else { return }
        for field in factory.fields(of: name) where field.isRequired && field.name != "protocol_id" {
            for wrong: JSONValue? in [nil, .null, .array([.integer(1)])] {
                // An array of the wrong things is as wrong as no array.
                var changed = members.filter { $0.name != field.name }
                if let wrong { changed.append(JSONMember(field.name, wrong)) }
                let error = #expect(throws: ARIReadingError.self) { try reencode(model, .object(changed)) }
                if case .defect(let defect)? = error { #expect(defect.field == field.name) }
            }
        }
    }
}
