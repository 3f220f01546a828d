import MaydayConfiguration
import Queueing
import Testing

@Suite struct ConnectionTests {
    private func connection(_ text: String) throws -> Connection? {
        let agents = "queues: [{id: sales}]\nagents: [{id: alice, endpoint: PJSIP/1001, queues: [sales]\(text)}]"
        return try Sample.load(Sample.shortest + "\n" + agents).configuration.agents.first?.connection
    }

    @Test(
        "Q16 the phone rings unless the headset is to stay connected",
        arguments: [("", Connection.ring), (", connection: ring", .ring), (", connection: nailed_up", .nailedUp)])
    func words(text: String, connection: Connection) throws {
        #expect(try self.connection(text) == connection)
    }

    @Test("Q16 any other word is refused")
    func wrong() {
        #expect(throws: ConfigurationError.self) { try connection(", connection: nailedup") }
    }
}
