import BulkBuild
import Pkgsrc
import Platform
import Synchronization
import TestSupport
import Testing
import Text

/// The scan of the generated tree says what bmake says, package by package, byte by byte.
@Suite(.enabled(if: fileStatus(Bytes("/usr/bin/bmake")) != nil, "needs bmake"))
struct ScanTests {
    private func memory(_ top: Bytes, _ verification: Verification? = nil) throws -> ScanMemory {
        let real = try #require(realPath(top))
        var settings = ScanSettings(
            top: real, make: Bytes("/usr/bin/bmake"),
            environment: ["PATH=/usr/bin:/bin", "HOME=/nonexistent", "MACHINE=x86_64", "MACHINE_ARCH=x86_64"].map {
                Bytes($0)
            })
        settings.imitated = Bytes(try shell("bmake -r -f /dev/null -V MAKE_VERSION").output.dropLast())
        return ScanMemory(settings, source: LocalCommands(), verification: verification)
    }

    private func scan(_ memory: ScanMemory, threads: Int) throws -> [PackageResult] {
        let found = Mutex<[PackagePath]>([])
        let isWalked = runWithStack(bytes: 1 << 28) {
            var walk = TreeWalk(memory)
            let paths = walk.packages()
            found.withLock { $0 = paths }
        }
        try #require(isWalked)
        let results = Mutex<[PackageResult]>([])
        let run = ScanRun(
            memory, found.withLock { $0 }.map { EnrichedPath(path: $0) }, followsDependencies: false
        ) { result, _ in results.withLock { $0.append(result) } }
        try #require(run.run(threads: threads))
        return results.withLock { $0 }
    }

    @Test func everyPackageSaysWhatItSaysToBmake() throws {
        let tree = PkgsrcTree(seed: 3, count: 80)
        let directory = try temporaryDirectory()
        defer { removeTree(directory) }
        try tree.write(to: directory)
        let verification = Verification(share: 100)
        let memory = try memory(directory, verification)
        let results = try scan(memory, threads: 2)
        #expect(results.map(\.target.path.text.text) == tree.locations)
        #expect(Set(results.filter { !$0.succeeded }.map(\.target.path.text.text)) == Set(tree.broken))
        // Each package by bmake, and each remembered answer once more.
        let findings = verification.findings
        #expect(findings.packages >= tree.locations.count - tree.broken.count)
        #expect(findings.differences.map(\.text) == [])
    }

    @Test func anyNumberOfThreadsSaysTheSame() throws {
        let tree = PkgsrcTree(seed: 5, count: 40)
        let directory = try temporaryDirectory()
        defer { removeTree(directory) }
        try tree.write(to: directory)
        let one = try scan(try memory(directory), threads: 1)
        let four = try scan(try memory(directory), threads: 4)
        #expect(one.map(\.output) == four.map(\.output))
        #expect(one.map(\.failure) == four.map(\.failure))
    }

    @Test func dependenciesAreFollowed() throws {
        let tree = PkgsrcTree(seed: 3, count: 30)
        let directory = try temporaryDirectory()
        defer { removeTree(directory) }
        try tree.write(to: directory)
        let paths = Mutex<[String]>([])
        let start = try #require(PackagePath(Bytes("lang/python312")))
        let run = ScanRun(try memory(directory), [EnrichedPath(path: start)], followsDependencies: true) { result, _ in
            paths.withLock { $0.append(result.target.path.text.text) }
        }
        try #require(run.run(threads: 2))
        #expect(paths.withLock { $0.first } == "lang/python312")
        #expect(paths.withLock { Set($0) }.isSuperset(of: ["devel/gmake", "devel/pkgconf"]))
    }

    @Test func recordsGetTheirLocation() {
        let output = Bytes("PKGNAME=a-1\nCATEGORIES=x\nPKGNAME=b-2\nCATEGORIES=y\n")
        let located = IndexOutput.located(output, at: Bytes("x/a"))
        #expect(
            located.text
                == "PKGNAME=a-1\nPKG_LOCATION=x/a\nCATEGORIES=x\nPKGNAME=b-2\nPKG_LOCATION=x/a\nCATEGORIES=y\n")
    }
}
