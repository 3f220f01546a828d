import ARITelephony
import ArgumentParser
import Foundation

struct ARIFold: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fold", abstract: "Fold a tape of events into the live picture that they leave.",
        discussion: """
            Example: mayday ari listen … > tape.jsonl; mayday ari fold tape.jsonl | jq .board.channels
            A line that is no event is counted, not fatal.
            """)

    @Argument(help: "A file with one event a line; - for standard input.") var file: String

    func run() throws {
        let console = Console.process()
        let input: FileHandle
        if file == "-" {
            input = .standardInput
        } else {
            guard let handle = FileHandle(forReadingAtPath: file) else {
                throw CommandFailure(.failed, "cannot read \(file)")
            }
            input = handle
        }
        var fold = TapeFold()
        var rest: [UInt8] = []
        while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty {
            rest.append(contentsOf: chunk)
            var start = 0
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                take(rest[start..<end], &fold)
                start = end + 1
            }
            rest.removeFirst(start)
        }
        if !rest.isEmpty { take(rest[...], &fold) }
        console.line(String(decoding: fold.report, as: UTF8.self))
    }

    private func take(_ line: ArraySlice<UInt8>, _ fold: inout TapeFold) {
        line.withUnsafeBytes { fold.take($0) }
    }
}
