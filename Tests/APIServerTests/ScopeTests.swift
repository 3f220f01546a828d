import APIServer
import Testing

@Suite("Scopes")
struct ScopeTests {
    @Test(
        "E5 scopes are read and written",
        arguments: [
            "calls:read", "agents:write@support", "*:*", "*:read", "queues:*@sales", "health:read", "*:*@a:b@c",
        ])
    func roundTrip(_ text: String) throws {
        #expect(try APIScope(text).description == text)
    }

    @Test("E5 '@*' means every queue")
    func everyQueue() throws {
        #expect(try APIScope("calls:read@*") == APIScope("calls:read"))
    }

    @Test(
        "E5 a scope with a mistake is refused",
        arguments: [
            "", "calls", "calls:", ":read", "call:read", "calls:rw", "calls:read@", "calls:read:x", "CALLS:READ",
        ])
    func refused(_ text: String) {
        #expect(throws: KeyFailure.self) { try APIScope(text) }
    }

    @Test(
        "E5 what scopes allow",
        arguments: [
            (["*:*"], APIResource.calls, APIVerb.write, QueueGrant.all),
            (["*:read"], .calls, .write, .none),
            (["*:read"], .metrics, .read, .all),
            (["calls:*"], .calls, .write, .all),
            (["calls:*"], .agents, .read, .none),
            (["agents:write@support"], .agents, .write, .only(["support"])),
            (["agents:write@support"], .agents, .read, .none),
            (["agents:write@support", "agents:*@sales"], .agents, .write, .only(["support", "sales"])),
            (["agents:write@support", "*:write"], .agents, .write, .all),
            ([], .health, .read, .none),
        ] as [([String], APIResource, APIVerb, QueueGrant)])
    func grants(_ scopes: [String], _ resource: APIResource, _ verb: APIVerb, _ expected: QueueGrant) throws {
        let granted = try scopes.map { try APIScope($0) }
        #expect(granted.grant(resource, verb) == expected)
    }

    @Test("E5 what a grant lets through")
    func allows() {
        #expect(!QueueGrant.none.allows(["support"]))
        #expect(QueueGrant.all.allows([]))
        #expect(!QueueGrant.only(["support"]).allows([]))
        #expect(QueueGrant.only(["support"]).allows(["sales", "support"]))
        #expect(!QueueGrant.only(["support"]).allows(["sales"]))
    }
}
