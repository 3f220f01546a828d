import Telephony
import WireJSON

/// Why the checkpoint of a fold of the journal, of the figures or of the queue_log, could not be read.
package enum CheckpointError: Error, Hashable, Sendable {
    case malformed(JSONError)
    case missing(String)
    case wrong(String)
    /// Written by a newer Mayday.
    case tooNew(version: Int64)
}

/// What the folds' checkpoints are written with and read by.
extension JSONWriter {
    /// One record for each value, in the order of the ids: the same values give the same bytes.
    package mutating func records<ID: TelephonyIdentifier, Value>(
        _ name: StaticString, _ values: [ID: Value], _ body: (Value, inout JSONWriter) -> Void
    ) {
        array(name) { json in
            for (id, value) in values.sorted(by: { $0.key < $1.key }) {
                json.beginObject()
                json.member("id", id.raw)
                body(value, &json)
                json.endObject()
            }
        }
    }
}

extension JSONValue {
    /// - Parameter newest: the newest version of the record that is understood.
    package init(checkpoint bytes: [UInt8], newest: Int64) throws(CheckpointError) {
        do { self = try JSONValue(parsing: bytes) } catch { throw .malformed(error) }
        let version = try number("version")
        guard version <= newest else { throw .tooNew(version: version) }
    }

    package func number(_ name: String) throws(CheckpointError) -> Int64 {
        guard let value = self[name] else { throw .missing(name) }
        return try value.number(as: name)
    }

    /// This value as the number that is called so.
    package func number(as name: String) throws(CheckpointError) -> Int64 {
        guard case .integer(let number) = self else { throw .wrong(name) }
        return number
    }

    package func text(_ name: String) throws(CheckpointError) -> String {
        guard let value = self[name] else { throw .missing(name) }
        guard let text = value.text else { throw .wrong(name) }
        return text
    }

    package func list(_ name: String) throws(CheckpointError) -> [JSONValue] {
        guard let value = self[name] else { throw .missing(name) }
        guard let elements = value.elements else { throw .wrong(name) }
        return elements
    }

    package func instant(_ name: String) throws(CheckpointError) -> Instant {
        Instant(milliseconds: try number(name))
    }

    package func optionalInstant(_ name: String) throws(CheckpointError) -> Instant? {
        self[name] == nil ? nil : try instant(name)
    }
}
