import APIClient
import ArgumentParser
import MaydayAPI

/// A noun whose items stand in a list of the configuration, and are changed there one by one.
protocol ItemNoun: Sendable {
    static var list: ConfigurationList { get }
    static var set: CommandConfiguration { get }
    static var add: CommandConfiguration { get }
    static var remove: CommandConfiguration { get }
}

/// `mayday NOUN set ID KEY=VALUE…`
struct ItemSet<Noun: ItemNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration { Noun.set }

    @Argument(help: "Its id.") var id: String
    @Argument(help: "KEY=VALUE, as many as you like; KEY= takes a change back.") var settings: [KeySetting]
    @OptionGroup var options: ClientOptions

    func run() async throws { try await Noun.change(id, .set(settings), options) }
}

/// `mayday NOUN add ID KEY=VALUE…`
struct ItemAdd<Noun: ItemNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration { Noun.add }

    @Argument(help: "Its id: 1 to 64 letters a-z, digits, '_', '-' and '.'.") var id: String
    @Argument(help: "KEY=VALUE, as many as you like.") var settings: [KeySetting] = []
    @OptionGroup var options: ClientOptions

    func run() async throws { try await Noun.change(id, .add(settings), options) }
}

/// `mayday NOUN remove ID`
struct ItemRemove<Noun: ItemNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration { Noun.remove }

    @Argument(help: "Its id.") var id: String
    @OptionGroup var options: ClientOptions

    func run() async throws { try await Noun.change(id, .remove, options) }
}

extension ItemNoun {
    fileprivate static func change(_ id: String, _ change: ItemChange, _ options: ClientOptions) async throws {
        try await ConfigurationText.show(options, Console.process()) { client in
            try await client.change(ConfigurationItem(list, id), change)
        }
    }
}

/// `ring_timeout=20s`; `ring_timeout=` takes a change back.
extension KeySetting: ExpressibleByArgument {
    package init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
        let value = String(argument[argument.index(after: sign)...])
        self.init(key: String(argument[..<sign]), value: value.isEmpty ? nil : value)
    }
}
