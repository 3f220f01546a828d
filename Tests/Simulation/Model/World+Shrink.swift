/// Cutting a failing run to its shortest: what people, supervisors and faults do is left out, bit by bit, as long as the
/// run still fails. Leaving something out changes what is drawn afterwards, so each try is another run of the same seed;
/// whatever fails and is shorter will do. What is left out keeps its number, and so does everything else.
package struct Shrinking: Sendable {
    package let seed: UInt64
    /// The planned happenings that are left out, by their number.
    package private(set) var without: Set<UInt64> = []
    /// The shortest run that was found.
    package private(set) var world: World
    package private(set) var tries = 0

    /// - Parameters:
    ///   - tries: how many runs at most.
    ///   - fails: runs a world and says whether that is the failure that is looked for.
    /// - Returns: nil if the whole run does not fail.
    package init?(seed: UInt64, tries limit: Int = 2000, fails: (inout World) -> Bool) {
        self.seed = seed
        world = World(seed: seed)
        guard fails(&world) else { return nil }
        var size = max(1, world.chosen.count / 2)
        while tries < limit {
            if !cut(size, limit, fails) {
                if size == 1 { break }
                size = max(1, size / 2)
            }
        }
    }

    /// Tries to leave out pieces of this size, the last first.
    /// - Returns: whether one was left out.
    private mutating func cut(_ size: Int, _ limit: Int, _ fails: (inout World) -> Bool) -> Bool {
        var hasShrunk = false
        var end = world.chosen.count
        while end > 0, tries < limit {
            let begin = max(0, end - size)
            let piece = world.chosen[begin..<min(end, world.chosen.count)].map(\.number)
            let fewer = without.union(piece)
            var shorter = World(seed: seed, without: fewer)
            tries += 1
            if fails(&shorter), shorter.chosen.count < world.chosen.count {
                (world, without, hasShrunk) = (shorter, fewer, true)
            }
            end = min(begin, world.chosen.count)
        }
        return hasShrunk
    }
}

extension Shrinking {
    /// Cuts a seed's run to what its first violation needs: a shorter run that fails otherwise is another failure.
    package init?(failureOf seed: UInt64) {
        var whole = World(seed: seed)
        whole.run()
        guard let violation = whole.violations.first else { return nil }
        let kind = Self.kind(of: violation)
        self.init(seed: seed) { world in
            world.run()
            return world.violations.first.map(Self.kind) == kind
        }
    }

    /// What a violation says, without when, to whom and after which input.
    package static func kind(of violation: String) -> String {
        let said = violation.split(separator: ": ", maxSplits: 1).last ?? ""
        let words = (said.split(separator: ", ", maxSplits: 1).first ?? "").split(separator: " ")
        return words.filter { !$0.contains(where: \.isNumber) }.joined(separator: " ")
    }
}
