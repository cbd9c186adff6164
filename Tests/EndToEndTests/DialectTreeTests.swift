import Foundation
import Testing

/// The examples in both dialects: a tree of directories in the manner of BSD systems, and the seed's own example.
@Suite struct DialectTreeTests {
    private static let examples = URL(filePath: #filePath).appending(path: "../../../Examples").standardizedFileURL.path

    private func space(_ example: String) throws -> Space {
        let space = try Space()
        _ = try sh("cp -R '\(Self.examples)/\(example)/.' '\(space.tree)'")
        return space
    }

    @Test(arguments: ["netbsd", "openbsd"], [[], ["-j2"]])
    func aTreeOfDirectories(_ dialect: String, _ jobs: [String]) throws {
        let space = try space("openbsd")
        let run = try space.start(["--dialect=\(dialect)", "-m", "\(space.tree)/mk"] + jobs).wait()
        #expect(run.isSuccess, run.all)
        #expect(try sh("'\(space.tree)/greet/greet'") == "hello, world\n")
        #expect(run.stdout.contains("===> lib\n") && run.stdout.contains("===> greet\n"), run.all)
        let clean = try space.make("--dialect=\(dialect)", "-m", "\(space.tree)/mk", "clean")
        #expect(clean.isSuccess, clean.all)
        #expect(space.files("greet") == ["Makefile", "greet.c"])
        #expect(space.files("lib") == ["Makefile", "hello.c", "words.h", "world.c"])
    }

    /// The makes of the directories are those that distribute; the list of hosts reaches them by the environment.
    @Test(arguments: ["netbsd", "openbsd"]) func objectsFromHosts(_ dialect: String) throws {
        let space = try space("openbsd")
        let hosts = ["DISTMAKE_HOSTS": "\(space.tree)/makehosts"]
        let run = try space.make("--dialect=\(dialect)", "-m", "\(space.tree)/mk", "-j1", "-dD", environment: hosts)
        #expect(run.isSuccess, run.all)
        #expect(try sh("'\(space.tree)/greet/greet'") == "hello, world\n")
        #expect(Set(run.places.keys).isSubset(of: ["hello.o", "world.o", "greet.o"]) && !run.places.isEmpty, run.all)
        space.expectNoRemains()
    }

    @Test(arguments: ["netbsd", "openbsd"]) func theSeedsExample(_ dialect: String) throws {
        let space = try space("factor")
        let run = try space.make("--dialect=\(dialect)", "--hosts=makehosts", "-j4", "-dD")
        #expect(run.isSuccess, run.all)
        let line = "1844674407370955161: 7 11 23 29 89 353 1129217\n"
        let factors = try #require(space.text("factors"))
        #expect(
            factors.split(separator: "\n").count == 4 && Set(factors.split(separator: "\n")).count == 1, "\(factors)")
        #expect(factors.hasPrefix(String(line.prefix(20))))
        #expect(!run.places.isEmpty && run.summary != nil, run.all)
        space.expectNoRemains()
    }
}
