/// What a person did at the keyboard.
package enum Key: Sendable, Hashable {
    case character(Character)
    /// With the Ctrl key; the letter in lower case.
    case control(Character)
    /// With the Alt (Meta) key.
    case alt(Character)
    case enter
    case tab
    case backTab
    case escape
    case backspace
    case delete
    case insert
    case up
    case down
    case left
    case right
    case home
    case end
    case pageUp
    case pageDown
    /// F1...F12.
    case function(Int)
}
