import Testing
import Text

@testable import Pkgsrc

@Suite struct PathTests {
    @Test(arguments: ["devel/libstripe", "lang/c++", "x11/gtk2", "wip/py-foo_bar", "math/R-x.y"])
    func pathsOfPackages(_ text: String) throws {
        let path = try #require(PackagePath(Bytes(text)))
        #expect((path.category + Bytes("/") + path.directory).text == text)
    }

    @Test(arguments: [
        "", "devel", "devel/", "/foo", "a/b/c", "../foo", "devel/..", "./foo", "a b/c", "a/-f", "a/b\n", "a/b;c",
    ])
    func nothingElseIsAPath(_ text: String) {
        #expect(PackagePath(Bytes(text)) == nil)
    }

    @Test func entriesOfDependencies() {
        let entry = DependencyEntry(Bytes("{a,b}>=1:../../devel/b"))
        #expect(entry?.pattern.text == "{a,b}>=1")
        #expect(entry?.path.text.text == "devel/b")
        for text in ["a>=1", "a>=1:", ":../../a/b", "a:../a/b", "a:../../a", "a:/../../a/b", "a:../../../a/b"] {
            #expect(DependencyEntry(Bytes(text)) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        "devel/libstripe", "www/php-gallop:PHP_VERSION_REQD=83", "a/b:X=1,Y.z=a~b~c", "a/b:X=",
    ])
    func enrichedPathsRoundTrip(_ text: String) {
        #expect(EnrichedPath(Bytes(text))?.text?.text == text)
    }

    @Test func aTildeIsABlank() throws {
        let path = try #require(EnrichedPath(Bytes("a/b:FLAGS=-O2~-g,N=1")))
        #expect(path.assignments.map(\.text.text) == ["FLAGS=-O2 -g", "N=1"])
        #expect(path.node(PackageName(Bytes("b-1.0")))?.text == "a/b:FLAGS=-O2~-g,N=1;b-1.0")
    }

    @Test(arguments: ["a/b:=1", "a/b:X", "a/b:X Y=1", "a/b:$(id)=1", "a/b:X;=1", "../b:X=1"])
    func badAssignmentsAreRefused(_ text: String) {
        #expect(EnrichedPath(Bytes(text)) == nil)
    }

    @Test(arguments: ["a,b", "a~b"])
    func whatCannotBeWrittenIsNot(_ value: String) throws {
        let path = try #require(PackagePath(Bytes("a/b")))
        let assignment = try #require(Assignment(name: Bytes("X"), value: Bytes(value)))
        #expect(EnrichedPath(path: path, assignments: [assignment]).text == nil)
        #expect(Assignment(name: Bytes("X"), value: Bytes("a\nb")) == nil)
    }

    @Test(arguments: [
        ("py312-zebrafmt-4.1nb2", nil), ("a-1", "it has fewer than four bytes"),
        ("foobar", "there is no `-' between name and version"), ("../foo-1", "it begins with `.' or `-'"),
        ("foo/bar-1", "it has a blank, a slash or a control character"),
        ("foo bar-1", "it has a blank, a slash or a control character"),
    ])
    func faultsOfNames(_ name: String, _ fault: String?) {
        #expect(PackageName(Bytes(name)).fault == fault)
    }
}
