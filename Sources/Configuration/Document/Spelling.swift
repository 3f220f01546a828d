/// Finds the word that was probably meant.
enum Spelling {
    /// The nearest candidate, if it is near enough to be a slip: a third of the letters, at least one, at most three.
    /// Among equals the first in the alphabet, so that the answer is always the same.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let limit = min(3, max(1, (word.count + 1) / 3))
        var best: (distance: Int, candidate: String)?
        for candidate in candidates.sorted() {
            let distance = distance(folded(word), folded(candidate))
            if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        return best?.candidate
    }

    /// `ringTimeout`, `ring-timeout` and `Ring_Timeout` are one slip or none from `ring_timeout`.
    private static func folded(_ word: String) -> [Character] {
        Array(word.lowercased()).map { $0 == "-" ? "_" : $0 }
    }

    /// Edits between two words, a swap of neighbours counting as one (optimal string alignment).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let cost = left[row] == right[column] ? 0 : 1
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + cost)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}

extension StringProtocol {
    /// Without spaces and line ends at either side.
    func trimmingSpaces() -> String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
