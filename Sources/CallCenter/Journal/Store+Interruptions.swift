import Logging
import Store
import Telephony

extension Store {
    /// Tells the picture each time in which facts did not reach the disk, once they do again, until the task is
    /// cancelled (K12).
    ///
    /// - Parameter recoveries: one element whenever the store is well again.
    func tellInterruptions(after recoveries: AsyncStream<Void>, to picture: Picture, _ log: Logger) async {
        var until = Instant(milliseconds: 0)
        for await _ in recoveries {
            do {
                // The last one again, too: told twice it counts once, and two may end in one millisecond.
                for interruption in try await reader.interruptions(since: until) {
                    picture.interrupted(from: interruption.from, until: interruption.until)
                    until = max(until, interruption.until)
                }
            } catch {
                log.error(
                    "cannot tell which figures are touched by the disk's trouble", metadata: ["error": "\(error)"])
            }
        }
    }
}
