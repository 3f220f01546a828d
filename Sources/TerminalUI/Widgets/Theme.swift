/// How many colours the terminal has, or the user wants.
package enum ColourDepth: Sendable, Hashable, CaseIterable {
    case none
    case sixteen
    case palette

    /// From the environment that is passed in: `NO_COLOR` (https://no-color.org: set and not empty), `TERM`,
    /// `COLORTERM`.
    package init(environment: [String: String]) {
        let terminal = environment["TERM"] ?? ""
        if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false || terminal.isEmpty || terminal == "dumb"
            || terminal.hasPrefix("vt1") || terminal.hasPrefix("vt2")
        {
            self = .none
        } else if terminal.contains("256") || !(environment["COLORTERM"] ?? "").isEmpty {
            self = .palette
        } else {
            self = .sixteen
        }
    }
}

/// What a text is; the theme says how that looks. A role is never the only carrier of its meaning: a word or a sign
/// stands beside it, so that nothing is lost without colours.
package enum Role: Sendable, Hashable, CaseIterable {
    case plain
    case heading
    case quiet
    case good
    case warning
    case critical
    /// The part of the screen that keys act on.
    case focused
    case selected
    case bar
}

package struct Theme: Sendable, Hashable {
    package var depth: ColourDepth

    package init(_ depth: ColourDepth) {
        self.depth = depth
    }

    package func style(_ role: Role) -> Style {
        switch depth {
        case .none: plain(role)
        case .sixteen: sixteen(role)
        case .palette: palette(role)
        }
    }

    private func plain(_ role: Role) -> Style {
        switch role {
        case .plain, .good: Style()
        case .heading, .focused, .warning: Style(.standard, .bold)
        case .quiet: Style(.standard, .dim)
        case .critical: Style(.standard, [.bold, .underline])
        case .selected, .bar: Style(.standard, .reverse)
        }
    }

    private func sixteen(_ role: Role) -> Style {
        switch role {
        case .plain: Style()
        case .heading: Style(.standard, .bold)
        case .quiet: Style(.standard, .dim)
        case .good: Style(.basic(2))
        case .warning: Style(.basic(3), .bold)
        case .critical: Style(.basic(1), .bold)
        case .focused: Style(.basic(6), .bold)
        case .selected: Style(.standard, .reverse)
        case .bar: Style(.basic(7), on: .basic(4))
        }
    }

    private func palette(_ role: Role) -> Style {
        switch role {
        case .plain: Style()
        case .heading: Style(.standard, .bold)
        case .quiet: Style(.palette(245))
        case .good: Style(.palette(71))
        case .warning: Style(.palette(214), .bold)
        case .critical: Style(.palette(203), .bold)
        case .focused: Style(.palette(80), .bold)
        case .selected: Style(.palette(231), on: .palette(238))
        case .bar: Style(.palette(253), on: .palette(236))
        }
    }
}

extension Style {
    fileprivate init(_ foreground: Colour, _ attributes: Attributes) {
        self.init(foreground, on: .standard, attributes)
    }
}
