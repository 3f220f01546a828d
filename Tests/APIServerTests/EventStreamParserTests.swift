import Testing

@testable import APIClient

@Suite("Reading server-sent events")
struct EventStreamParserTests {
    private func read(_ text: String, pieces: Int = .max) -> [EventStreamParser.Item] {
        var parser = EventStreamParser()
        var rest = Array(text.utf8)[...]
        var items: [EventStreamParser.Item] = []
        while !rest.isEmpty {
            items += parser.read(Array(rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
        }
        return items
    }

    private func message(_ data: String?, id: String = "", set: Bool = false, type: String = "")
        -> EventStreamParser.Item
    {
        .message(.init(lastId: id, setId: set, type: type, data: data))
    }

    @Test("E2 messages in pieces of every size", arguments: [1, 2, 3, 7, 1000])
    func pieces(_ size: Int) {
        let text =
            ": hello\nretry: 1000\nid: 4\n\nid: 5\nevent: x\ndata: {\"a\":\"ü\"}\n\ndata:y\r\n\r\n"
            + "data: 1\rdata: 2\r\rjunk\nid: 9"
        #expect(
            read(text, pieces: size) == [
                .retry(1000), message(nil, id: "4", set: true),
                message("{\"a\":\"ü\"}", id: "5", set: true, type: "x"),
                message("y", id: "5"), message("1\n2", id: "5"),
            ])
    }

    @Test("E2 what the standard says to ignore")
    func ignored() {
        #expect(read("\n\n:\nretry: soon\n\nevent: x\n\nid: a\u{0}b\n\ndata\n\n") == [message("")])
    }

    @Test("E2 a line without end is given up, not gathered")
    func endless() {
        var parser = EventStreamParser()
        let chunk = [UInt8](repeating: 0x61, count: 1 << 20)
        for _ in 0..<5 { #expect(parser.read(chunk).isEmpty) }
        #expect(parser.isOverflowed)
    }
}
