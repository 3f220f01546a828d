/// Which numbers may be dialled. Deny by default: where nothing is allowed nothing is dialled. Every number that comes
/// from outside, a caller's own too, may be one that somebody earns by being called.
package struct DialRules: Hashable, Sendable {
    /// Prefixes that may be dialled.
    package var allow: [String]
    /// Prefixes that may not. The longest prefix that fits decides, and of two equal ones this.
    package var deny: [String]
    /// Numbers that are never dialled by a machine, nor any that begin with one: a switch may act on the first digits.
    package var emergency: [String]

    package init(allow: [String] = [], deny: [String] = [], emergency: [String] = []) {
        self.allow = allow
        self.deny = deny
        self.emergency = emergency
    }

    /// Why a number is not dialled. The raw values are the API's codes.
    package enum Refusal: String, Error, Hashable, Sendable, CaseIterable {
        case withheld = "number_withheld"
        /// Not 2 to 15 digits, with a plus before them or without.
        case unusable = "number_unusable"
        case notAllowed = "number_not_allowed"
        case emergency = "number_emergency"
    }

    /// The number as it may be dialled: digits, with a plus before them or without. What people write between them is
    /// left out; anything else is refused.
    package func check(_ number: String?) throws(Refusal) -> String {
        guard let number, !number.isEmpty else { throw .withheld }
        let dialled = String(number.filter { !" -/().".contains($0) })
        let digits = dialled.hasPrefix("+") ? dialled.dropFirst() : dialled[...]
        guard (2...15).contains(digits.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw .unusable
        }
        for urgent in emergency where !urgent.isEmpty {
            if dialled.hasPrefix(urgent) || digits == urgent { throw .emergency }
        }
        func longest(_ prefixes: [String]) -> Int? {
            prefixes.filter { dialled.hasPrefix($0) }.map(\.count).max()
        }
        guard let allowed = longest(allow), longest(deny).map({ $0 < allowed }) ?? true else { throw .notAllowed }
        return dialled
    }

    /// An endpoint's template, with the number in it.
    package static func endpoint(_ template: String, _ number: String) -> String {
        template.replacing("{number}", with: number)
    }
}
