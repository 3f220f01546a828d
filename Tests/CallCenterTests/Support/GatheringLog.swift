import Logging

/// Keeps every line: level and message, and what else it tells.
struct GatheringLog: LogHandler {
    let lines: Told<String>
    let details: Told<[String: String]>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(lines: Told<String>, details: Told<[String: String]> = Told()) {
        self.lines = lines
        self.details = details
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.add("\(event.level) \(event.message)")
        details.add((event.metadata ?? [:]).mapValues { "\($0)" })
    }
}
