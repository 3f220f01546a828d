/// One party's connection to Asterisk (a channel), as the live picture holds it: what Asterisk says of it, and what its
/// events added up to.
package struct Leg: Hashable, Sendable {
    /// As last told. Its variables are left out.
    package var snapshot: LegSnapshot
    /// The extension that the leg came in on: the number that was dialled, before the dialplan moved on.
    package var dialled: PhoneNumber
    /// The Stasis application that has the leg now.
    package var application: ApplicationEntry?
    /// The application gave it up, and it has not taken another step in the dialplan since: Asterisk then goes on naming
    /// `Stasis` as what it executes.
    package var hasJustLeftApplication = false
    /// A leg is in one bridge at most.
    package var bridge: BridgeID?
    /// The leg that dialled this one.
    package var dialledBy: ChannelID?
    /// How far that dialling has come.
    package var dialStatus: DialStatus?
    package var isHeld = false
    package var isTalking = false
    package var hangupRequested = false
    /// Why it is ending, from the moment that this is known.
    package var cause: HangupCause?
    /// True if the leg was found by comparing, not seen to appear.
    package var inferred: Bool
    /// Its appearance was told; otherwise another event made it known.
    var hasAppeared = false
    /// How its end will be learned.
    package var sight: Sight
    /// The leg's own latest event.
    package var heard: Told
    /// The latest event that told which bridge it is in. The leg's own events do not say it.
    package var moved = Told.never
    /// The latest event that told which application has it. Nor do they say that.
    package var handed = Told.never
    /// The latest event that told whether it is on hold. Nor do they say that.
    package var held = Told.never

    package var id: ChannelID { snapshot.id }
    package var state: LegState { snapshot.state }
    package var call: CallID? { snapshot.call }

    /// How the end of a leg comes to our knowledge, which depends on what the application is subscribed to.
    package enum Sight: UInt8, Hashable, Sendable {
        /// Its own end will be told.
        case told
        /// It is ours from StasisStart to StasisEnd; what comes after may stay untold.
        case application
        /// Only a bridge has told of it, and will tell that it left.
        case bridge
    }

    init(_ snapshot: LegSnapshot, _ heard: Told, sight: Sight) {
        self.snapshot = Leg.kept(snapshot, call: nil)
        self.dialled = PhoneNumber(snapshot.dialplan.exten)
        self.inferred = heard.inferred
        self.sight = sight
        self.heard = heard
    }
}

/// What changed about a leg.
package struct LegChange: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let appeared = LegChange(rawValue: 1 << 0)
    package static let state = LegChange(rawValue: 1 << 1)
    package static let name = LegChange(rawValue: 1 << 2)
    package static let caller = LegChange(rawValue: 1 << 3)
    package static let connected = LegChange(rawValue: 1 << 4)
    package static let dialplan = LegChange(rawValue: 1 << 5)
    package static let application = LegChange(rawValue: 1 << 6)
    package static let bridge = LegChange(rawValue: 1 << 7)
    package static let hold = LegChange(rawValue: 1 << 8)
    package static let talking = LegChange(rawValue: 1 << 9)
    package static let hangup = LegChange(rawValue: 1 << 10)
    package static let dial = LegChange(rawValue: 1 << 11)
    package static let call = LegChange(rawValue: 1 << 12)
    /// Language, account code, protocol id, redirecting number.
    package static let other = LegChange(rawValue: 1 << 13)
}
