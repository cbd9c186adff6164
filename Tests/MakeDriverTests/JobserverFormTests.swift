import Testing
import Text

@testable import MakeDriver

/// Which recipes are told of the jobserver, and how.
@Suite struct JobserverFormTests {
    private func form(_ text: String, own: String = "distmake") -> JobserverForm? {
        JobserverForm(Bytes(text), own: Bytes(own))
    }

    @Test(arguments: [
        ("gmake -C x", JobserverForm.pipe), ("/usr/bin/gmake", .pipe), ("cd x && make all", .pipe),
        ("cmake --build .", .pipe), ("ninja", .fifo), ("ninja-build -C out", .fifo), ("cargo build; gmake", .pipe),
    ]) func words(_ text: String, _ expected: JobserverForm) {
        #expect(form(text) == expected)
    }

    @Test(arguments: ["cc -o x", "distmake all", "echo $MAKEFLAGS", "automaker", "ninjas"]) func others(_ text: String)
    {
        #expect(form(text) == nil)
    }

    @Test func ownNameIsNone() {
        #expect(form("make all", own: "make") == nil)
        #expect(form("/opt/bin/make all", own: "/opt/bin/make") == nil)
        #expect(form("/usr/bin/make all", own: "make") == .pipe)
        #expect(form("gmake all", own: "make") == .pipe)
    }
}
