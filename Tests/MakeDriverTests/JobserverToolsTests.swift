import Testing
import Text

@testable import MakeDriver

/// Which recipes are told of the jobserver, and how.
@Suite struct JobserverToolsTests {
    private func tools(_ text: String, own: String = "/opt/bin/distmake") -> JobserverTools {
        var tools = JobserverTools()
        tools.add(Bytes(text), own: Bytes(own))
        return tools
    }

    @Test(arguments: [
        ("gmake -C x", "gmake"), ("/usr/bin/gmake", "/usr/bin/gmake"), ("cd x && make all", "make"),
        ("cmake --build .", "cmake"), ("cargo build; gmake", "gmake"), ("A='/opt/bin/make' all", "/opt/bin/make"),
        ("../bin/make all", "make"), ("make; gmake", "make"),
    ]) func makes(_ text: String, _ program: String) {
        #expect(tools(text).make == Bytes(program))
    }

    @Test(arguments: ["ninja", "ninja-build -C out", "meson compile", "cargo build"]) func byName(_ text: String) {
        #expect(tools(text).namesOpener && tools(text).make == nil)
    }

    @Test(arguments: ["bmake", "/usr/bin/bmake -r", "distmake all", "gmake; bmake"]) func bsdMakes(_ text: String) {
        #expect(tools(text).namesBSDMake)
    }

    @Test(arguments: ["cc -o x", "echo $MAKEFLAGS", "automaker", "ninjas", "ls distmake-1.0 bmake/x"])
    func others(_ text: String) {
        #expect(tools(text) == JobserverTools())
    }

    @Test func ownNameIsNone() {
        #expect(tools("make all", own: "make").make == nil && tools("make all", own: "make").namesOwn)
        #expect(tools("/opt/bin/make all", own: "/opt/bin/make").make == nil)
        #expect(tools("/opt/bin/distmake all").namesOwn && !tools("/opt/bin/distmake all").namesBSDMake)
        #expect(tools("/usr/bin/make all", own: "make").make == Bytes("/usr/bin/make"))
        #expect(tools("gmake all", own: "make").make == Bytes("gmake"))
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
