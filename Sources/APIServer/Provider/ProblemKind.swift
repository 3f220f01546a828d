/// Every type of problem. The raw value is the stable code and the end of the problem's `type`.
enum ProblemKind: String, CaseIterable, Sendable {
    case malformedRequest = "malformed_request"
    case invalidInput = "invalid_input"
    case unauthenticated
    case forbidden
    case originNotAllowed = "origin_not_allowed"
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case requestTimeout = "request_timeout"
    case conflict
    case idempotencyKeyInUse = "idempotency_key_in_use"
    case cursorExpired = "cursor_expired"
    case cursorUnknown = "cursor_unknown"
    case bodyTooLarge = "body_too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case hostNotAllowed = "host_not_allowed"
    case idempotencyKeyReused = "idempotency_key_reused"
    case configurationInvalid = "configuration_invalid"
    case rateLimited = "rate_limited"
    case headerTooLarge = "header_too_large"
    case internalError = "internal_error"
    case unsupported
    case unavailable
    case tooManyStreams = "too_many_streams"
    case tooManyStreamsOfKey = "too_many_streams_of_key"
    case idempotencyStoreFull = "idempotency_store_full"
    case timedOut = "timed_out"

    var status: Int {
        switch self {
        case .malformedRequest, .invalidInput: 400
        case .unauthenticated: 401
        case .forbidden, .originNotAllowed: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .conflict, .idempotencyKeyInUse: 409
        case .cursorExpired, .cursorUnknown: 410
        case .bodyTooLarge: 413
        case .unsupportedMediaType: 415
        case .hostNotAllowed: 421
        case .idempotencyKeyReused, .configurationInvalid: 422
        case .rateLimited, .tooManyStreamsOfKey: 429
        case .headerTooLarge: 431
        case .internalError: 500
        case .unsupported: 501
        case .unavailable, .tooManyStreams, .idempotencyStoreFull: 503
        case .timedOut: 504
        }
    }

    var title: String {
        switch self {
        case .malformedRequest: "The request is not well formed"
        case .invalidInput: "The input is not valid"
        case .unauthenticated: "A valid API key is needed"
        case .forbidden: "The key does not allow this"
        case .originNotAllowed: "Requests from this origin are not allowed"
        case .notFound: "Not found"
        case .methodNotAllowed: "The method is not allowed here"
        case .requestTimeout: "The request came too slowly"
        case .conflict: "The present state does not allow this"
        case .idempotencyKeyInUse: "The first request with this idempotency key is still being served"
        case .cursorExpired: "The cursor is older than what is kept"
        case .cursorUnknown: "The cursor is not of this journal"
        case .bodyTooLarge: "The body is too large"
        case .unsupportedMediaType: "The media type is not supported"
        case .hostNotAllowed: "This host name is not served"
        case .idempotencyKeyReused: "The idempotency key was used for another request"
        case .configurationInvalid: "The configuration is wrong; nothing was changed"
        case .rateLimited: "Too many requests"
        case .headerTooLarge: "The header is too large"
        case .internalError: "An error of the service"
        case .unsupported: "Not supported"
        case .unavailable: "Not available at present"
        case .tooManyStreams: "Too many event streams"
        case .tooManyStreamsOfKey: "Too many event streams of this key"
        case .idempotencyStoreFull: "No room for another idempotency key"
        case .timedOut: "No answer in time"
        }
    }
}
