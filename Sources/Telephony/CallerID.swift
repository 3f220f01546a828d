/// Who is at the other end, as presented: a display name and a number, either of which may be empty.
package struct CallerID: Hashable, Sendable {
    package var name: String
    package var number: PhoneNumber

    package init(name: String = "", number: PhoneNumber = .none) {
        self.name = name
        self.number = number
    }

    package static let none = CallerID()
}
