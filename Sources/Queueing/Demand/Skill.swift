/// Something that an agent can do, or that a caller needs, and how well: from 1 to 100.
package struct Skill: Hashable, Comparable, Sendable {
    package static let levels = 1...100

    package var name: String
    package var level: Int

    package init(_ name: String, _ level: Int) {
        self.name = name
        self.level = level
    }

    package static func < (left: Skill, right: Skill) -> Bool {
        left.name != right.name ? left.name < right.name : left.level < right.level
    }
}

/// Skills in order of their names, each once.
package struct Skills: Hashable, Sendable {
    package private(set) var all: [Skill] = []

    package init() {}

    /// Of a skill named twice the higher level counts.
    package init(_ skills: [Skill]) {
        for skill in skills.sorted() {
            if all.last?.name == skill.name { all.removeLast() }
            all.append(skill)
        }
    }

    package var isEmpty: Bool { all.isEmpty }

    /// The level of a skill, 0 where there is none.
    package func level(of name: String) -> Int {
        // A handful: looking at each is faster than hashing a name. They are looked at where they lie, as this is asked for
        // each agent whenever a caller comes with needs of their own.
        all.withUnsafeBufferPointer { skills in
            for index in skills.indices where skills[index].name == name { return skills[index].level }
            return 0
        }
    }

    /// Whether at most so many points are missing in each of these.
    func satisfy(_ required: Skills, relaxedBy: Int) -> Bool {
        required.all.withUnsafeBufferPointer { required in
            for index in required.indices
            where required[index].level - level(of: required[index].name) > relaxedBy { return false }
            return true
        }
    }

    package func merging(_ other: Skills) -> Skills {
        if other.isEmpty { return self }
        return isEmpty ? other : Skills(all + other.all)
    }

    /// Points missing to `needed`, summed over its skills.
    package func shortfall(to needed: Skills) -> Int {
        needed.all.withUnsafeBufferPointer { needed in
            var missing = 0
            for index in needed.indices { missing += max(0, needed[index].level - level(of: needed[index].name)) }
            return missing
        }
    }
}

extension Skills {
    /// `german:60,english:40`, in order of the names.
    package var text: String { all.map { "\($0.name):\($0.level)" }.joined(separator: ",") }

    /// Reads `german:60, english`; a skill without a level counts as 1. What cannot be read is left out: the rest of a
    /// caller's wishes is worth more than none.
    package init(text: some StringProtocol) {
        var skills: [Skill] = []
        for part in text.split(separator: ",") {
            let words = part.split(separator: ":", omittingEmptySubsequences: false).map { word in
                word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            }
            guard let name = words.first.map({ String($0) }), !name.isEmpty, words.count <= 2 else { continue }
            let level = words.count == 2 ? Int(String(words[1])) : 1
            if let level, Self.isName(name), Skill.levels.contains(level) { skills.append(Skill(name, level)) }
        }
        self.init(skills)
    }

    /// Letters, digits, `_`, `-` and `.`, beginning with a letter or digit, up to 64.
    package static func isName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first else { return false }
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        return isAlphanumeric(first)
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x5F || $0 == 0x2D || $0 == 0x2E }
    }
}
