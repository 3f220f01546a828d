import Locking

/// How many event streams each key has open, so that one key cannot take them all from the others.
final class StreamShares: Sendable {
    /// The most for one key.
    let most: Int
    private let counts = Locked<[String: Int]>([:])

    /// - Parameter streams: how many there can be together: a key may have a quarter of them, and four in any case.
    init(of streams: Int) {
        most = max(4, streams / 4)
    }

    /// A stream's place. It is free again once it is left, or nobody holds it any more.
    final class Place: Sendable {
        private let shares: StreamShares
        private let key: String
        private let isLeft = Locked(false)

        fileprivate init(_ shares: StreamShares, _ key: String) {
            self.shares = shares
            self.key = key
        }

        deinit { leave() }

        func leave() {
            let isFirst = isLeft.withLock { isLeft in
                defer { isLeft = true }
                return !isLeft
            }
            if isFirst { shares.free(key) }
        }
    }

    /// Nil where the key has as many as it may.
    func take(_ key: String) -> Place? {
        let isFree = counts.withLock { counts in
            guard counts[key, default: 0] < most else { return false }
            counts[key, default: 0] += 1
            return true
        }
        return isFree ? Place(self, key) : nil
    }

    private func free(_ key: String) {
        counts.withLock { counts in
            let left = counts[key, default: 0] - 1
            counts[key] = left > 0 ? left : nil
        }
    }
}
