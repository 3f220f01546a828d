/// Why a request to Asterisk gave no result.
///
/// The first question after a failure is whether it may be asked again, so that is what the cases tell apart:
/// ``requestNotSent(_:)`` never reached Asterisk, ``outcomeUnknown(_:)`` may have taken effect.
public enum ARIError: Error, Sendable, Hashable {
    /// Nothing of the request left this machine: asking again cannot do it twice.
    case requestNotSent(ARITransportFailure)
    /// The request left, its answer did not come: look before asking again, e.g. by the id chosen for the channel.
    case outcomeUnknown(ARITransportFailure)
    /// Asterisk answered and declined.
    case refused(ARIRefusal)
    /// Asterisk accepted, but its answer cannot be read as what the operation returns. It has taken effect.
    case unreadableAnswer(String)
    /// The caller's task was cancelled; `sent` says whether the request may have taken effect all the same.
    case cancelled(sent: Bool)
    /// The request or an address given is not one that could be sent.
    case invalid(String)

    /// The HTTP status of a refusal.
    public var status: Int? {
        if case .refused(let refusal) = self { refusal.status } else { nil }
    }

    /// The object is gone (404): the usual end of a race with a caller who hung up, and no fault.
    public var isGone: Bool { status == 404 }

    /// The channel exists but is not in a Stasis application (any more, or not yet): 409 from most operations, 422
    /// from `addChannel`.
    public var isNotInStasis: Bool {
        guard case .refused(let refusal) = self, refusal.status == 409 || refusal.status == 422 else { return false }
        return refusal.message.lowercased().contains("not in stasis")
    }

    /// Whether repeating the request cannot have it done twice.
    public var isSafeToRepeat: Bool {
        switch self {
        case .requestNotSent, .cancelled(sent: false): true
        default: false
        }
    }
}

/// Asterisk's own "no": the status and the `message` of its answer.
public struct ARIRefusal: Sendable, Hashable {
    /// The HTTP status, 300 to 599.
    public var status: Int
    /// Asterisk's words, e.g. `Channel not found`; the status' reason phrase where it gave none.
    public var message: String

    public init(status: Int, message: String) {
        self.status = status
        self.message = message
    }
}

/// What broke between here and Asterisk.
public struct ARITransportFailure: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        /// The host's name is not known.
        case unresolved
        /// Nobody listens there, or no way leads there.
        case unreachable
        /// No answer in time.
        case timeout
        /// The certificate is not believed, or TLS failed.
        case tls
        /// The connection ended before the answer was complete.
        case closed
        /// What came is not HTTP, or is larger than the limit.
        case protocolViolation
        /// The client itself has been shut down, or cannot work.
        case unavailable
    }
    public var kind: Kind
    /// The transport's own words, without credentials.
    public var detail: String

    public init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}

extension ARIError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .requestNotSent(let failure): "not sent (\(failure.kind.rawValue)): \(failure.detail)"
        case .outcomeUnknown(let failure): "sent, outcome unknown (\(failure.kind.rawValue)): \(failure.detail)"
        case .refused(let refusal): "Asterisk answered \(refusal.status): \(refusal.message)"
        case .unreadableAnswer(let detail): "Asterisk's answer cannot be read: \(detail)"
        case .cancelled(let sent): sent ? "cancelled after it was sent" : "cancelled before it was sent"
        case .invalid(let detail): detail
        }
    }
}
