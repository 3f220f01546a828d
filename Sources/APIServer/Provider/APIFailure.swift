import MaydayAPI

/// Why a request was not served. Each becomes a problem document (RFC 9457).
package enum APIFailure: Error, Sendable, Hashable {
    // What the service behind the API may throw.

    /// No such thing. `kind` is a word for people: `call`, `agent`.
    case notFound(kind: String, id: String)
    /// The thing's state forbids it; the code is stable: `agent_offline`, `agent_on_call`.
    case conflict(code: String, detail: String)
    case invalid([FieldError])
    /// The configuration would be wrong: each problem with its place. Nothing was changed.
    case configuration([FieldError])
    /// The fact journal no longer holds what follows the cursor.
    case cursorExpired(oldest: Int64)
    /// The cursor is newer than anything that was ever said: it is another journal's.
    case cursorUnknown(newest: Int64)
    /// Try again later.
    case unavailable(detail: String, retryAfterMs: Int64 = 1000)
    /// Asterisk, or the engine, did not answer in time; whether it acted is not known.
    case timedOut(detail: String)
    case unsupported(detail: String)
    case internalError(detail: String)

    // What the HTTP side itself finds.

    case unauthenticated(detail: String)
    case forbidden(detail: String)
    case hostNotAllowed(String)
    case originNotAllowed(String)
    case routeNotFound
    case methodNotAllowed(allow: [String])
    case malformed(detail: String)
    case bodyTooLarge(limit: Int)
    case headerTooLarge
    /// The head or the body did not come whole in the time that it may take.
    case requestTooSlow(isBody: Bool, allowed: Duration)
    case unsupportedMediaType(String)
    case rateLimited(retryAfterMs: Int64)
    case tooManyStreams(limit: Int)
    case tooManyStreamsOfKey(limit: Int)
    case idempotencyKeyInUse
    case idempotencyKeyReused
    case idempotencyStoreFull
}
