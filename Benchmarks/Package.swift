// swift-tools-version: 6.2
import PackageDescription

// Measured from outside the modules that are measured, as a user of the libraries would (the performance of generics
// is lost across modules). What is measured is mostly `package`, so these targets are compiled as if they belonged to
// the package above: the flag needs that package's name as SwiftPM gives it, which is its folder's
// (docs/decisions/0070-benchmarks-package.md). MAYDAY_BENCHMARKS=1 makes the package above offer its inner targets.
let folder =
    Context.packageDirectory.split(separator: "/").dropLast().last.map { String($0).lowercased() } ?? "mayday"
let packageName = String(folder.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-package-name", packageName]),
]

func program(_ name: String, _ products: [String]) -> Target {
    .executableTarget(
        name: name,
        dependencies: products.map { .product(name: $0, package: folder) }
            + [.product(name: "Logging", package: "swift-log")],
        packageAccess: false,  // Or SwiftPM's own -package-name would follow ours, and the last one counts.
        swiftSettings: settings)
}

// MAYDAY_SUBSET=core, as above: without the service, in a minute instead of many.
let coreOnly = Context.environment["MAYDAY_SUBSET"] == "core"

let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        program("event-sink", ["ARI", "ARIClient"]),
        program("rest-latency", ["ARI", "ARIClient"]),
        program("call-memory", ["ARI", "MaydayPure"]),
        program("select", ["MaydayPure"]),
        program("explain", ["MaydayPure"]),
    ] + (coreOnly ? [] : [program("pipeline", ["ARI", "ARIClient", "MaydayPure", "MaydayInside"])]),
    swiftLanguageModes: [.v6]
)
