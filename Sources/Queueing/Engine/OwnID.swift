import Telephony

/// The ids that the engine chooses: `BOOT-o12`, `BOOT-a12`, `BOOT-b12` are the offer, the agent's leg and the bridge of
/// one attempt, `BOOT-c12` a customer who is called back. Asterisk's own ids are numbers with a dot, so that ours are known
/// by their shape, whichever process made them.
enum OwnID {
    static func offer(_ boot: String, _ number: UInt64) -> OfferID { OfferID("\(boot)-o\(number)") }
    static func leg(_ boot: String, _ number: UInt64) -> ChannelID { ChannelID("\(boot)-a\(number)") }
    /// An entry that follows another: a caller's own begin under the rim's ids.
    static func entry(_ boot: String, _ number: UInt64) -> EntryID { EntryID("\(boot)-m\(number)") }
    static func bridge(_ boot: String, _ number: UInt64) -> BridgeID { BridgeID("\(boot)-b\(number)") }

    /// The leg of a customer who is called back.
    static func customer(_ boot: String, _ number: UInt64) -> ChannelID { ChannelID("\(boot)-c\(number)") }

    /// Whether it is a leg that we made: to an agent or to a customer.
    static func isLeg(_ id: ChannelID) -> Bool { split(id.raw, kind: "a") != nil || split(id.raw, kind: "c") != nil }
    static func isCustomer(_ id: ChannelID) -> Bool { split(id.raw, kind: "c") != nil }
    static func isBridge(_ id: BridgeID) -> Bool { split(id.raw, kind: "b") != nil }

    /// The offer that a leg was dialled for.
    static func offer(ofLeg id: ChannelID) -> OfferID? {
        split(id.raw, kind: "a").map { OfferID("\($0.boot)-o\($0.number)") }
    }

    private static func split(_ raw: String, kind: Character) -> (boot: Substring, number: Substring)? {
        guard let dash = raw.lastIndex(of: "-"), dash != raw.startIndex else { return nil }
        let tail = raw[raw.index(after: dash)...]
        let number = tail.dropFirst()
        guard tail.first == kind, !number.isEmpty, number.allSatisfy({ $0 >= "0" && $0 <= "9" }) else { return nil }
        return (raw[..<dash], number)
    }
}

extension ChannelID {
    /// Whether it is the leg of a customer who is called back, whichever process made it.
    package var isCustomers: Bool { OwnID.isCustomer(self) }

    /// Whether it is a leg to an agent, likewise.
    package var isAgents: Bool { OwnID.offer(ofLeg: self) != nil }
}

extension LegKey {
    /// What is said to a leg, one thing at a time, whichever process began it: a later one can stop it.
    package var playback: PlaybackID { PlaybackID("say-\(server.raw)-\(channel.raw)") }
}
