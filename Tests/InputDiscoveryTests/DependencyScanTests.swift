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
}
