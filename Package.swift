// swift-tools-version: 6.2
import PackageDescription

// Three switches, all read from the environment so that SwiftPM's manifest cache sees them:
//   MAYDAY_STRICT=1     warnings are errors (scripts/test sets it)
//   MAYDAY_SUBSET=core  only the pure targets and the ARI client: no web server, no database,
//                       a clean build in seconds
//   MAYDAY_BENCHMARKS=1 a product of the inner targets, for Benchmarks/Package.swift
let strict = Context.environment["MAYDAY_STRICT"] == "1"
let coreOnly = Context.environment["MAYDAY_SUBSET"] == "core"
let benchmarks = Context.environment["MAYDAY_BENCHMARKS"] == "1"

let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
    _ name: String, path: String? = nil, _ dependencies: [Target.Dependency], exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: path, exclude: exclude, resources: resources,
        swiftSettings: settings)
}

func system(_ name: String, _ pkgConfig: String, _ debian: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")

// MARK: The pure house: no Foundation, no IO, no clock

let pure: [Target] = [
    library("WireJSON"),
    library("ARI", ["WireJSON"]),
    library("Telephony"),
    library("ARITelephony", ["ARI", "Telephony", "WireJSON"]),
    library("Queueing", ["Telephony", "WireJSON"]),
    library("Statistics", ["Telephony", "Queueing", "WireJSON"]),
    library("QueueLog", ["Telephony", "Queueing", "WireJSON"]),
    library("MaydayAPI"),
    library("TerminalUI"),
    library("Monitor", ["MaydayAPI", "TerminalUI"]),
]

let pureTests: [Target] = [
    .target(
        name: "SeededValues", dependencies: ["WireJSON"], path: "Tests/SeededValues", swiftSettings: settings),
    tests("WireJSONTests", ["WireJSON", "SeededValues"]),
    tests("ARITests", ["ARI", "WireJSON", "SeededValues"]),
    tests("TelephonyTests", ["Telephony"]),
    tests("ARITelephonyTests", ["ARITelephony", "ARI", "Telephony", "WireJSON", "SeededValues"]),
    tests("QueueingTests", ["Queueing", "Telephony", "WireJSON"]),
    // A model world around the engine, a command that runs many seeds of it, and the tests that run some.
    .target(
        name: "Simulation", dependencies: ["Queueing", "Telephony", "SeededValues"], path: "Tests/Simulation/Model",
        swiftSettings: settings),
    .executableTarget(
        name: "simulate", dependencies: ["Simulation", "Queueing", "Telephony"], path: "Tests/Simulation/Command",
        swiftSettings: settings),
    tests("SimulationTests", path: "Tests/Simulation/Suite", ["Simulation", "simulate"]),
    tests("StatisticsTests", ["Statistics", "Queueing", "Telephony", "SeededValues"]),
    tests("QueueLogTests", ["QueueLog", "Queueing", "Telephony", "SeededValues"]),
    tests("TerminalUITests", ["TerminalUI", "SeededValues"]),
    tests("MonitorTests", ["Monitor", "MaydayAPI", "TerminalUI"], exclude: ["Snapshots"]),
]

// MARK: The ARI client, usable alone

let client: [Target] = [
    library("Locking"),
    system("CCurl", "libcurl", "libcurl4-openssl-dev"),
    system("CWebSockets", "libwebsockets", "libwebsockets-dev"),
    library("ARIClient", ["ARI", "WireJSON", "Locking", "CCurl", "CWebSockets", log]),
    .target(
        name: "TestSupport",
        dependencies: ["WireJSON", "ARI", "Telephony", "Queueing", "MaydayAPI", "ARIClient", "Locking", "CWebSockets"],
        path: "Tests/TestSupport", swiftSettings: settings),
    tests("ARIClientTests", ["ARIClient", "ARI", "Locking", "TestSupport", "WireJSON", "CWebSockets", log]),
]

// MARK: The rim and the composition

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
// SQLite's own functions, for the journal's binds.
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let service: [Target] = [
    system("CCrypto", "libcrypto", "libssl-dev"),
    system("CTerminal", "ncursesw", "libncurses-dev"),
    // swift-configuration, a dependency of Hummingbird's, has taken the name Configuration.
    .target(
        name: "MaydayConfiguration", dependencies: ["Telephony", "Queueing", yams], path: "Sources/Configuration",
        swiftSettings: settings),
    library("Store", ["Statistics", "Telephony", "Queueing", "WireJSON", grdb, sqlite, log]),
    library("APIServer", ["MaydayAPI", "Locking", "CCrypto", hummingbird, log, lifecycle]),
    library("APIClient", ["MaydayAPI", "Locking", "CCurl"]),
    library(
        "CallCenter",
        [
            "WireJSON", "ARI", "Telephony", "ARITelephony", "Queueing", "Statistics", "QueueLog", "MaydayAPI",
            "MaydayConfiguration", "ARIClient", "Store", "APIServer", "Locking", log, lifecycle,
        ]),
    library(
        "Commands",
        [
            "WireJSON", "ARI", "Telephony", "ARITelephony", "Queueing", "Statistics", "MaydayAPI", "TerminalUI",
            "Monitor", "MaydayConfiguration", "ARIClient", "Store", "APIServer", "APIClient", "CallCenter", "Locking",
            "CTerminal",
            log, lifecycle, signals, arguments,
        ]),
    .executableTarget(name: "mayday", dependencies: ["Commands", arguments], swiftSettings: settings),
]

let serviceTests: [Target] = [
    tests("ConfigurationTests", ["MaydayConfiguration", "Queueing", "Telephony"]),
    tests("StoreTests", ["Store", "Statistics", "Queueing", "Telephony", "WireJSON", grdb]),
    tests(
        "APIServerTests",
        ["Locking", "APIServer", "APIClient", "MaydayAPI", "TestSupport", hummingbird, log, "SeededValues"]),
    tests(
        "CallCenterTests",
        [
            "Locking",
            "CallCenter", "TestSupport", "SeededValues", "WireJSON", "ARI", "ARIClient", "ARITelephony", "Telephony",
            "Queueing",
            "Statistics", "QueueLog", "MaydayAPI", "MaydayConfiguration", "APIServer", "Store", log,
        ]),
    tests(
        "CommandsTests",
        [
            "Locking", "Commands", "Monitor", "TerminalUI", "APIClient", "MaydayAPI", "MaydayConfiguration",
            "ARIClient", "TestSupport", arguments,
        ]),
    tests("ArchitectureTests", path: "Tests/Architecture", []),
    tests(
        "IntegrationTests", path: "Tests/Integration",
        [
            "TestSupport", "ARI", "ARIClient", "ARITelephony", "Telephony", "MaydayAPI", "APIClient", "Locking",
            "WireJSON", log,
        ]),
]

let package = Package(
    name: "mayday",
    products: [
        .library(name: "ARI", targets: ["ARI"]),
        .library(name: "ARIClient", targets: ["ARIClient"]),
    ] + (benchmarks ? [.library(name: "MaydayPure", targets: ["Telephony", "ARITelephony", "Queueing"])] : [])
        + (benchmarks && !coreOnly ? [.library(name: "MaydayInside", targets: ["CallCenter"])] : [])
        + (coreOnly ? [] : [.executable(name: "mayday", targets: ["mayday"])]),
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0")
    ]
        + (coreOnly
            ? []
            : [
                .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
                .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
                .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
                .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
                .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
            ]),
    targets: pure + pureTests + client + (coreOnly ? [] : service + serviceTests),
    swiftLanguageModes: [.v6]
)
