import ARI
import Testing

@Suite struct APIDocsTests {
    static let document = Array(
        #"""
        {"basePath":"x","apis":[
          {"path":"/things/{thingId}","operations":[
            {"httpMethod":"GET","nickname":"get","responseClass":"Thing","since":["13.0.0"],"parameters":[
              {"name":"thingId","paramType":"path","dataType":"string","required":true},
              {"name":"only","paramType":"query","dataType":"string","allowMultiple":true}]},
            {"httpMethod":"DELETE","responseClass":"void"}]},
          {"path":"/things"}],
         "models":{"Thing":{"id":"Thing","properties":{"id":{"type":"string","required":true},"n":{"type":"int"}}},
                   "Event":{"id":"Event","subTypes":["ThingMade"],"properties":{}},
                   "ThingMade":{"id":"ThingMade","properties":{"thing":{"type":"Thing","required":true}}}}}
        """#.utf8)

    @Test("A13 api-docs are read: operations, parameters, models, events")
    func reading() throws {
        let list = Array(#"{"apis":[{"path":"/api-docs/things.{format}"},{"path":"/api-docs/others.json"},{}]}"#.utf8)
        #expect(try APIDocs.resources(listedIn: list) == ["things", "others"])
        let docs = try APIDocs(resource: "things", document: Self.document)
        #expect(
            docs.operations == [
                .init(
                    "things", "get", "GET", "/things/{thingId}",
                    [
                        .init("thingId", .path, "string", isRequired: true),
                        .init("only", .query, "string", isList: true),
                    ], answer: "Thing")
            ])
        #expect(docs.model("Thing")?.fields == [.init("id", "string", isRequired: true), .init("n", "int")])
        #expect(docs.events == ["ThingMade"])
        #expect(throws: (any Error).self) { try APIDocs(resource: "things", document: [1]) }
        #expect(try APIDocs(resource: "things", document: Array("[]".utf8)) == APIDocs())
    }

    @Test("A13 what one side has and the other lacks is named")
    func difference() throws {
        let docs = try APIDocs(resource: "things", document: Self.document)
        #expect(docs.missing(from: docs) == [])
        #expect(
            docs.missing(from: APIDocs()).map(\.description) == [
                "operation things.get", "model Thing", "model Event", "event ThingMade",
            ])
        var older = APIDocs(
            operations: [.init("things", "read", "GET", "/things/{thingId}", [], answer: "Thing")],
            models: [.init("Thing", [.init("id", "string")]), .init("Event", [])])
        #expect(
            docs.missing(from: older).map(\.description) == [
                "parameter thingId of things.get", "parameter only of things.get", "field n of Thing",
                "event ThingMade",
            ])
        older.add(APIDocs(models: [.init("ThingMade", [.init("thing", "Thing")])]))
        #expect(docs.missing(from: older).contains(.event("ThingMade")))
    }

    @Test("A1 the types cover 109 operations and 45 events")
    func coverage() {
        #expect(APIDocs.known.operations.count == 109)
        #expect(APIDocs.known.events.count == 45)
        #expect(Set(APIDocs.known.models.map(\.name)) == Set(ARI.models.keys))
        for (name, model) in ARI.models { #expect(model.modelName == name) }
    }

    @Test("A13 a request that a server's api-docs do not have is known beforehand")
    func offers() {
        let claim = ARI.Events.claimChannel(channelID: "c", application: "a")
        #expect(APIDocs.known.offers(claim))
        let older = APIDocs(
            operations: APIDocs.known.operations.filter { $0.nickname != "claimChannel" },
            models: APIDocs.known.models)
        #expect(!older.offers(claim))
        #expect(older.offers(ARI.Channels.list()))
        #expect(APIDocs.known.missing(from: older) == [.operation("events.claimChannel")])
    }
}
