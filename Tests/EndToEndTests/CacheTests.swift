import Foundation
import Testing

/// Results of former builds in place of runs (Documentation/cache.md).
@Suite struct CacheTests {
    private func space(_ more: String = "") throws -> Space {
        let space = try Space(
            "all: a.o list\na.o: a.c\n\tcc ${FLAGS} -c a.c\nlist: one two\n\tcat one two >list; echo listed; chmod +x list\n.DIST: a.o list\n\(more)",
            hosts: Space.twoHosts)
        try space.write("a.c", "#include \"b.h\"\nint a = B;\n")
        for (name, text) in [("b.h", "#define B 1\n"), ("one", "1\n"), ("two", "2\n")] { try space.write(name, text) }
        return space
    }

    /// Builds from nothing; what the closing line says.
    private func build(_ space: Space, _ arguments: String..., environment: [String: String] = [:]) throws -> (
        String?, Ran
    ) {
        for name in ["a.o", "list"] where space.exists(name) { try space.remove(name) }
        let run = try space.start(["-j2", "--cache=../cache"] + arguments, environment: environment).wait()
        #expect(run.isSuccess, run.all)
        #expect(space.text("list") == "\(space.text("one")!)\(space.text("two")!)")
        #expect(try space.permissions("list") == 0o755)
        return (run.summary, run)
    }

    private static let undeclared = ", 1 with undeclared inputs (-dD names them)"

    @Test func theSameContentsAreNotMadeTwice() throws {
        let space = try space()
        let (first, firstRun) = try build(space)
        #expect(first?.hasPrefix("distmake: 2 remote (") == true, firstRun.all)
        let object = space.data("a.o")
        let (second, run) = try build(space)
        #expect(second == "distmake: 0 remote, 0 local, 2 from the cache\(Self.undeclared)", run.all)
        #expect(space.data("a.o") == object)
        // What a recipe prints belongs to it.
        #expect(run.stdout.contains("\nlisted\n"), run.all)
        // Times do not matter, contents and commands do; a header counts though nobody declares it.
        try space.setAge("a.c", 1000)
        #expect(try build(space).0 == "distmake: 0 remote, 0 local, 2 from the cache\(Self.undeclared)")
        try space.write("b.h", "#define B 2\n")
        #expect(try build(space).0 == "distmake: 1 remote (box1 1), 0 local, 1 from the cache\(Self.undeclared)")
        // A variable of the command line is in the environment of all recipes.
        #expect(try build(space, "FLAGS=-DX").0?.hasPrefix("distmake: 2 remote (") == true)
        try space.write("b.h", "#define B 1\n")
        #expect(try build(space).0 == "distmake: 0 remote, 0 local, 2 from the cache\(Self.undeclared)")
        space.expectNoRemains()
    }

    /// A file that somebody changed is not believed.
    @Test(arguments: ["echo poison >>\"$f\"", "echo poison >\"$f\"", ": >\"$f\"", "rm \"$f\"; mkdir \"$f\""])
    func poison(_ change: String) throws {
        let space = try space()
        _ = try build(space)
        let object = space.data("a.o")
        _ = try sh("for f in '\(space.root)'/cache/*/*; do \(change); done")
        let (summary, run) = try build(space)
        #expect(summary?.hasPrefix("distmake: 2 remote (") == true, run.all)
        #expect(space.data("a.o") == object)
    }

    @Test func theMakefileSaysNo() throws {
        let space = try space("list: .DIST.CACHE=no\n")
        _ = try build(space)
        #expect(try build(space).0 == "distmake: 1 remote (box1 1), 0 local, 1 from the cache\(Self.undeclared)")
    }

    /// The user names the cache, a makefile cannot.
    @Test func whoNamesIt() throws {
        let space = try Space(
            ".export-env DISTMAKE_CACHE\nDISTMAKE_CACHE=${.CURDIR}/stolen\n.export DISTMAKE_CACHE\n.MAKEFLAGS: --cache=stolen\nall: a\na: in\n\tcp in a\n.DIST: a\n",
            hosts: Space.twoHosts)
        try space.write("in", "content\n")
        let run = try space.make("-j2", environment: ["DISTMAKE_CACHE": "\(space.root)/own"])
        #expect(run.isSuccess && !space.exists("stolen") && space.exists("../own"), run.all)
        #expect(run.stderr.contains("--cache is ignored: only the command line can ask for it"), run.all)
    }

    @Test func whatCannotBeUsed() throws {
        let space = try space()
        try space.write("../cache", "a file\n")
        #expect(try build(space).1.stderr.contains("distmake: the cache \(space.tree)/../cache is no directory\n"))
        try space.remove("../cache")
        try space.makeDirectory("\(space.root)/cache")
        try space.setPermissions("../cache", 0o777)
        #expect(
            try build(space).1.stderr.contains("is not used, as others can write to it; chmod go-w, or name another\n"))
        try space.setPermissions("../cache", 0o700)
        let run = try build(space, environment: ["DISTMAKE_CACHE_LIMIT": "much"]).1
        #expect(
            run.stderr.contains(
                "distmake: DISTMAKE_CACHE_LIMIT is `much'; expected a number of bytes, such as `500M' or `2G'\n"),
            run.all)
    }

    @Test func theLimit() throws {
        let space = try space()
        _ = try build(space, environment: ["DISTMAKE_CACHE_LIMIT": "1"])
        #expect(try sh("find '\(space.root)/cache' -type f") == "")
    }
}
