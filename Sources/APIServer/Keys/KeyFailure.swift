/// Why the keys could not be read or written. Found at start, never while serving.
package enum KeyFailure: Error, Sendable, Hashable, CustomStringConvertible {
    case badScope(String, reason: String)
    /// A line of the keys file, counted from 1.
    case badLine(path: String, line: Int, reason: String)
    /// Others than the owner may read or write it.
    case tooOpen(path: String, mode: UInt32)
    case wrongOwner(path: String)
    case notAFile(path: String)
    case duplicate(id: String)
    case badId(String)
    /// The secret could not be given to whoever asked for the key.
    case notHandedOver(id: String, reason: String)
    /// The secret was given, and then the file could not be written.
    case notKept(id: String, reason: String)
    case system(path: String, action: String, error: String)

    package var description: String {
        switch self {
        case .badScope(let scope, let reason): "scope '\(scope)': \(reason)"
        case .badLine(let path, let line, let reason): "\(path):\(line): \(reason)"
        case .tooOpen(let path, let mode):
            "\(path) holds API keys and is open to others (mode \(String(mode, radix: 8))): chmod 600 \(path)"
        case .wrongOwner(let path): "\(path) holds API keys and belongs to another user"
        case .notAFile(let path): "\(path) is not a regular file"
        case .duplicate(let id): "there is a key '\(id)' already"
        case .badId(let id): "'\(id)' cannot name a key: 1 to 64 letters, digits, '-', '_' and '.'"
        case .notHandedOver(let id, let reason): "no key '\(id)' was made: its secret cannot be written: \(reason)"
        case .notKept(let id, let reason): "no key '\(id)' was made, the secret is worth nothing: \(reason)"
        case .system(let path, let action, let error): "cannot \(action) \(path): \(error)"
        }
    }
}
