import Pkgsrc
import Platform
import TestSupport
import Testing
import Text

@testable import BulkBuild

/// The generated tree of packages, by bmake.
@Suite struct PkgsrcTreeTests {
    @Test func aSeedMakesOneTree() {
        #expect(PkgsrcTree(seed: 7, count: 100).files == PkgsrcTree(seed: 7, count: 100).files)
        #expect(PkgsrcTree(seed: 7, count: 100).files != PkgsrcTree(seed: 8, count: 100).files)
    }

    @Test(.enabled(if: fileStatus(Bytes("/usr/bin/bmake")) != nil, "needs bmake"))
    func bmakeScansIt() throws {
        let tree = PkgsrcTree(count: 60)
        let directory = try temporaryDirectory()
        defer { removeTree(directory) }
        try tree.write(to: directory)

        let script = """
            cd '\(directory.text)' && for category in $(bmake show-subdir-var VARNAME=SUBDIR); do
                for name in $(cd $category 2>/dev/null && bmake show-subdir-var VARNAME=SUBDIR); do
                    echo "@$category/$name"
                    { cd $category/$name && bmake pbulk-index; } 2>/dev/null || echo "!"
                    cd '\(directory.text)'
                done
            done
            """
        var scanned: [String: Bytes] = [:]
        var order: [String] = []
        for line in try shell(script).output.split(separator: Ascii.newline) {
            if line.first == Ascii.at {
                order.append(Bytes(line.dropFirst()).text)
            } else {
                scanned[order.last ?? "", default: []] += line + [Ascii.newline]
            }
        }
        #expect(order == tree.locations)
        var names: [String] = []
        for location in order {
            let output = scanned[location] ?? []
            guard !output.isEmpty, output.last(where: { $0 != Ascii.newline }) != Ascii.exclamation else {
                #expect(tree.broken.contains(location), "\(location) \(output.text)")
                continue
            }
            #expect(!tree.broken.contains(location), "\(location)")
            let records = try IndexText(output, file: Bytes(location))
            for number in 0..<records.count {
                #expect(records[number].name.fault == nil)
                names.append(records[number].name.text.text)
            }
        }
        #expect(names.count { $0.hasPrefix("py31") } > 20)
        #expect(names.count { $0 == "forced-1.0" } == 3)
    }

    /// Byte by byte what bmake prints, for every package.
    @Test(.enabled(if: fileStatus(Bytes("/usr/bin/bmake")) != nil, "needs bmake"))
    func aScanPrintsWhatBmakePrints() throws {
        let tree = PkgsrcTree(seed: 5, count: 60)
        let directory = try #require(realPath(temporaryDirectory()))
        defer { removeTree(directory) }
        try tree.write(to: directory)
        // Where that is not given, each make has its own idea of it.
        let environment = ["HOME=/", "MACHINE_ARCH=x86_64", "PATH=/usr/bin:/bin"].map { Bytes($0) }
        let bmake = Bytes("/usr/bin/bmake")
        let source = LocalCommands()
        var settings = ScanSettings(top: directory, make: bmake, environment: environment)
        let version = source.answer(
            to: ScanCommand(
                arguments: [bmake] + ["-r", "-f", "/dev/null", "-V", "MAKE_VERSION"].map { Bytes($0) },
                environment: environment, directory: [Ascii.slash]))
        settings.imitated = Bytes(version.output.prefix { $0 != Ascii.newline })
        let memory = ScanMemory(settings, source: source)
        var direct = settings
        direct.remembers = false
        let processes = ScanMemory(direct, source: source)
        _ = runWithStack(bytes: 1 << 29) {
            for location in tree.locations {
                guard let path = PackagePath(Bytes(location)) else { continue }
                let target = EnrichedPath(path: path)
                let here = PackageScan(memory).scan(target)
                let there = PackageScan(processes).scan(target)
                if there.failure == nil { #expect(here.output.text == there.output.text, "\(location)") }
                #expect((here.failure == nil) == (there.failure == nil), "\(location)")
                #expect((here.failure != nil) == tree.broken.contains(location), "\(location)")
            }
        }
    }
}
