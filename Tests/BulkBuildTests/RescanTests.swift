import Pkgsrc
import Platform
import Synchronization
import TestSupport
import Testing
import Text

@testable import BulkBuild

/// Scans of a tree that changes in between.
@Suite final class RescanTests {
    /// A small one that has a package with a file that a command reads.
    private static let tree =
        (1...100).lazy.map { PkgsrcTree(seed: $0, count: 12) }
        .first { $0.files.keys.contains { $0.hasSuffix("/release") } } ?? PkgsrcTree()
    private let place: Bytes
    private var top: Bytes { place + Bytes("/tree") }

    init() throws {
        place = try realPath(temporaryDirectory()) ?? []
        try Self.tree.write(to: top)
    }

    deinit { removeTree(place) }

    private func settings() -> ScanSettings {
        ScanSettings(
            top: top, make: Bytes("/usr/bin/bmake"),
            environment: ["HOME=/", "NATIVE_OPSYS=Linux", "NATIVE_OS_VERSION=6.1", "PATH=/usr/bin:/bin"].map {
                Bytes($0)
            })
    }

    private func memories(_ settings: ScanSettings, way: String = "1") throws -> ScanMemories {
        try ScanMemories(
            directory: place + Bytes("/state"), settings: settings, way: Bytes(way), source: LocalCommands())
    }

    /// Scans everything and tells what had to be scanned again.
    private func scan(_ settings: ScanSettings? = nil, way: String = "1") throws -> (records: [String], again: [String])
    {
        let settings = settings ?? self.settings()
        let memories = try memories(settings, way: way)
        let memory = ScanMemory(settings, source: LocalCommands(), book: memories.book)
        let found = Mutex<(records: [String], again: [String])>(([], []))
        var targets: [EnrichedPath] = []
        _ = runWithStack(bytes: 1 << 29) {
            var walk = TreeWalk(memory)
            targets = walk.packages().map { EnrichedPath(path: $0) }
        }
        let recall: @Sendable (EnrichedPath) -> PackageResult? = { memories.recall($0) }
        let run = ScanRun(memory, targets, followsDependencies: false, recall: recall) { result, _ in
            memories.keep(result)
            found.withLock {
                $0.records.append(result.output.text + result.diagnostics.text)
                if !result.isRemembered { $0.again.append(result.target.path.text.text) }
            }
        }
        #expect(run.run(threads: 2))
        try memories.finish(all: targets)
        return found.withLock { $0 }
    }

    private func change(_ name: String, _ text: String?) throws {
        let path = top + Bytes("/\(name)")
        guard let text else {
            _ = withCString(path) { unlink($0) }
            return
        }
        try writeFile(path, Bytes(text))
        // Not the time of a clock, but another one than before.
        try shell("touch -t 202601020000 '\(path.text)'")
    }

    private func text(_ name: String) throws -> String { try readFile(top + Bytes("/\(name)")).text }

    @Test func nothingIsScannedTwice() throws {
        let first = try scan()
        #expect(first.again.count > 25)
        let second = try scan()
        #expect(second.again == [])
        #expect(second.records == first.records)
    }

    /// What a change reaches is scanned again, nothing else, and the outcome is that of a new scan.
    @Test(arguments: [
        ("mk/license.mk", "all"), ("devel/gmake/Makefile", "devel/gmake"), ("odd/option/options.mk", "odd/option"),
        ("mk/site.mk", "all"), ("../mk.conf", "all"), ("odd/licence/hacks.mk", "odd/licence"),
        ("licenses/nobody-may", "some"), ("odd/nodirectory/Makefile", "odd/nodirectory"),
        ("odd/none/buildlink3.mk", "odd/include"), ("devel/bmake/Makefile", ""),
    ])
    func changesAreFollowed(_ file: String, _ reached: String) throws {
        _ = try scan()
        let old = (try? text(file)) ?? ""
        try shell("mkdir -p '\(top.text)/\(file.split(separator: "/").dropLast().joined(separator: "/"))'")
        try change(file, old + "MAINTAINER?=\tsomebody@example.org\n")
        let changed = try scan()
        switch reached {
        case "all": #expect(changed.again.count > 25 && !changed.again.contains("odd/silent"))
        case "some": #expect(changed.again.contains("odd/licence") && changed.again.count < 30)
        default: #expect(changed.again == reached.split(separator: " ").map(String.init))
        }
        #expect(try scan().again == [])
        removeTree(place + Bytes("/state"))
        #expect(try scan().records == changed.records)

        // And back again.
        try change(file, old.isEmpty ? nil : old)
        _ = try scan()
        #expect(try scan().again == [])
    }

    @Test func whatCommandsReadIsFollowed() throws {
        let name = try #require(Self.tree.files.keys.filter { $0.hasSuffix("/release") }.min())
        _ = try scan()
        try change(name, "version 77\n")
        let changed = try scan()
        #expect(changed.again == [String(name.dropLast("/release".count))])
        #expect(changed.records.contains { $0.contains("-77\n") })
    }

    @Test func anotherWayIsAnotherScan() throws {
        let count = try scan().again.count
        #expect(try scan(way: "2").again.count == count)
        var settings = settings()
        settings.environment.append(Bytes("PYTHON_VERSION_DEFAULT=313"))
        #expect(try scan(settings).again.count == count)
        #expect(try scan().again == [])
    }

    @Test func reasonsAreTold() throws {
        _ = try scan()
        try change("odd/licence/hacks.mk", "")
        try change("mk/license.mk", try text("mk/license.mk") + "#\n")
        let memories = try memories(settings())
        let target = try #require(EnrichedPath(Bytes("odd/licence")))
        let lines = memories.explanation(target)
        #expect(lines.first?.hasSuffix(" and is scanned again:") == true)
        #expect(
            lines.dropFirst().sorted() == ["    mk/license.mk has changed", "    odd/licence has other names in it"])
        let silent = memories.explanation(try #require(EnrichedPath(Bytes("odd/silent"))))
        #expect(silent.count == 1 && silent[0].hasPrefix("odd/silent is taken as it was scanned at "))
        #expect(
            memories.explanation(try #require(EnrichedPath(Bytes("odd/nothing")))) == [
                "odd/nothing was not scanned before in this way"
            ])
    }

    @Test func packagesThatAreGoneAreForgotten() throws {
        _ = try scan()
        try change("odd/Makefile", "SUBDIR+=\tlicence\n\n.include \"../mk/misc/category.mk\"\n")
        #expect(try scan().again == [])
        let memories = try memories(settings())
        #expect(
            memories.explanation(try #require(EnrichedPath(Bytes("odd/quotes")))).first?.contains("not scanned") == true
        )
    }

    @Test func aScanOfPbulkIsTakenOver() throws {
        let first = try scan()
        var pscan: Bytes = []
        for (location, output) in zip(Self.tree.locations, first.records)
        where output.hasPrefix("PKG") {
            let path = try #require(PackagePath(Bytes(location)))
            let index = try IndexText(Bytes(output), file: Bytes("x"))
            for number in 0..<index.count {
                var record = index[number]
                record.insertLocation(path)
                pscan += record.fields.text
            }
        }
        removeTree(place + Bytes("/state"))
        try change("odd/licence/Makefile", try text("odd/licence/Makefile"))
        let memories = try memories(settings())
        // All files are of the first of January, that one of the second.
        let limit: Int64 = 1_767_225_600 + 90_000
        let found = try PscanImport(pscan, file: Bytes("p"), modified: limit * 1_000_000_000, top: top, memories.book)
        #expect(found.outdated == 0)
        try memories.adopt(found.results)
        let second = try scan()
        #expect(second.records == first.records)
        // A failed package is in no scan of pbulk.
        #expect(
            Set(second.again) == Set(Self.tree.broken + ["odd/gone"]).intersection(second.again))
        let early = try PscanImport(
            pscan, file: Bytes("p"), modified: (1_767_225_600 - 90_000) * 1_000_000_000, top: top, memories.book)
        #expect(early.results.isEmpty)
    }
}
