import Foundation
import Testing

@testable import Store

@Suite("The journal's files")
struct FilesTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func open() throws(StoreError) -> Store {
        try Store(path: folder.journal, node: node, options: .patient)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("E5 who called whom is for the service's user only, whatever the umask")
    func modes() async throws {
        let store = try open()
        #expect(store.isNew)
        _ = await store.write(batch(1...10))
        for ending in StoreFiles.endings { #expect(try mode(folder.journal + ending) == 0o600, "\(ending)") }
        await store.close()
    }

    @Test(
        "E5 an older file that everyone may read is closed to them; what the group was given stays",
        arguments: [0o644, 0o640])
    func older(_ given: Int) async throws {
        await (try open()).close()
        try FileManager.default.setAttributes([.posixPermissions: given], ofItemAtPath: folder.journal)
        let store = try open()
        #expect(!store.isNew)
        _ = await store.write(batch(1...10))
        let expected = given == 0o644 ? 0o600 : 0o640
        for ending in StoreFiles.endings { #expect(try mode(folder.journal + ending) == expected, "\(ending)") }
        await store.close()
    }

    @Test("K1 a file that is deleted, moved or replaced under the service is noticed", arguments: StoreFiles.endings)
    func lost(_ ending: String) async throws {
        let store = try open()
        _ = await store.write(batch(1...10))
        #expect(store.lostFiles() == [])
        let file = folder.journal + ending
        try FileManager.default.moveItem(atPath: file, toPath: file + ".moved")
        #expect(store.lostFiles() == [file])
        // Another file by that name is not the one that is written.
        #expect(FileManager.default.createFile(atPath: file, contents: nil))
        #expect(store.lostFiles() == [file])
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.moveItem(atPath: file + ".moved", toPath: file)
        #expect(store.lostFiles() == [])
        _ = await store.write(batch(11...20))
        #expect(store.lostFiles() == [])
        await store.close()
    }
}
