import Pkgsrc
import Platform
import TestSupport
import Testing
import Text

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
}
