import MaydayAPI

extension APIFailure {
    var kind: ProblemKind {
        switch self {
        case .notFound, .routeNotFound: .notFound
        case .conflict: .conflict
        case .invalid: .invalidInput
        case .configuration: .configurationInvalid
        case .cursorExpired: .cursorExpired
        case .cursorUnknown: .cursorUnknown
        case .unavailable: .unavailable
        case .timedOut: .timedOut
        case .unsupported: .unsupported
        case .internalError: .internalError
        case .unauthenticated: .unauthenticated
        case .forbidden: .forbidden
        case .hostNotAllowed: .hostNotAllowed
        case .originNotAllowed: .originNotAllowed
        case .methodNotAllowed: .methodNotAllowed
        case .malformed: .malformedRequest
        case .bodyTooLarge: .bodyTooLarge
        case .headerTooLarge: .headerTooLarge
        case .requestTooSlow: .requestTimeout
        case .unsupportedMediaType: .unsupportedMediaType
        case .rateLimited: .rateLimited
        case .tooManyStreams: .tooManyStreams
        case .tooManyStreamsOfKey: .tooManyStreamsOfKey
        case .idempotencyKeyInUse: .idempotencyKeyInUse
        case .idempotencyKeyReused: .idempotencyKeyReused
        case .idempotencyStoreFull: .idempotencyStoreFull
        }
    }

    private var detail: String? {
        switch self {
        case .notFound(let kind, let id): "there is no \(kind) \(Self.quoted(id))"
        case .conflict(_, let detail), .unavailable(let detail, _), .timedOut(let detail), .unsupported(let detail),
            .internalError(let detail), .unauthenticated(let detail), .forbidden(let detail), .malformed(let detail):
            detail
        case .invalid(let errors), .configuration(let errors):
            errors.map { "\($0.field): \($0.detail)" }.joined(separator: "; ")
        case .cursorExpired(let oldest): "the oldest cursor that can be resumed is \(oldest); fetch the resources anew"
        case .cursorUnknown(let newest): "the newest event is \(newest); fetch the resources anew"
        case .hostNotAllowed(let host):
            "\(Self.quoted(host)) is neither an address nor listed as a host of this service"
        case .originNotAllowed(let origin): "\(Self.quoted(origin)) is not listed as an origin of this service"
        case .routeNotFound: "no resource has this path"
        case .methodNotAllowed(let allow): "allowed are \(allow.joined(separator: ", "))"
        case .bodyTooLarge(let limit): "at most \(limit) bytes"
        case .headerTooLarge: nil
        case .requestTooSlow(let isBody, let allowed):
            "the \(isBody ? "body" : "head") of a request has \(allowed) to come whole"
        case .unsupportedMediaType(let given): "\(Self.quoted(given)) was sent; application/json is read"
        case .rateLimited(let ms): "try again in \(ms) ms"
        case .tooManyStreams(let limit): "at most \(limit) at once"
        case .tooManyStreamsOfKey(let limit): "at most \(limit) at once for one key"
        case .idempotencyKeyInUse, .idempotencyKeyReused, .idempotencyStoreFull: nil
        }
    }

    /// When to try again, in milliseconds.
    var retryAfterMs: Int64? {
        switch self {
        case .unavailable(_, let ms), .rateLimited(let ms): ms
        case .tooManyStreams, .tooManyStreamsOfKey, .idempotencyKeyInUse, .idempotencyStoreFull: 1000
        default: nil
        }
    }

    func problem(request: String?) -> Problem {
        var code = kind.rawValue
        var errors: [FieldError]?
        if case .conflict(let own, _) = self { code = own }
        if case .invalid(let fields) = self { errors = fields }
        if case .configuration(let fields) = self { errors = fields }
        return Problem(
            type: "/problems/\(kind.rawValue)", title: kind.title, status: kind.status, detail: detail, code: code,
            instance: request.map { "urn:mayday:request:\($0)" }, errors: errors)
    }

    /// What came from outside, fit to be shown: short, and without control characters.
    static func quoted(_ text: String) -> String {
        "'\(short(text))'"
    }

    package static func short(_ text: String, _ limit: Int = 64) -> String {
        var shown = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < limit else { return shown + "…" }
            shown.unicodeScalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return shown
    }
}
