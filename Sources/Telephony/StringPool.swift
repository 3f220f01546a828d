/// Shares the storage of strings that many legs have in common (a context, an account code). Strings of up to 15 bytes
/// need no storage and are passed through.
struct StringPool: Sendable {
    private var strings: Set<String> = []
    private let capacity = 512

    /// The same text, in storage shared with whoever pooled it before.
    mutating func share(_ string: String) -> String {
        guard string.utf8.count > 15 else { return string }
        if let index = strings.firstIndex(of: string) { return strings[index] }
        // A pool that fills up is not seeing repeats; starting anew costs some sharing and bounds it.
        if strings.count == capacity { strings.removeAll(keepingCapacity: true) }
        strings.insert(string)
        return string
    }
}
