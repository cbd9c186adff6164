import ContentStore
import Testing
import Text

@testable import InputDiscovery

@Suite struct DependencyScanTests {
    private func words(_ line: String) -> [Bytes] { line.split(separator: " ").map { Bytes(String($0)) } }

    @Test(
        arguments: [
            ("cc -c a.c", "cc -M -MG -w a.c"),
            ("cc -O2 -Iinc -DX=1 -c -o x/a.o a.c", "cc -M -MG -w -O2 -Iinc -DX=1 a.c"),
            ("cc -c a.c -ox.o", "cc -M -MG -w a.c"),
            ("cc -MD -MP -MF a.d -MT a.o -include pre.h -c a.c", "cc -M -MG -w -include pre.h a.c"),
            ("cc -MMD -MFa.d -MQa.o -Wp,-MD,b.d -save-temps=obj -c a.c", "cc -M -MG -w a.c"),
            ("cc -march=native -mtune=native -c -x c a", "cc -M -MG -w -march=native -mtune=native -x c a"),
        ])
    func command(_ compilation: String, _ expected: String) {
        let scan = DependencyScan(compilation: words(compilation))
        #expect(scan.arguments.map(\.text).joined(separator: " ") == expected)
    }

    @Test(
        arguments: [
            ("cc -c a.c -o x/a.o", nil),
            ("cc -MD -c a.c -o x/a.o", "x/a.d"),
            ("cc -MMD -MF deps/a.dep -c a.c -o x/a.o", "deps/a.dep"),
            ("cc -MD -MFa.dep -c a.c -o x/a.o", "a.dep"),
            ("cc -Wp,-MD,.a.d -c a.c -o x/a.o", ".a.d"),
            ("cc -Wp,-MMD,.a.d -c a.c -o x/a.o", ".a.d"),
            // Only named, not asked for; to standard output; nothing behind the option.
            ("cc -MF a.d -c a.c -o x/a.o", nil), ("cc -MD -MF - -c a.c", nil), ("cc -c a.c -MD -MF", "x/a.d"),
        ] as [(String, String?)])
    func depfile(_ compilation: String, _ expected: String?) {
        #expect(requestedDepfile(compilation: words(compilation), object: Bytes("x/a.o"))?.text == expected)
    }

    @Test func memory() {
        var memory = ScanMemory()
        var contents = ["a.c": "1", "a.h": "2"]
        func now(_ path: Bytes) -> Digest? { contents[path.text].map { Digest(of: Bytes($0)) } }
        let key = ScanMemory.key(arguments: words("cc -M a.c"), directory: Bytes("/d"))
        #expect(memory.sources(for: key, now: now) == nil)
        let paths = ["a.c", "a.h", "made.h"].map { Bytes($0) }
        memory.record(paths.map { ScanMemory.Source(path: $0, digest: now($0)) }, for: key)
        #expect(memory.sources(for: key, now: now) == paths)
        // Another command, another directory.
        #expect(
            memory.sources(for: ScanMemory.key(arguments: words("cc -M b.c"), directory: Bytes("/d")), now: now) == nil)
        #expect(
            memory.sources(for: ScanMemory.key(arguments: words("cc -M a.c"), directory: Bytes("/e")), now: now) == nil)
        contents["a.h"] = "3"
        #expect(memory.sources(for: key, now: now) == nil)
        contents["a.h"] = "2"
        contents["made.h"] = ""
        #expect(memory.sources(for: key, now: now) == nil)
    }
}
