import WireJSON

/// A name that Asterisk, or its client, gave to one kind of thing. Light: a string that cannot be taken for another's.
public protocol ARIIdentifier: RawRepresentable<String>, Hashable, Sendable, Comparable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    init(_ rawValue: String)
}

extension ARIIdentifier {
    public init(rawValue: String) { self.init(rawValue) }
    public init(stringLiteral value: String) { self.init(value) }
    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    static func read(_ reader: inout JSONReader) throws(JSONError) -> Self? {
        guard let text = try reader.readStringOrSkip() else { return nil }
        return Self(text)
    }

    static func readList(_ reader: inout JSONReader) throws(JSONError) -> [Self]? {
        guard let texts = try reader.readStringsOrSkip() else { return nil }
        return texts.map { Self($0) }
    }
}

extension Array where Element: ARIIdentifier {
    func write(_ name: StaticString, to writer: inout JSONWriter) { writer.member(name, map(\.rawValue)) }
}

extension ARI {
    /// A channel's unique id. May be chosen by the client before the channel exists.
    public struct ChannelID: ARIIdentifier {
        public let rawValue: String
        public init(_ rawValue: String) { self.rawValue = rawValue }
    }

    /// A bridge's unique id. May be chosen by the client before the bridge exists.
    public struct BridgeID: ARIIdentifier {
        public let rawValue: String
        public init(_ rawValue: String) { self.rawValue = rawValue }
    }

    /// A playback's id. May be chosen by the client before the playback exists.
    public struct PlaybackID: ARIIdentifier {
        public let rawValue: String
        public init(_ rawValue: String) { self.rawValue = rawValue }
    }

    /// A recording's name, which is its id and, with the format's suffix, its file's path below the recording folder.
    public struct RecordingName: ARIIdentifier {
        public let rawValue: String
        public init(_ rawValue: String) { self.rawValue = rawValue }
    }
}

extension ARI.Channel: Identifiable {}
extension ARI.Bridge: Identifiable {}
extension ARI.Playback: Identifiable {}
