import Testing
import Text

@testable import Inquiry

@Suite struct CompilerCommandTests {
    /// `compiler: sources -> output`, or nothing.
    private func describe(_ line: String) -> String? {
        let words = line.split(separator: " ").map { Bytes(String($0)) }
        return CompilerCommand(words).map { command in
            let sources = command.sources.map(\.text).joined(separator: " ")
            let outputs = command.sources.map { command.output(of: $0).text }.joined(separator: " ")
            return "\(command.arguments.first?.text ?? ""): \(sources) -> \(outputs)"
        }
    }

    @Test(
        arguments: [
            ("cc -c a.c", "cc: a.c -> a.o"),
            ("cc -O2 -c -o x/y.o src/a.c", "cc: src/a.c -> x/y.o"),
            ("cc -c a.c -oy.o", "cc: a.c -> y.o"),
            ("gcc -c src/a.cc b.cpp", "gcc: src/a.cc b.cpp -> a.o b.o"),
            ("/usr/bin/x86_64-linux-gnu-gcc-12 -c a.c", "/usr/bin/x86_64-linux-gnu-gcc-12: a.c -> a.o"),
            ("ccache distcc clang++-16 -c a.C", "clang++-16: a.C -> a.o"),
            ("/usr/lib/ccache/cc -c a.c", "/usr/lib/ccache/cc: a.c -> a.o"),
            ("env -i A=b LANG=C cc -c a.c", "cc: a.c -> a.o"),
            ("nice -n 5 cc -c a.c", "cc: a.c -> a.o"),
            ("libtool --tag=CC --mode=compile cc -c a.c -o a.lo", "cc: a.c -> a.lo"),
            ("cc -I a.c -include b.c -MF d.c -DX -c e.m", "cc: e.m -> e.o"),
            ("cc -c -x c source", "cc: source -> source.o"),
            ("cc -c -xc++ source", "cc: source -> source.o"),
            ("cc a.c -o prog", nil), ("cc -E a.c", nil), ("cc -c a.o", nil), ("cc -c", nil), ("cc", nil), ("", nil),
            ("cc -c a.s", nil), ("cc -c .c", nil), ("ccache", nil), ("echo cc -c a.c", nil), ("ar -c a.c", nil),
            ("gfortran -c a.f", nil), ("env", nil), ("ccc -c a.c", nil),
        ] as [(String, String?)])
    func recognised(_ line: String, _ expected: String?) { #expect(describe(line) == expected) }

    @Test(arguments: [
        "cc", "gcc", "clang", "c++", "g++", "clang++", "c89", "c99", "gcc-12", "gcc12", "clang-16.0.1", "mpicc",
        "arm-none-eabi-gcc", "aarch64--netbsd-g++", "/opt/bin/riscv64-linux-musl-clang++-18",
    ])
    func compilers(_ name: String) { #expect(isCompiler(Bytes(name))) }

    @Test(arguments: ["", "-", "-12", "12", "c", "cpp", "gcc-ar", "ld", "accc", "clang-format-16", "cc1"])
    func others(_ name: String) { #expect(!isCompiler(Bytes(name))) }

    @Test func document() {
        var commands = CompileCommands()
        #expect(commands.json.text == "[]\n")
        commands.add(
            line: Bytes("(cd sub && cc -DN='\"x y\"' -c a.c b.c); cc -c a.c && mv a.o b.o"), directory: Bytes("/d"))
        // The same once more says nothing new.
        commands.add(line: Bytes("cc -c a.c"), directory: Bytes("/d"))
        #expect(commands.count == 3)
        #expect(
            commands.json.text == #"""
                [
                  {"directory": "/d/sub",
                   "file": "a.c",
                   "arguments": ["cc", "-DN=\"x y\"", "-c", "a.c", "b.c"],
                   "output": "a.o"},
                  {"directory": "/d/sub",
                   "file": "b.c",
                   "arguments": ["cc", "-DN=\"x y\"", "-c", "a.c", "b.c"],
                   "output": "b.o"},
                  {"directory": "/d",
                   "file": "a.c",
                   "arguments": ["cc", "-c", "a.c"],
                   "output": "a.o"}
                ]

                """#)
    }
}
