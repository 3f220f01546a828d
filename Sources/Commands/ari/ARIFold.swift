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
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
                throw CommandFailure(.failed, "there is no file \(file)")
            }
            guard !isFolder.boolValue else { throw CommandFailure(.failed, "\(file) is a folder, not a tape") }
            guard let handle = FileHandle(forReadingAtPath: file) else {
                throw CommandFailure(.failed, "\(file) cannot be read by this user")
            }
            input = handle
        }
        var fold = TapeFold()
        var rest: [UInt8] = []
        while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty {
            // What is left of the last chunk holds no end of a line: it is not searched again.
            var searched = rest.count
            rest.append(contentsOf: chunk)
            var start = 0
            while let end = Self.newline(in: rest, from: searched) {
                take(rest[start..<end], &fold)
                start = end + 1
                searched = start
            }
            rest.removeFirst(start)
        }
        if !rest.isEmpty { take(rest[...], &fold) }
        console.line(String(decoding: fold.report, as: UTF8.self))
    }

    private static func newline(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, start < bytes.count,
                let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    private func take(_ line: ArraySlice<UInt8>, _ fold: inout TapeFold) {
        line.withUnsafeBytes { fold.take($0) }
    }
}
