import WireJSON

/// One of a few words that the api-docs list. A word that they do not list is `.other`, never an error: Asterisk's minor
/// versions add some.
public protocol ARIChoice: RawRepresentable<String>, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    init(rawValue: String)
}

extension ARIChoice {
    public var description: String { rawValue }
}
