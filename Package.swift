// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target: the language mode of Swift 6, and no warning survives.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    // Each evaluation and each graph belongs to one thread, and debug builds check their accesses.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "distmake",
    products: [
        .executable(name: "distmake", targets: ["distmake"]),
        .executable(name: "disthosts", targets: ["disthosts"]),
        .executable(name: "distbulk", targets: ["distbulk"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // The state of distbulk alone; it uses the system's SQLite.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // The system.
        .target(name: "CPlatform"),
        room("Platform", ["CPlatform"]),

        // The language and what is decided from it; no I/O in these rooms.
        .target(name: "CText"),
        room("Text", ["CText"]),
        room("MakeLanguage", ["Text", "CText"]),
        room("BuildGraph", ["Text", "MakeLanguage"]),
        room("Scheduling"),
        room("Inquiry", ["Text", "MakeLanguage", "BuildGraph"]),
        room("History", ["Text"]),

        // Running things, here and elsewhere.
        room("Execution", ["Text"]),
        room("LocalExecution", ["Text", "Execution", "Platform"]),
        room("ContentStore", ["Text", "Platform", "CPlatform"]),
        room("RemoteExecution", ["Text", "Execution", "ContentStore", "Scheduling", "Platform"]),
        // What recipes read beyond what makefiles tell.
        room("InputDiscovery", ["Text"]),
        room("Report", ["Text"]),
        // What people are told about their mistakes, beyond make's own words.
        room("Advice", ["Text"]),

        // make(1) itself.
        room(
            "MakeDriver",
            [
                "Text", "MakeLanguage", "BuildGraph", "Scheduling", "Execution", "LocalExecution", "RemoteExecution",
                "ContentStore", "Report", "Inquiry", "InputDiscovery", "History", "Advice", "Platform",
            ]),
        // Fully static: a make is started tens of thousands of times, and the dynamic linker is half of its start.
        .executableTarget(
            name: "distmake", dependencies: ["MakeDriver"], swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-static-executable"], .when(platforms: [.linux], configuration: .release))]),
        .executableTarget(
            name: "disthosts",
            dependencies: [
                "Text", "Execution", "RemoteExecution", "Platform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Packages of pkgsrc: names, versions, patterns and the formats of records; no I/O.
        room("Pkgsrc", ["Text"]),
        // Bulk building: the scan, and what follows from it.
        room(
            "BulkBuild",
            [
                "Text", "Pkgsrc", "MakeLanguage", "MakeDriver", "Report", "ContentStore", "Platform", "Scheduling",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .executableTarget(
            name: "distbulk",
            dependencies: [
                "Text", "Pkgsrc", "BulkBuild", "Scheduling", "Platform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .testTarget(name: "PkgsrcTests", dependencies: ["Text", "Pkgsrc"], swiftSettings: strict),
        .testTarget(
            name: "BulkBuildTests",
            dependencies: [
                "Text", "Pkgsrc", "BulkBuild", "MakeLanguage", "Scheduling", "Platform", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(name: "PlatformTests", dependencies: ["Platform"], swiftSettings: strict),
        .testTarget(name: "SchedulingTests", dependencies: ["Scheduling"], swiftSettings: strict),
        .testTarget(name: "ReportTests", dependencies: ["Text", "Report"], swiftSettings: strict),
        .testTarget(
            name: "MakeDriverTests", dependencies: ["Text", "MakeLanguage", "MakeDriver"], swiftSettings: strict),
        .testTarget(
            name: "InquiryTests", dependencies: ["Text", "MakeLanguage", "BuildGraph", "Inquiry"], swiftSettings: strict
        ),
        .testTarget(
            name: "InputDiscoveryTests", dependencies: ["Text", "InputDiscovery"],
            swiftSettings: strict),
        .testTarget(name: "HistoryTests", dependencies: ["Text", "History"], swiftSettings: strict),
        .testTarget(name: "TextTests", dependencies: ["Text"], swiftSettings: strict),
        .testTarget(
            name: "MakeLanguageTests", dependencies: ["Text", "MakeLanguage", "BuildGraph", "Platform", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "BuildGraphTests", dependencies: ["Text", "BuildGraph"], swiftSettings: strict),
        .testTarget(
            name: "LocalExecutionTests", dependencies: ["LocalExecution", "Platform", "Text"], swiftSettings: strict),
        // Every case of Tests/Conformance through the program itself, and through bmake where there is one.
        .testTarget(
            name: "ConformanceTests", dependencies: ["distmake"], swiftSettings: strict),
        // Whole builds by the program itself: distributed, disturbed, and of bad makefiles.
        .testTarget(
            name: "EndToEndTests", dependencies: ["distmake", "distbulk", "TestSupport", "Text", "wire"],
            swiftSettings: strict),
        .testTarget(
            name: "ContentStoreTests", dependencies: ["ContentStore", "Platform", "Text"], swiftSettings: strict),
        .testTarget(
            name: "RemoteExecutionTests",
            dependencies: [
                "RemoteExecution", "Execution", "ContentStore", "Platform", "Text", "TestSupport", "remote-client",
                "wire",
            ],
            swiftSettings: strict),
        // Servers and files for tests.
        .target(
            name: "TestSupport", dependencies: ["Platform", "Text"], path: "Tests/TestSupport", swiftSettings: strict),
        // Links with a delay, for tests and benchmarks.
        .executableTarget(name: "wire", path: "Tests/Wire"),
        .executableTarget(
            name: "remote-client", dependencies: ["RemoteExecution", "Execution", "Platform", "Text"],
            path: "Tests/RemoteClient", swiftSettings: strict),
        // Random makefiles, through the program and through bmake.
        .target(
            name: "Differential", dependencies: ["TestSupport"], path: "Tests/Differential/Library",
            swiftSettings: strict),
        .executableTarget(
            name: "differential-tester", dependencies: ["Differential"], path: "Tests/Differential/Program",
            swiftSettings: strict),
        // Builds that something happens to.
        .target(
            name: "Faults", dependencies: ["TestSupport", "ContentStore", "Platform", "Text"],
            path: "Tests/Faults/Library",
            swiftSettings: strict),
        .executableTarget(
            name: "fault-tester", dependencies: ["Faults", "TestSupport"], path: "Tests/Faults/Program",
            swiftSettings: strict),
        .testTarget(
            name: "FaultCampaignTests", dependencies: ["Faults", "distmake", "TestSupport", "wire"],
            path: "Tests/Faults/Tests", swiftSettings: strict),
        .testTarget(
            name: "DifferentialTests", dependencies: ["Differential", "distmake"], swiftSettings: strict),
    ]
)
