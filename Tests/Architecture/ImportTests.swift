import Foundation
import Testing

/// The arrows of docs/architecture.md. What is not listed is forbidden; `standard` is what the Swift toolchain brings.
private let pure: [String: Set<String>] = [
    "WireJSON": [],
    "ARI": ["WireJSON"],
    "Telephony": [],
    "ARITelephony": ["ARI", "Telephony", "WireJSON"],
    "Queueing": ["Telephony", "WireJSON"],
    "Statistics": ["Telephony", "Queueing", "WireJSON"],
    "QueueLog": ["Telephony", "Queueing", "WireJSON"],
    "MaydayAPI": [],
    "TerminalUI": [],
    "Monitor": ["MaydayAPI", "TerminalUI"],
]

private let outside: Set<String> = ["Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization"]

private let rim: [String: Set<String>] = [
    "Locking": [],
    "Configuration": ["Telephony", "Queueing", "Yams"],
    "ARIClient": ["ARI", "WireJSON", "Locking", "CCurl", "CWebSockets", "Logging"],
    "Store": ["Statistics", "Telephony", "Queueing", "WireJSON", "GRDB", "GRDBSQLite", "Logging"],
    "APIServer": [
        "MaydayAPI", "Locking", "CCrypto", "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "NIOHTTP1",
        "NIOHTTPTypes",
        "NIOPosix", "Logging", "ServiceLifecycle",
    ],
    "APIClient": ["MaydayAPI", "Locking", "CCurl"],
]

private let composition: [String: Set<String>] = [
    "CallCenter": [
        "WireJSON", "ARI", "Telephony", "ARITelephony", "Queueing", "Statistics", "QueueLog", "MaydayAPI",
        "MaydayConfiguration", "ARIClient", "Store", "APIServer", "Locking", "Logging", "ServiceLifecycle",
    ],
    "Commands": [
        "WireJSON", "ARI", "Telephony", "ARITelephony", "Queueing", "Statistics", "MaydayAPI", "MaydayConfiguration",
        "ARIClient", "Store", "APIServer", "APIClient", "CallCenter", "Monitor", "TerminalUI", "CTerminal", "Locking",
        "Logging", "ServiceLifecycle", "UnixSignals", "ArgumentParser",
    ],
    "mayday": ["Commands"],
]

private let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

private func swiftFiles(under folder: URL) throws -> [URL] {
    let all = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    return all.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
}

/// The modules that a source text imports, whatever stands before or after the word.
private func imports(in text: String) -> Set<String> {
    var found: Set<String> = []
    for line in text.split(separator: "\n") {
        let words = line.split(separator: " ").map(String.init)
        guard let at = words.firstIndex(of: "import"), at + 1 < words.count,
            words[..<at].allSatisfy({ $0.hasPrefix("@") || ["package", "public", "internal", "private"].contains($0) })
        else { continue }
        let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let name = kinds.contains(words[at + 1]) && at + 2 < words.count ? words[at + 2] : words[at + 1]
        found.insert(String(name.split(separator: ".")[0]))
    }
    return found
}

@Suite("The arrows between the targets")
struct ImportTests {
    @Test("pure targets import nothing from outside", arguments: pure.keys.sorted())
    func pureTarget(_ target: String) throws {
        try check(target, allowed: pure[target] ?? [])
    }

    @Test("rim targets import what the table lists", arguments: rim.keys.sorted())
    func rimTarget(_ target: String) throws {
        try check(target, allowed: (rim[target] ?? []).union(outside))
    }

    @Test("composition targets import what the table lists", arguments: composition.keys.sorted())
    func compositionTarget(_ target: String) throws {
        try check(target, allowed: (composition[target] ?? []).union(outside))
    }

    @Test("every folder of Sources is in the table")
    func everyFolderIsListed() throws {
        let known = Set(pure.keys).union(rim.keys).union(composition.keys)
        let folders = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path)
        for folder in folders where !folder.hasPrefix("C") || known.contains(folder) {
            #expect(known.contains(folder), "\(folder) has no row in the table of arrows")
        }
    }

    @Test("the scanner sees imports in all their forms")
    func scanner() {
        let text = """
            @preconcurrency import Glibc
            package import Telephony
            import struct Foundation.Date
            @testable import Store
            let important = "import Nothing"
            """
        #expect(imports(in: text) == ["Glibc", "Telephony", "Foundation", "Store"])
    }

    private func check(_ target: String, allowed: Set<String>) throws {
        let files = try swiftFiles(under: root.appending(path: "Sources/\(target)"))
        #expect(!files.isEmpty)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            let forbidden = imports(in: text).subtracting(allowed).sorted()
            #expect(forbidden.isEmpty, "\(target)/\(file.lastPathComponent) imports \(forbidden)")
        }
    }
}
