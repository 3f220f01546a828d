/// A colour as a terminal knows it.
package enum Colour: Sendable, Hashable {
    /// Whatever the user's terminal has.
    case standard
    /// The 16 that every colour terminal has, 0...15.
    case basic(UInt8)
    /// The palette of 256.
    case palette(UInt8)
}

package struct Attributes: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let bold = Attributes(rawValue: 1)
    package static let dim = Attributes(rawValue: 2)
    package static let underline = Attributes(rawValue: 4)
    package static let reverse = Attributes(rawValue: 8)
}

/// How a cell looks.
package struct Style: Sendable, Hashable {
    package var foreground: Colour
    package var background: Colour
    package var attributes: Attributes

    package init(_ foreground: Colour = .standard, on background: Colour = .standard, _ attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    package static let plain = Style()
}
