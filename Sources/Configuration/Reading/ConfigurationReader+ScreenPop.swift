import Queueing

extension ConfigurationReader {
    /// A template, or `off` for none where there is a default; nil if the key is missing or wrong.
    func screenPop(_ section: Section) -> ScreenPopSetting? {
        section.optional("screen_pop", Value.screenPop)
    }
}

/// What a queue says of screen pops.
enum ScreenPopSetting {
    case off
    case template(ScreenPop)

    var template: ScreenPop? {
        if case .template(let template) = self { template } else { nil }
    }
}

extension Value {
    static func screenPop(_ text: String) throws(Refusal) -> ScreenPopSetting {
        if text == "off" || text == "false" { return .off }
        do {
            return .template(try ScreenPop(text))
        } catch {
            guard case .unknownField(let name) = error else { throw Refusal("\(error)") }
            let known = ScreenPop.Field.names
            let nearest = Spelling.nearest(to: name, among: known)
            let list = nearest == nil ? "; known are \(known.joined(separator: ", ")) and var:NAME" : ""
            throw Refusal("\(error)\(list)", suggestion: nearest.map { "{\($0)}" })
        }
    }
}
