import MaydayAPI

/// What a command answered, to be answered again.
package struct StoredReply: Sendable, Hashable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]

    package init(status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

/// One command under one idempotency key. Two API keys never share one.
package struct IdempotencyClaim: Sendable, Hashable {
    /// The API key's id.
    package var key: String
    /// The header's value.
    package var token: String
    /// A digest of method, path and body: the same token with another request is a mistake.
    package var fingerprint: String

    package init(key: String, token: String, fingerprint: String) {
        self.key = key
        self.token = token
        self.fingerprint = fingerprint
    }
}

package enum IdempotencyAnswer: Sendable, Hashable {
    /// First seen: act, then `settle` or `release`.
    case act
    case replay(StoredReply)
    case inUse
    case reused
    case full
}

/// Remembers commands for 24 h, so that one sent twice acts once (C20).
package protocol IdempotencyStore: Sendable {
    func claim(_ claim: IdempotencyClaim, at now: APITime) async -> IdempotencyAnswer
    /// The command was carried out, or refused for good.
    func settle(_ claim: IdempotencyClaim, _ reply: StoredReply, at now: APITime) async
    /// The command certainly did nothing: it may be tried again.
    func release(_ claim: IdempotencyClaim) async
}
