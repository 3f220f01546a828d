/// The numbers by which happenings are left out (``Shrinking``).
extension World {
    /// The same in every run of a seed, whatever else is left out of it. What is planned before the run begins goes by
    /// its place in that plan. How much is chosen later hangs on the run: its number says what it is, whose, and which
    /// of them, counted with those that are left out. So 40040002 is what the caller of arrival 4 presses second: a
    /// number of kind 4 (``Happening/choice``).
    /// - Parameter place: in the order in which things were planned.
    /// - Returns: nil for what nobody chooses: it follows from the rest, and is never left out.
    mutating func number(_ what: Happening, planned place: UInt64) -> UInt64? {
        guard let kind = what.choice else { return nil }
        if place <= plannedAtFirst { return place }
        let name = kind * 1000 + whose(what)
        choices[name, default: 0] += 1
        return name * 10_000 + choices[name, default: 0]
    }

    /// Callers go by the number of their arrival, also when they call again or are called back; agents by their place.
    private func whose(_ what: Happening) -> UInt64 {
        switch what {
        case .callerGivesUp(let caller), .callerReturns(let caller), .callerPresses(let caller),
            .callerWantsCallback(let caller), .customerCalls(let caller):
            callers[callers[caller].number].arrival
        case .phoneHolds(let server, let channel):
            if case .agent(let agent) = asterisks[server].channels[channel]?.owner { UInt64(agent) } else { 999 }
        default: 0
        }
    }
}

extension Happening {
    /// A number for each kind of what somebody chooses to do, or of what breaks; nil for what follows from it.
    var choice: UInt64? {
        switch self {
        case .callerArrives: 1
        case .callerGivesUp: 2
        case .callerReturns: 3
        case .callerPresses: 4
        case .callerWantsCallback: 5
        case .customerCalls: 6
        case .supervisorSpeaks: 7
        case .agentCommands: 8
        case .registrationChanges: 9
        case .otherCallBegins: 10
        case .headsetHangsUp: 11
        case .phoneHolds: 12
        case .socketCut: 13
        case .eventsOverflow: 14
        case .asteriskRestarts: 15
        case .killed: 16
        case .diskFills: 17
        case .clockJumps: 18
        case .settingsReload: 19
        case .settingChanges: 20
        case .callIsHungUp: 21
        default: nil
        }
    }
}
