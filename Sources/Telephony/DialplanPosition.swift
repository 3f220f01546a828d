/// Where a leg stands in the dialplan, and what runs there.
package struct DialplanPosition: Hashable, Sendable {
    package var context: String
    package var exten: String
    package var priority: Int
    /// The dialplan application, `Stasis` while one of ours has the leg.
    package var application: String
    /// That application's arguments, as one string.
    package var data: String

    package init(
        context: String = "", exten: String = "", priority: Int = 0, application: String = "", data: String = ""
    ) {
        self.context = context
        self.exten = exten
        self.priority = priority
        self.application = application
        self.data = data
    }

    /// The Stasis application that has the leg and the arguments it was entered with, if one has it.
    ///
    /// A leg that was created over ARI is in `Stasis` too: Asterisk runs that dialplan application for it.
    package var stasis: ApplicationEntry? {
        guard application == "Stasis" else { return nil }
        let fields = data.split(separator: ",", omittingEmptySubsequences: false)
        guard let name = fields.first, !name.isEmpty else { return nil }
        return ApplicationEntry(name: String(name), arguments: fields.dropFirst().map(String.init))
    }
}

/// A leg's stay in a Stasis application.
package struct ApplicationEntry: Hashable, Sendable {
    package var name: String
    package var arguments: [String]

    package init(name: String, arguments: [String] = []) {
        self.name = name
        self.arguments = arguments
    }
}
