/// A key as it is kept: its name, the digest of its secret, and what it allows.
package struct APIKey: Sendable, Hashable {
    /// Shown in logs and in the journal.
    package var id: String
    package var digest: KeyDigest
    package var scopes: [APIScope]

    package init(id: String, digest: KeyDigest, scopes: [APIScope]) {
        self.id = id
        self.digest = digest
        self.scopes = scopes
    }

    /// A fresh secret: `mayday_` and 64 hexadecimal digits, 256 bits.
    package static func makeSecret(_ random: (Int) -> [UInt8]) -> String {
        "mayday_" + Hex.encode(random(32))
    }

    package static func isValid(id: String) -> Bool {
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
        return (1...64).contains(id.utf8.count) && id.allSatisfy { allowed.contains($0) }
    }
}
