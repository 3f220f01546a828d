import WireJSON

/// Why bytes of the journal or of a checkpoint could not be read.
package enum CodingError: Error, Hashable, Sendable {
    /// A fact of a name that this version does not know.
    case unknownKind(String)
    /// Written by a newer version.
    case tooNew(kind: String, version: Int)
    case malformed(JSONError)
    case missing(field: String)
    case unknownValue(field: String, value: String)
}

extension CodingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownKind(let kind): "unknown kind of fact '\(kind)'"
        case .tooNew(let kind, let version): "'\(kind)' is of version \(version), written by a newer Mayday"
        case .malformed(let error): error.description
        case .missing(let field): "'\(field)' is missing"
        case .unknownValue(let field, let value): "'\(field)' cannot be '\(value)'"
        }
    }
}
