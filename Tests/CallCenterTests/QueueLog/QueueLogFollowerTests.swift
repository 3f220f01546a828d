import Foundation
import MaydayAPI
import MaydayConfiguration
import Queueing
import Store
import Telephony
import Testing

@testable import CallCenter

@Suite("The queue_log beside a real store")
struct QueueLogFollowerTests {
    @Test(
        "Q21 committed facts become lines, with the number from the erasable table, the same as when they are rebuilt")
    func live() async throws {
        let scene = try LogScene()
        await scene.staff()
        await scene.agent(.ready)
        await scene.call()
        await scene.follower.follow()
        await scene.agent(.notReady, reason: "lunch")
        await scene.follower.follow()
        #expect(try await scene.rebuilt() == scene.lines)
        #expect(try scene.lines.count == 11)
        #expect(
            try scene.lines[5...6] == [
                "1700000000|c1|a|NONE|ENTERQUEUE||03011|1", "1700000002|c1|a|NONE|ABANDON|1|1|2",
            ])
        #expect(scene.state.alarms.isEmpty)
    }

    @Test("Q21 only what is committed is written")
    func committedOnly() async throws {
        let scene = try LogScene()
        await scene.follower.follow()
        #expect(try scene.text() == "")
        await scene.staff()
        #expect(try scene.text() == "")
        await scene.follower.follow()
        #expect(try scene.lines.count == 1)
    }

    @Test("Q21 the task follows the journal, and has written everything when it has ended")
    func run() async throws {
        let scene = try LogScene()
        let follower = scene.follower
        let running = Task { await follower.run() }
        await scene.staff()
        for _ in 0..<50 {
            await scene.call()
            follower.tick()
        }
        follower.finish()
        await running.value
        #expect(try await scene.rebuilt() == scene.lines)
        // A new life finds nothing to do, not even to read the journal again.
        try await scene.restart()
        let length = try scene.text().count
        await scene.follower.follow()
        #expect(try scene.text().count == length)
        #expect(try await scene.store.reader.note("queue_log_fold")?.hasPrefix("101 ") == true)
    }

    @Test("Q21 turned on later, the log has the journal from its beginning")
    func late() async throws {
        let scene = try LogScene()
        await scene.staff()
        for _ in 0..<600 { await scene.call() }
        await scene.follower.follow()
        #expect(try scene.lines.count == 1201)
        #expect(try await scene.rebuilt() == scene.lines)
    }

    @Test("Q21 a kill after lines were written and before that was noted doubles none")
    func killBeforeNote() async throws {
        let scene = try LogScene()
        await scene.staff()
        await scene.call()
        await scene.follower.follow()
        await scene.follower.note()
        await scene.call()
        await scene.follower.follow()
        scene.crash()
        await scene.call()
        await scene.follower.follow()
        #expect(try await scene.rebuilt() == scene.lines)
        #expect(try scene.lines.count == 7)
    }

    @Test("Q21 a line that a kill cut short is completed")
    func torn() async throws {
        for count in 1...60 {
            let scene = try LogScene()
            await scene.staff()
            await scene.follower.follow()
            await scene.follower.note()
            await scene.call()
            await scene.follower.follow()
            try scene.cut(count)
            scene.crash()
            await scene.call()
            await scene.follower.follow()
            #expect(try await scene.rebuilt() == scene.lines, "cut by \(count)")
        }
    }

    @Test("Q21 logrotate moves the file away: the next line begins a new one, also where logrotate made it")
    func rotation() async throws {
        for isMade in [false, true] {
            let scene = try LogScene()
            await scene.staff()
            await scene.follower.follow()
            try scene.move(to: "queue_log.1")
            if isMade { #expect(FileManager.default.createFile(atPath: scene.path, contents: nil)) }
            await scene.call()
            await scene.follower.follow()
            #expect(try scene.text(of: "queue_log.1").split(separator: "\n").count == 1)
            #expect(try await Array(scene.rebuilt().dropFirst()) == scene.lines)
        }
    }

    @Test("Q21 the file is there again a second after it was moved, though nothing is written")
    func quietRotation() async throws {
        let scene = try LogScene()
        await scene.follower.follow()
        try scene.move(to: "queue_log.1")
        await scene.follower.follow()
        #expect(try scene.text() == "")
    }

    @Test("Q21 moved away between a kill and the next start: what is in the old file is not written again")
    func rotatedWhileAway() async throws {
        let scene = try LogScene()
        await scene.staff()
        await scene.agent(.ready)
        await scene.follower.follow()
        await scene.follower.note()
        await scene.agent(.notReady, reason: "lunch")
        await scene.follower.follow()
        // In the middle of the pause's four lines.
        try scene.cut(60)
        try scene.move(to: "queue_log-20261121")
        scene.crash()
        await scene.call()
        await scene.follower.follow()
        scene.crash()
        await scene.follower.follow()
        let old = try scene.text(of: "queue_log-20261121").split(
            separator: "\n", omittingEmptySubsequences: false
        ).dropLast().map(String.init)
        #expect(old.count > 5)
        #expect(try await scene.rebuilt() == old + scene.lines)
    }

    @Test("Q21 a file that logrotate copied and cut short goes on at its beginning")
    func copyTruncate() async throws {
        let scene = try LogScene()
        await scene.staff()
        await scene.call()
        await scene.follower.follow()
        await scene.follower.note()
        try scene.cut(10_000)
        await scene.call()
        await scene.follower.follow()
        scene.crash()
        await scene.call()
        await scene.follower.follow()
        #expect(try await Array(scene.rebuilt().dropFirst(3)) == scene.lines)
    }

    @Test("Q21 a file that has something in it is added to; an open end is closed off first")
    func foreign() async throws {
        let scene = try LogScene()
        #expect(FileManager.default.createFile(atPath: scene.path, contents: Data("1|2|3\n99|cut".utf8)))
        await scene.staff()
        await scene.follower.follow()
        try scene.append("another program's\n")
        await scene.call()
        await scene.follower.follow()
        scene.crash()
        await scene.follower.follow()
        let ours = try await scene.rebuilt()
        #expect(try scene.lines == ["1|2|3", "99|cut", ours[0], "another program's"] + ours.dropFirst())
    }

    @Test("Q21 a file that cannot be written is an alarm; once it can, every line is there and the alarm is over")
    func trouble() async throws {
        let scene = try LogScene()
        try FileManager.default.createDirectory(atPath: scene.path, withIntermediateDirectories: false)
        await scene.staff()
        await scene.follower.follow()
        await scene.follower.note()
        let alarm = try #require(scene.state.alarms.first)
        #expect(scene.state.alarms.count == 1 && alarm.code == "queue_log")
        #expect(alarm.text.contains(scene.path) && alarm.text.contains("calls go on"))
        await scene.call()
        await scene.follower.follow()
        #expect(scene.state.alarms == [alarm])
        try FileManager.default.removeItem(atPath: scene.path)
        await scene.follower.follow()
        #expect(scene.state.alarms.isEmpty)
        #expect(try await scene.rebuilt() == scene.lines)
        #expect(try scene.lines.count == 3)
    }

    @Test("Q21 what is no ordinary file is refused, and a pipe without a reader holds nobody up")
    func noFile() async throws {
        let scene = try LogScene()
        #expect(mkfifo(scene.path, 0o600) == 0)
        await scene.follower.follow()
        #expect(scene.state.alarms.first?.text.contains("it is not an ordinary file") == true)
    }

    @Test(
        "Q21 a file of something else is left as it is, with an alarm, until it is moved away",
        arguments: [
            "s3cret\n", "12345\n", "123456789012345678901", "12345 ", "node: n1\n1700000000|a\n", "SQLite format 3\0",
            "\n1|2|3\n", "|1|\n",
        ])
    func other(_ text: String) async throws {
        let scene = try LogScene()
        #expect(FileManager.default.createFile(atPath: scene.path, contents: Data(text.utf8)))
        await scene.staff()
        for _ in 0..<2 {
            await scene.follower.follow()
            #expect(try scene.text() == text)
            scene.crash()
        }
        await scene.follower.follow()
        let alarm = try #require(scene.state.alarms.first { $0.code == "queue_log" })
        #expect(alarm.text.contains("cannot append to \(scene.path): it is not empty and does not begin like a"))
        try scene.move(to: "other")
        await scene.follower.follow()
        #expect(scene.state.alarms.isEmpty)
        #expect(try await scene.rebuilt() == scene.lines)
        #expect(try scene.text(of: "other") == text)
    }

    @Test("Q21 a file with no more than the beginning of a moment is a log that a full disk cut short")
    func cutInMoment() async throws {
        for begun in ["", "12345678901234567890"] {
            let scene = try LogScene()
            await scene.staff()
            await scene.call()
            let lines = try await scene.rebuilt()
            let first = try #require(lines.first)
            // The beginning of the very line that is to be written, or of another one.
            let text = begun.isEmpty ? String(first.prefix { $0.isNumber }.dropLast()) : begun
            #expect(!text.isEmpty)
            #expect(FileManager.default.createFile(atPath: scene.path, contents: Data(text.utf8)))
            await scene.follower.follow()
            #expect(scene.state.alarms.isEmpty)
            #expect(try scene.lines == (begun.isEmpty ? lines : [begun] + lines))
        }
    }

    @Test("Q21 an erased caller has no number in what is written later")
    func erased() async throws {
        let scene = try LogScene()
        await scene.staff()
        await scene.call()
        #expect(try await scene.store.erase(CallerToken("k1")))
        await scene.follower.follow()
        #expect(try scene.lines[1].hasSuffix("|ENTERQUEUE|||1"))
    }

    @Test("Q21 a damaged note is read as none where it must be, and never crashes")
    func damagedNotes() async throws {
        let scene = try LogScene()
        await scene.staff()
        await scene.call()
        await scene.follower.follow()
        await scene.follower.note(isLast: true)
        try await scene.store.keep(notes: ["queue_log_fold": "3 {"])
        scene.crash()
        await scene.call()
        await scene.follower.follow()
        #expect(try await scene.rebuilt() == scene.lines)
        for text in ["", "1", "1 2 3 4 5", "2 1 1 1 1 1", "1 -1 0 0 0 0", "1 1 1 1 1 99999999999999999999"] {
            #expect(QueueLogCursor(text: text) == nil)
        }
        let cursor = QueueLogCursor(
            sequence: 7, lines: 2, file: FileIdentity(device: 3, number: .max), length: 5)
        #expect(QueueLogCursor(text: cursor.text) == cursor)
    }
}
