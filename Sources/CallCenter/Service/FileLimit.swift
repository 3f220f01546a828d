import Glibc

/// How many files and sockets this process may have open at once.
package enum FileLimit {
    /// More is of no use, and libraries make tables of this size.
    static let most: rlim_t = 65_536

    /// Raises the limit as far as it may be raised without rights; a shell's usual 1,024 are few.
    package static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let wanted = min(limit.rlim_max, most)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// The limit as it is.
    package static var current: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        return Int(min(limit.rlim_cur, most))
    }

    /// How many of them the API's clients may have: never more than half, the rest is for Asterisk and the journal.
    static func forClients(of limit: Int) -> Int { min(1024, max(8, limit / 2)) }
}
