/// Why a command did not do what was asked, with the exit status that programs may rely on.
package struct CommandFailure: Error, Sendable {
    /// The statuses of the command line, from sysexits(3) where it has one.
    package enum Status: Int32, Sendable {
        case failed = 1
        case usage = 64
        /// The service or Asterisk cannot be reached.
        case unavailable = 69
        case notAllowed = 77
        case configuration = 78
    }

    package var status: Status
    /// What is wrong, where, and what to do; without a full stop at the end of the first line.
    package var text: String

    package init(_ status: Status, _ text: String) {
        self.status = status
        self.text = text
    }
}
