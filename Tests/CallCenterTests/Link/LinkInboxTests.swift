import ARI
import ARIClient
import Testing

@testable import CallCenter

@Suite("Between the socket and the link")
struct LinkInboxTests {
    private func event(_ name: String) throws -> ARIStreamElement {
        let json = #"{"type":"\#(name)","timestamp":"2026-11-20T10:00:00.000+0000","application":"mayday"}"#
        return .event(try Array(json.utf8).withUnsafeBytes { try ARIEventReader().read($0) })
    }

    private func names(_ message: LinkInbox.Message?) -> [String] {
        switch message {
        case .overflow: ["overflow"]
        case .batch(let elements):
            elements.map { element in
                switch element {
                case .event(.unknown(let type, _, _)): type
                case .connected(let connection): "connected \(connection.number)"
                case .disconnected: "disconnected"
                case .replaced: "replaced"
                default: "other"
                }
            }
        case nil: []
        }
    }

    @Test("A12 what comes while nobody reads is handed over at once and in order")
    func inOrder() async throws {
        let inbox = LinkInbox()
        inbox.put([try event("A"), try event("B")])
        inbox.put([try event("C")])
        #expect(names(await inbox.next()) == ["A", "B", "C"])
        async let next = inbox.next()
        inbox.put([try event("D")])
        #expect(names(await next) == ["D"])
    }

    @Test("A12 what does not fit is told as an overflow; events go, the connection's coming and going stays")
    func overflow() async throws {
        let inbox = LinkInbox(limit: 3)
        inbox.put([try event("A"), .disconnected(ARIDisconnection(reason: .lost, wasConnected: true)), try event("B")])
        inbox.put([.connected(ARIConnection(number: 2, peer: "")), try event("C")])
        inbox.put([try event("D")])
        #expect(names(await inbox.next()) == ["overflow"])
        #expect(names(await inbox.next()) == ["disconnected", "connected 2", "D"])
    }

    @Test("A12 one batch larger than the limit is an overflow too")
    func largeBatch() async throws {
        let inbox = LinkInbox(limit: 1)
        inbox.put([try event("A"), try event("B")])
        #expect(names(await inbox.next()) == ["overflow"])
        inbox.finish()
        #expect(names(await inbox.next()).isEmpty)
    }

    @Test("A12 after the end nothing comes, whoever waits")
    func finished() async throws {
        let inbox = LinkInbox()
        async let next = inbox.next()
        inbox.finish()
        #expect(names(await next).isEmpty)
        #expect(names(await inbox.next()).isEmpty)
    }
}
