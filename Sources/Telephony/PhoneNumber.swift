/// A number as it was dialled or presented, untouched. Empty where Asterisk gave none.
package struct PhoneNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var raw: String

    package init(_ raw: String) { self.raw = raw }

    package static let none = PhoneNumber("")
    package var isEmpty: Bool { raw.isEmpty }
    package static func < (left: PhoneNumber, right: PhoneNumber) -> Bool { left.raw < right.raw }
    package var description: String { raw }
}
