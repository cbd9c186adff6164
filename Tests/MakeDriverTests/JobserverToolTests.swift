import Testing
import Text

@testable import MakeDriver

/// Which recipes are told of the jobserver, and how.
@Suite struct JobserverToolTests {
    private func tool(_ text: String, own: String = "distmake") -> JobserverTool? {
        JobserverTool(Bytes(text), own: Bytes(own))
    }

    @Test(arguments: [
        ("gmake -C x", "gmake"), ("/usr/bin/gmake", "/usr/bin/gmake"), ("cd x && make all", "make"),
        ("cmake --build .", "cmake"), ("cargo build; gmake", "gmake"), ("A='/opt/bin/make' all", "/opt/bin/make"),
        ("../bin/make all", "make"),
    ]) func makes(_ text: String, _ program: String) {
        #expect(tool(text) == .make(Bytes(program)))
    }

    @Test(arguments: ["ninja", "ninja-build -C out", "meson compile", "cargo build"]) func byName(_ text: String) {
        #expect(tool(text) == .opensByName)
    }

    @Test(arguments: ["cc -o x", "distmake all", "echo $MAKEFLAGS", "automaker", "ninjas"]) func others(_ text: String)
    {
        #expect(tool(text) == nil)
    }

    @Test func ownNameIsNone() {
        #expect(tool("make all", own: "make") == nil)
        #expect(tool("/opt/bin/make all", own: "/opt/bin/make") == nil)
        #expect(tool("/usr/bin/make all", own: "make") == .make(Bytes("/usr/bin/make")))
        #expect(tool("gmake all", own: "make") == .make(Bytes("gmake")))
    }

    @Test func releasesOfGNUMake() throws {
        func version(_ text: String) -> [Int]? { gnuMakeVersion(in: Bytes(text)).map { [$0.0, $0.1] } }
        #expect(version("GNU Make 4.4.1\nBuilt for x\n") == [4, 4])
        #expect(version("GNU Make 5\n") == [5, 0])
        #expect(version("GNU Make 4.2.90") == [4, 2])
        #expect(version("GNU Make 4.4rc1") == [4, 4])
        #expect(version("GNU Make 99999999999999999999.4") == nil)
        #expect(version("distmake 0.1.0\n") == nil)
    }
}
