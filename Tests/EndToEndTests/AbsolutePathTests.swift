import Foundation
import Testing

/// Recipes that name files by absolute paths (Documentation/fidelity.md): what a host makes of them is what they make here.
@Suite struct AbsolutePathTests {
    /// How a host finds the tree. Its transport stands for a machine of its own.
    enum Manner: String, CaseIterable {
        /// `sh` host; names are changed.
        case embedded
        case mapped
        /// A mount namespace for root.
        case mounts
        /// One in a user namespace.
        case user
        /// The host has no directory of the tree's name.
        case absent

        static let shows = [Manner.mounts, .user, .absent].filter(\.isPossible)
        static let maps = [Manner.embedded, .mapped]

        var isPossible: Bool {
            switch self {
            case .embedded, .mapped: true
            case .mounts, .absent: getuid() == 0 && (try? AbsolutePathTests.unshare("-m")) != nil
            case .user: (try? AbsolutePathTests.unshare("-rm")) != nil
            }
        }

        /// The hosts file.
        func hosts(_ space: Space, _ other: OtherRoot? = nil) -> String {
            let transport =
                switch self {
                case .embedded: "sh"
                case .mapped, .mounts: "sh -c 'exec sh'"
                case .user:
                    getuid() == 0
                        ? "setpriv --reuid 65534 --regid 65534 --clear-groups env TMPDIR=/tmp HOME=/nonexistent sh"
                        : "sh -c 'exec sh'"
                case .absent: "nsenter -m -t \(other?.pid ?? 0) env TMPDIR=/tmp HOME=/nonexistent sh"
                }
            return "box 2 transport=\"\(transport)\"\(self == .mapped ? " paths=mapped" : "")\n"
        }
    }

    private static func unshare(_ flag: String) throws -> String { try sh("unshare \(flag) mount --bind /tmp /mnt") }

    /// Builds with nobody but the host for what `.DIST` names: `first`, which is not, holds the slot of this machine.
    private func make(
        _ manner: Manner, _ space: Space, targets: String, _ rules: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Ran {
        let other = manner == .absent ? try OtherRoot() : nil
        try space.write("../hosts", manner.hosts(space, other))
        // The user of a namespace may be somebody else.
        try sh("chmod 755 '\(space.root)'")
        try space.write("Makefile", Self.makefile(targets, rules))
        return try space.make("-j1", "-dD", "--hosts=\(space.root)/hosts", sourceLocation: sourceLocation)
    }

    private static func makefile(_ targets: String, _ rules: String) -> String {
        """
        T=\(targets)
        all: first ${T}
        first:
        	@i=0; for t in ${T}; do while ! test -e $$t && test $$i -lt 500; do sleep 0.02; i=$$((i + 1)); done; done
        \(rules)
        .DIST: ${T}
        .DIST.QUICK=no

        """
    }

    /// The same here; what it made, by name, and what it printed of the targets.
    private func local(_ space: Space, _ targets: String, _ rules: String) throws -> Ran {
        try space.write("Makefile", Self.makefile(targets, rules))
        let run = try space.make("-j1", "--hosts=/dev/null")
        #expect(run.isSuccess, run.all)
        return run
    }

    private static let objects = """
        .PATH: ${.CURDIR}/src
        CFLAGS=-g -O1 -Wall -MD -I${.CURDIR}/inc -DDATA=\\"${.CURDIR}/data\\"
        a.o b.o: ${.TARGET:R}.c ${.CURDIR}/inc/h.h
        	cc ${CFLAGS} -c ${.CURDIR}/src/${.TARGET:R}.c -o ${.TARGET}
        c.o: c.c
        	@cd ${.CURDIR}/src && cc ${CFLAGS} -MF ${.OBJDIR}/c.d -MT c.o -c c.c -o ${.OBJDIR}/c.o; echo made in ${.OBJDIR}
        text: ${.CURDIR}/src/a.c
        	sed -n 1p ${.CURDIR}/src/a.c >${.OBJDIR}/text && test -f ${.OBJDIR}/text
        """

    private func sources(_ space: Space) throws {
        try space.write(
            "src/a.c",
            "#include <h.h>\nconst char *a(void) { return __FILE__ DATA; }\nint f(int x) { int y; return H; }\n")
        try space.write(
            "src/b.c", "#include \"../inc/h.h\"\n#include <assert.h>\nint b(int x) { assert(x == H); return x; }\n")
        try space.write("src/c.c", "#include <h.h>\nint c(void) { return H; }\n")
        try space.write("inc/h.h", "#define H 1\n")
        try space.makeDirectory(space.path("obj"))
    }

    private func made(_ space: Space) -> [String: Data] {
        var made: [String: Data] = [:]
        for name in space.files("obj") { made[name] = space.data("obj/\(name)") }
        return made
    }

    /// Objects with debugging information, `__FILE__`, files of dependencies and warnings: with a directory for objects,
    /// sources on a search path, and headers that are named by absolute paths.
    @Test(arguments: Manner.maps + Manner.shows) func compilations(_ manner: Manner) throws {
        let space = try Space()
        try sources(space)
        let targets = "a.o b.o c.o text"
        let here = try local(space, targets, Self.objects)
        let expected = made(space)
        #expect(expected.keys.sorted() == ["a.d", "a.o", "b.d", "b.o", "c.d", "c.o", "text"])
        for name in expected.keys { try space.remove("obj/\(name)") }
        let run = try make(manner, space, targets: targets, Self.objects)
        #expect(run.isSuccess && run.places.count == 4, run.all)
        let found = made(space)
        #expect(found.keys.sorted() == expected.keys.sorted(), run.all)
        for (name, content) in expected {
            if manner.isMapping, name.hasSuffix(".d") {
                // The compiler breaks lines by the length of the names that it was given.
                let words = { (data: Data) in
                    String(decoding: data, as: UTF8.self).split { $0.isWhitespace || $0 == "\\" }
                }
                #expect(words(found[name] ?? Data()) == words(content), "\(name)")
            } else {
                #expect(found[name] == content, "\(name)")
            }
        }
        #expect(run.stdout.contains("\(space.tree)/src/a.c: In function"), run.all)
        #expect(run.lines("made in ") == here.lines("made in "), run.all)
        space.expectNoRemains()
    }

    /// What can be told only where the tree has its own name.
    private static let odd = """
        sed: in
        	sed 's|@x@|${.CURDIR}|' in >$@
        where: in
        	pwd >$@; cat $$PWD/in >>$@
        quoted:
        	sh -c 'x=1; cat ${.CURDIR}/in' >$@
        """

    @Test(arguments: Manner.shows) func theTreeHasItsName(_ manner: Manner) throws {
        let space = try Space()
        try space.write("in", "value @x@\n")
        let rules = Self.odd.replacing("quoted:", with: "quoted: in")
        let run = try make(manner, space, targets: "sed where quoted", rules)
        #expect(run.isSuccess && run.places.count == 3, run.all)
        #expect(space.text("sed") == "value \(space.tree)\n" && space.text("where") == "\(space.tree)\nvalue @x@\n")
        #expect(space.text("quoted") == "value @x@\n")
        space.expectNoRemains()
    }

    @Test(arguments: Manner.maps) func theTreeHasAnotherName(_ manner: Manner) throws {
        let space = try Space(Self.makefile("sed where quoted", Self.odd).replacing("first ", with: ""))
        try space.write("in", "value @x@\n")
        try space.write("../hosts", manner.hosts(space))
        let run = try space.make("-j1", "-dD", "--hosts=\(space.root)/hosts")
        #expect(run.isSuccess && run.places.isEmpty && !run.stderr.contains("are all its sources declared"), run.all)
        #expect(space.text("sed") == "value \(space.tree)\n" && space.text("where") == "\(space.tree)\nvalue @x@\n")
        #expect(space.text("quoted") == "value @x@\n")
        space.expectNoRemains()
    }

    /// Output with the name of the stage is not taken, and such recipes are not sent there again.
    @Test func aNameOfTheStageIsNoticed() throws {
        let space = try Space(
            """
            all: first a
            first:
            	@while ! test -e ${.CURDIR:H}/ran; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done
            a: b
            	@pwd >$@; echo a
            b:
            	@pwd >$@; : >${.CURDIR:H}/ran; echo b
            .DIST: a b
            .DIST.QUICK=no

            """)
        try space.write("../hosts", Manner.mapped.hosts(space))
        let run = try space.make("-j1", "-dD", "--hosts=\(space.root)/hosts")
        #expect(run.isSuccess && run.places.isEmpty, run.all)
        #expect(space.text("a") == "\(space.tree)\n" && space.text("b") == "\(space.tree)\n")
        #expect(run.lines("Target b: its output b names the directory of box").count == 1, run.all)
        #expect(run.lines("Target a stays here: such recipes put the name of their directory").count == 1, run.all)
        #expect(run.lines("a") == ["a"] && run.lines("b") == ["b"], run.all)
    }

    /// What a recipe writes beside its target stays on the host, even where that is this machine.
    @Test(arguments: Manner.maps + Manner.shows) func theTreeHereIsLeftAlone(_ manner: Manner) throws {
        let space = try Space()
        try space.write("in", "old\n")
        let run = try make(
            manner, space, targets: "out",
            "out: in\n\techo side >${.CURDIR}/side; echo new >${.CURDIR}/in; cat ${.CURDIR}/in >${.OBJDIR}/out\n")
        #expect(run.isSuccess && run.places.count == 1 && space.text("out") == "new\n", run.all)
        #expect(space.text("in") == "old\n" && !space.exists("side"))
    }

    @Test func pathsOfOtherTrees() throws {
        let space = try Space()
        let rules = "out:\n\tcat /mnt/none 2>/dev/null; echo >$@\nroot:\n\techo >$@; cat /mnt/none 2>/dev/null || :\n"
        try space.write("Makefile", "all: out root\n\(rules).DIST: out root\nout: .DIST.QUICK=no\n")
        try space.write("../hosts", Manner.mapped.hosts(space))
        let run = try space.make("-j1", "-dD", "--hosts=\(space.root)/hosts")
        #expect(run.isSuccess && run.places.isEmpty, run.all)
        let reason =
            "Target out stays here: its recipe names /mnt/none, which is neither of the tree nor of every machine"
        #expect(run.lines(reason).count == 1, run.all)
        #expect(run.summary == "distmake: 0 remote, 2 local (2 cannot travel)", run.all)
    }

    /// Where the tree begins: the uppermost make, a working copy, `.DIST.ROOT`.
    @Test(arguments: ["", "above", "copy", "named"]) func roots(_ way: String) throws {
        let space = try Space()
        try space.write("top/in", "in\n")
        try space.write(
            "top/sub/Makefile",
            "out: ${.CURDIR}/../in\n\tcat ${.CURDIR:H}/in ${.ALLSRC} >$@\n.DIST: out\n.DIST.QUICK=no\n"
                + (way == "named" ? ".DIST.ROOT=..\n" : ""))
        try space.write("top/Makefile", "all: .PHONY\n\t@cd sub && ${MAKE} out\n")
        if way == "copy" { try space.makeDirectory(space.path("top/.git")) }
        try space.write("../hosts", "box 1 transport=sh paths=mapped\n")
        let directory = way == "above" ? "top" : "top/sub"
        let run = try space.make(
            "-j1", "-dD", "-C", directory, environment: ["DISTMAKE_HOSTS": "\(space.root)/hosts"])
        #expect(run.isSuccess && space.text("top/sub/out") == "in\nin\n", run.all)
        // In /tmp what is not of the tree counts as the host's own, which here is the same file.
        let stage = run.lines("Retrieving target out ").first ?? ""
        #expect(stage.hasSuffix("/top/sub/out") || way.isEmpty, run.all)
    }
}

/// A place where this machine has an empty /tmp, so that no tree of a test is there.
final class OtherRoot {
    private let process = Process()
    var pid: pid_t { process.processIdentifier }

    init() throws {
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "exec unshare -m sh -c 'mount -t tmpfs none /tmp && echo there && exec sleep 600'"]
        process.currentDirectoryURL = URL(filePath: "/")
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        // It is there when it says so.
        _ = pipe.fileHandleForReading.availableData
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}

extension AbsolutePathTests.Manner {
    var isMapping: Bool { self == .embedded || self == .mapped }
}
