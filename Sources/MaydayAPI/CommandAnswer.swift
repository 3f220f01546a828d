/// What a command answers with.
package protocol CommandAnswer: Sendable {
    /// False where the command is done and the journal could not be written yet: killed now, the service would not know of
    /// it. Absent where it is kept.
    var kept: Bool? { get }
}

extension Agent: CommandAnswer {}
extension Caller: CommandAnswer {}
extension Call: CommandAnswer {}
extension QueueHoursReport: CommandAnswer {}
extension ConfigurationReport: CommandAnswer {}
