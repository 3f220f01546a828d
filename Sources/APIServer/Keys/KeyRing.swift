import Locking

/// The keys that are accepted at present.
package final class KeyRing: Sendable {
    private let keys: Locked<[APIKey]>

    package init(_ keys: [APIKey]) {
        self.keys = Locked(keys)
    }

    /// Takes effect with the next request.
    package func replace(_ keys: [APIKey]) {
        self.keys.withLock { $0 = keys }
    }

    /// Every key is compared, and in constant time: how long a refusal takes tells nothing.
    package func key(forSecret secret: some StringProtocol) -> APIKey? {
        let digest = KeyDigest(of: secret)
        return keys.withLock { keys in
            var found: APIKey?
            for key in keys where key.digest.matches(digest) {
                found = key
            }
            return found
        }
    }
}
