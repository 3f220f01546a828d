/// The keys file: one line a key, `id  sha256:DIGEST  scope,scope,…`; what follows `#` is a remark.
/// Secrets are not in it. The file must belong to the service's user and be closed to everyone else.
package struct KeyFile: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// Where the first start leaves the admin key's secret.
    package var adminSecretPath: String { path + ".admin" }

    package func read() throws(KeyFailure) -> [APIKey] {
        let text = String(decoding: try OwnerFile.read(path), as: UTF8.self)
        var keys: [APIKey] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let key = try parse(line, number: index + 1) else { continue }
            guard !keys.contains(where: { $0.id == key.id }) else {
                throw .badLine(path: path, line: index + 1, reason: "there is a key '\(key.id)' already")
            }
            keys.append(key)
        }
        return keys
    }

    /// Makes a key, hands its secret over, and adds the key to the file. The secret is kept nowhere else.
    /// - Parameter handOver: returns why the secret could not be handed over; the key is not added then.
    package func add(
        id: String, scopes: [APIScope], random: (Int) -> [UInt8], handOver: (String) -> String?
    ) throws(KeyFailure) {
        guard APIKey.isValid(id: id) else { throw .badId(id) }
        let keys = try read()
        guard !keys.contains(where: { $0.id == id }) else { throw .duplicate(id: id) }
        let secret = APIKey.makeSecret(random)
        var bytes = try OwnerFile.read(path)
        if let last = bytes.last, last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        bytes += Array(Self.line(APIKey(id: id, digest: KeyDigest(of: secret), scopes: scopes)).utf8)
        if let reason = handOver(secret) { throw .notHandedOver(id: id, reason: reason) }
        do throws(KeyFailure) {
            try OwnerFile.replace(path, with: bytes)
        } catch {
            throw .notKept(id: id, reason: error.description)
        }
    }

    /// Reads the keys; where there is no file yet, makes one with a single admin key whose secret is left in
    /// ``adminSecretPath``. Returns whether it did.
    ///
    /// The secret is written first: a start that is killed between the two files goes on with the same secret.
    package func bootstrap(random: (Int) -> [UInt8]) throws(KeyFailure) -> (keys: [APIKey], made: Bool) {
        if OwnerFile.exists(path) { return (try read(), false) }
        let secret: String
        if OwnerFile.exists(adminSecretPath) {
            let text = String(decoding: try OwnerFile.read(adminSecretPath), as: UTF8.self)
            secret = String(text.prefix { !$0.isWhitespace })
            guard secret.utf8.count >= 32 else {
                throw .badLine(path: adminSecretPath, line: 1, reason: "expected the secret of the admin key")
            }
        } else {
            secret = APIKey.makeSecret(random)
            try OwnerFile.create(adminSecretPath, with: Array((secret + "\n").utf8))
        }
        let admin = APIKey(id: "admin", digest: KeyDigest(of: secret), scopes: [.all])
        let header = "# Mayday API keys: id, digest of the secret, scopes (resource:verb or resource:verb@queue).\n"
        try OwnerFile.create(path, with: Array((header + Self.line(admin)).utf8))
        return ([admin], true)
    }

    static func line(_ key: APIKey) -> String {
        "\(key.id) sha256:\(key.digest.hex) \(key.scopes.map(\.description).joined(separator: ","))\n"
    }

    private func parse(_ line: Substring, number: Int) throws(KeyFailure) -> APIKey? {
        let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return nil }
        func wrong(_ reason: String) -> KeyFailure { .badLine(path: path, line: number, reason: reason) }
        guard words.count == 3 else { throw wrong("expected three fields: id, sha256:DIGEST, scopes") }
        let id = String(words[0])
        guard APIKey.isValid(id: id) else { throw wrong(KeyFailure.badId(id).description) }
        guard words[1].hasPrefix("sha256:"), let digest = KeyDigest(hex: words[1].dropFirst(7)) else {
            throw wrong("expected sha256: and 64 hexadecimal digits")
        }
        var scopes: [APIScope] = []
        for word in words[2].split(separator: ",", omittingEmptySubsequences: false) {
            do throws(KeyFailure) {
                scopes.append(try APIScope(String(word)))
            } catch {
                throw wrong(error.description)
            }
        }
        return APIKey(id: id, digest: digest, scopes: scopes)
    }
}
