import ArgumentParser
import Testing

@testable import Commands

@Suite("What --help says")
struct HelpTests {
    /// Every command below `mayday`, groups too, with the words that lead to it.
    private static let commands: [(words: [String], type: any ParsableCommand.Type)] = below(Root.self, [])

    private static func below(
        _ command: any ParsableCommand.Type, _ words: [String]
    ) -> [(words: [String], type: any ParsableCommand.Type)] {
        command.configuration.subcommands.flatMap { type in
            let path = words + [(type.configuration.commandName ?? "?")]
            return [(words: path, type: type)] + below(type, path)
        }
    }

    /// The command lines of `mayday` that a text shows, split into words as a shell would.
    private static func examples(in text: String) -> [[String]] {
        let lines = text.replacing("\\\n", with: " ").split(separator: "\n").filter { $0.hasPrefix("Example: ") }
        let ends: Set<Character> = [";", "|", ">"]
        var examples: [[String]] = []
        for command in lines.flatMap({ $0.dropFirst(9).split { ends.contains($0) } }) {
            let words = words(of: command)
            guard words.first == "mayday", !words.contains("…") else { continue }
            examples.append(Array(words.dropFirst()))
        }
        return examples
    }

    /// What stands between two quotes is one word, spaces and all.
    private static func words(of command: Substring) -> [String] {
        var words: [String] = []
        for (index, part) in command.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
            if index % 2 == 1 {
                words[words.count - 1] += part
            } else {
                // Joined to what stands before it without a space.
                let pieces = part.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
                if let last = words.popLast() {
                    words += [last + (pieces.first ?? "")] + pieces.dropFirst()
                } else {
                    words += pieces
                }
            }
        }
        return words.filter { !$0.isEmpty }
    }

    @Test("O8 every command's help has an example, and its examples are commands that are understood")
    func everyCommand() throws {
        #expect(Self.commands.count >= 25)
        for (words, type) in Self.commands {
            let examples = Self.examples(in: type.configuration.discussion)
            #expect(!examples.isEmpty, "\(words): no example")
            var isShown = false
            for example in examples {
                do {
                    isShown = try Swift.type(of: Root.parseAsRoot(example)) == type || isShown
                } catch {
                    Issue.record("\(words): mayday \(example.joined(separator: " ")): \(Root.message(for: error))")
                }
            }
            // A group is shown by a command in it.
            let isGroup = !type.configuration.subcommands.isEmpty
            #expect(isGroup || isShown, "\(words): its examples show other commands")
            for example in examples where isGroup {
                #expect(example.starts(with: words), "\(words): its examples show other commands")
            }
            #expect(Root.helpMessage(for: type).contains("Example: mayday "))
        }
    }
}
