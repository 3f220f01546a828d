import ARI
import Foundation
import Testing
import WireJSON

@Suite struct TapeTests {
    /// Two events of each type that one server sent within a few calls (Tests/Tapes/ari-events.jsonl).
    static let lines: [[UInt8]] = {
        let tape = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Tapes/ari-events.jsonl")
        guard let bytes = try? Data(contentsOf: tape) else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }()

    @Test("A2 what a real Asterisk sent is read as what it is, and nothing of it is lost")
    func recorded() throws {
        #expect(Self.lines.count > 40)
        var types: Set<String> = []
        for line in Self.lines {
            let event = try ARIEventReader().read(line)
            if case .unknown(let type, _, let defect) = event {
                Issue.record("\(type): \(defect?.description ?? "unknown")")
            }
            types.insert(event.type)
            var writer = JSONWriter()
            event.write(to: &writer)
            #expect(sorted(try JSONValue(parsing: writer.bytes)) == sorted(try JSONValue(parsing: line)))
        }
        #expect(types.count == 25)
    }

    private func sorted(_ value: JSONValue) -> JSONValue {
        guard case .object(let members) = value else { return value }
        return .object(members.map { JSONMember($0.name, sorted($0.value)) }.sorted { $0.name < $1.name })
    }

    @Test("A2 a recorded event cut at any byte is refused, never read")
    func truncated() {
        for line in Self.lines {
            for length in line.indices {
                #expect(throws: ARIEventError.self) { try ARIEventReader().read(Array(line[..<length])) }
            }
        }
    }
}
