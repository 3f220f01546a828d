import Commands
import Foundation
import Locking
import Testing

@Suite("The log's way to standard error")
struct LogOutputTests {
    /// Only a test that fails waits for so long, in seconds.
    private let patience = 30.0
    private let moment = 0.001

    /// Long enough for 2000 of them to fill any pipe.
    private func line(_ number: Int) -> String { "\(number) \(String(repeating: "x", count: 1000))\n" }

    private func pipeEnds() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        let code = pipe(&ends)
        try #require(code == 0)
        return (ends[0], ends[1])
    }

    /// Fills a pipe with empty lines, which `Reader` passes over: however fast lines come, none fits any more.
    private func fill(_ writing: Int32) throws {
        let flags = fcntl(writing, F_GETFL)
        let isSet = fcntl(writing, F_SETFL, flags | O_NONBLOCK)
        try #require(flags >= 0 && isSet == 0)
        // Of a size that fills the pipe's pages.
        let lines = [UInt8](repeating: UInt8(ascii: "\n"), count: 4096)
        while write(writing, lines, lines.count) > 0 {}
        let code = errno
        try #require(code == EAGAIN)
        let isReset = fcntl(writing, F_SETFL, flags)
        try #require(isReset == 0)
    }

    /// Whether the work comes to its end.
    private func ends(_ work: @escaping @Sendable () -> Void) -> Bool {
        let over = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            work()
            over.signal()
        }
        return over.wait(timeout: .now() + patience) == .success
    }

    /// Follows numbered lines from 0 on.
    /// - Returns: the number after the last, and how many gaps were told; nil where a line is out of its place, and nothing says
    ///   why.
    private func follow(_ lines: [String]) -> (next: Int, gaps: Int)? {
        let told = #/[-0-9]{10}T[:0-9]{8}[-+]\d{4} warning mayday: lines=(\d+) \[Commands\] log lines are missing .*/#
        var (next, gaps) = (0, 0)
        for line in lines {
            if let number = Int(line.prefix { $0 != " " }) {
                guard number == next else { return nil }
                next += 1
            } else if let match = line.wholeMatch(of: told), let missing = Int(match.output.1) {
                next += missing
                gaps += 1
            } else {
                return nil
            }
        }
        return (next, gaps)
    }

    @Test("O8 a reader who stalls holds up nobody who logs; where lines did not fit, it is told how many")
    func stalledReader() throws {
        let (reading, writing) = try pipeEnds()
        try fill(writing)
        let output = LogOutput(to: writing, limit: 10_000)
        #expect(ends { for number in 0..<2000 { output.write(line(number)) } })
        #expect(!output.flush(within: moment))
        let reader = Reader(reading)
        #expect(output.flush(within: patience))
        output.write(line(2000))
        #expect(output.flush(within: patience))
        close(writing)
        let lines = try reader.lines()
        let (next, gaps) = try #require(follow(lines))
        #expect(next == 2001)
        #expect(gaps > 0)
    }

    @Test("O8 the end waits until all is out, and where nobody reads no longer than it may")
    func flush() throws {
        let (reading, writing) = try pipeEnds()
        let output = LogOutput(to: writing)
        #expect(output.flush(within: patience))
        #expect(ends { for number in 0..<2000 { output.write(line(number)) } })
        #expect(!output.flush(within: moment))
        let reader = Reader(reading)
        #expect(output.flush(within: patience))
        close(writing)
        let lines = try reader.lines()
        let (next, gaps) = try #require(follow(lines))
        #expect(next == 2000)
        #expect(gaps == 0)
    }

    @Test("O8 lines come out whole, and those of each thread in their order")
    func order() throws {
        let (reading, writing) = try pipeEnds()
        let output = LogOutput(to: writing)
        let reader = Reader(reading)
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for number in 0..<1000 { output.write("\(thread) \(number)\n") }
        }
        #expect(output.flush(within: patience))
        close(writing)
        let lines = try reader.lines()
        #expect(lines.count == 4000)
        for thread in 0..<4 {
            #expect(lines.filter { $0.hasPrefix("\(thread) ") } == (0..<1000).map { "\(thread) \($0)" })
        }
    }

    @Test("O8 lines that a full disk refuses are counted once it takes lines again")
    func fullDisk() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        let output = LogOutput(to: descriptor)
        for number in 0..<3 { output.write(line(number)) }
        #expect(output.flush(within: patience))
        let (reading, writing) = try pipeEnds()
        dup2(writing, descriptor)
        close(writing)
        let reader = Reader(reading)
        output.write(line(3))
        #expect(output.flush(within: patience))
        close(descriptor)
        let lines = try reader.lines()
        let (next, gaps) = try #require(follow(lines))
        #expect(next == 4)
        #expect(gaps == 1)
    }

    @Test("O8 a reader who is gone ends neither the log nor the program")
    func readerGone() throws {
        let (reading, writing) = try pipeEnds()
        defer { close(writing) }
        close(reading)
        let output = LogOutput(to: writing)
        for number in 0..<2 {
            output.write(line(number))
            #expect(output.flush(within: patience))
        }
    }
}

/// Reads a pipe to its end, on a thread of its own.
private final class Reader: Sendable {
    private let bytes = Locked<[UInt8]>([])
    private let ended = DispatchSemaphore(value: 0)

    init(_ descriptor: Int32) {
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                guard count > 0 else { break }
                let piece = Array(buffer[..<count])
                self.bytes.withLock { $0 += piece }
            }
            close(descriptor)
            self.ended.signal()
        }
    }

    /// All of them, once the pipe's other end is closed. To be called once.
    func lines() throws -> [String] {
        let outcome = ended.wait(timeout: .now() + 30)
        try #require(outcome == .success)
        return String(decoding: bytes.withLock { $0 }, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
