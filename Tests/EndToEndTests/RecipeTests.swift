import Foundation
import Testing

/// A recipe on a host sees what it would see here, and leaves what it would leave here.
@Suite struct RecipeTests {
    @Test func whatRemoteRecipesPrint() throws {
        let space = try Space(
            """
            all: loud silent quiet partial
            loud:
            	echo text; echo 'to stderr' >&2
            	: >$@
            silent: .SILENT
            	echo of silent; : >$@
            quiet:
            	@: >$@
            partial:
            	@printf 'no newline'; : >$@
            .ORDER: loud silent quiet partial
            .DIST: loud silent quiet partial

            """, hosts: "box 1 transport=sh\n")
        let run = try space.make("-j1")
        #expect(run.isSuccess, run.all)
        #expect(
            run.stdoutInShort == """
                --- loud ---
                echo text; echo 'to stderr' >&2
                text
                to stderr
                : >loud
                --- silent ---
                of silent
                --- quiet ---
                --- partial ---
                no newline
                distmake: 4 remote (box 4), 0 local

                """, run.all)
        #expect(run.stderr == "")
    }

    @Test func ignoredCommands() throws {
        let space = try Space(
            """
            all: dash whole
            dash:
            	-exit 3
            	@echo on >$@
            whole: .IGNORE
            	false
            	@echo on >$@
            .DIST: dash whole

            """, hosts: "box 2 transport=sh\n")
        let here = try Space(hosts: nil)
        try here.write("Makefile", #require(space.text("Makefile")))
        // One shell runs the recipe, and `exit` ends it: what becomes of that is the same there as here.
        let local = try here.make("-j1", "dash", "whole")
        let run = try space.make("-j1", "-dD", "dash", "whole")
        #expect(run.status == local.status, run.all)
        #expect(space.text("whole") == here.text("whole") && space.text("dash") == here.text("dash"), run.all)
    }

    /// Without what names the stage: such an output would not be taken.
    @Test func environment() throws {
        let space = try Space(
            """
            PLAIN=not exported
            SHOWN=it's "quoted" $$HOME \\n
            LATE=value of ${WHAT}
            WHAT=late
            .export SHOWN LATE
            out:
            	env | grep -v -e PWD= -e ^TMPDIR= | sort >$@
            .DIST: out

            """, hosts: "box 1 transport=sh\n")
        let run = try space.make(
            "-j1", "-dD", "FROM_COMMAND_LINE=yes", environment: ["SECRET": "token", "TZ": "UTC", "LD_PRELOAD_NOT": "x"])
        #expect(run.isSuccess && run.places == ["out": "box"], run.all)
        let lines = try #require(space.text("out")).split(separator: "\n").map(String.init)
        #expect(lines.contains("SHOWN=it's \"quoted\" $HOME \\n"), "\(lines)")
        #expect(lines.contains("LATE=value of late"), "\(lines)")
        #expect(lines.contains("TZ=UTC") && lines.contains("LC_ALL=C"), "\(lines)")
        #expect(lines.contains { $0.hasPrefix("PATH=/") }, "\(lines)")
        let unwanted = ["SECRET", "MAKEFLAGS", "MAKELEVEL", "PLAIN", "LD_PRELOAD_NOT", ".MAKE", "DISTMAKE"]
        #expect(!lines.contains { line in unwanted.contains { line.hasPrefix($0) } }, "\(lines)")
    }

    @Test func umaskAndPermissions() throws {
        let makefile = """
            all: plain script closed
            plain:
            	echo text >$@
            script: tool
            	cp tool $@; ./tool >>$@; chmod u+x $@
            closed:
            	echo text >$@; umask >>$@
            .DIST: plain script closed

            """
        for mask in [0o022, 0o077, 0o002] {
            let here = try Space(makefile)
            let there = try Space(makefile, hosts: Space.twoHosts)
            for space in [here, there] {
                try space.write("tool", "#!/bin/sh\necho '# ran'\n")
                try sh("chmod 755 \(space.path("tool"))")
                let run = try space.make("-j2", "-dD", umask: mask)
                #expect(run.isSuccess && run.places.count == (space === there ? 3 : 0), run.all)
            }
            #expect(there.text("script") == "#!/bin/sh\necho '# ran'\n# ran\n")
            #expect(there.text("closed") == here.text("closed"))
            for name in ["plain", "closed"] { #expect(try there.permissions(name) == here.permissions(name)) }
            #expect(try there.permissions("script") & 0o100 != 0)
            #expect(try there.permissions("script") == 0o777 & ~mask)
        }
    }

    @Test(arguments: [
        "with blank", "it's", "dol$lar", "back\\slash", "star*", "semi;colon", "-dash", "ünïcode", "tab\there",
    ])
    func strangeNames(_ name: String) throws {
        let makefile = """
            IN=${NAME_IN}
            all: one
            one: source
            	cp ${IN:Q} ./${OUT:Q} && cp ./${OUT:Q} $@
            .DIST: one

            """
        for hosts in [nil, Space.twoHosts] {
            let space = try Space(makefile, hosts: hosts)
            try space.write("source", "s\n")
            try space.write("./\(name)", "content of it\n")
            // Nothing declares the file, so that the recipe fails there and succeeds here.
            let run = try space.make(
                "-j1", "NAME_IN=./\(name.replacingOccurrences(of: "$", with: "$$"))",
                "OUT=o\(name.replacingOccurrences(of: "$", with: "$$"))")
            #expect(run.isSuccess && space.text("one") == "content of it\n", run.all)
            #expect(space.text("o\(name)") == "content of it\n")
        }
    }

    /// Names that a makefile can name as sources and targets.
    @Test(arguments: ["it's", "per%cent", "at@sign", "plus+", "comma,", "-dash", "ünïcode", "a~b", "hash#x"])
    func strangeTargets(_ name: String) throws {
        let quoted = name.replacingOccurrences(of: "#", with: "\\#")
        let space = try Space(
            "N=\(quoted)\nall: out.${N}\nout.${N}: ./in.${N}\n\tcp ./${.ALLSRC:T:Q} ./${.TARGET:Q}\n.DIST: out.${N}\n",
            hosts: Space.twoHosts)
        try space.write("in.\(name)", "content\n")
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && space.text("out.\(name)") == "content\n", run.all)
        #expect(run.summary?.contains(" 1 remote ") == true, run.all)
        space.expectNoRemains()
    }

    @Test func muchOutput() throws {
        let space = try Space(
            "out:\n\t@seq 300000; : >$@\n.DIST: out\n", hosts: "box 1 transport=sh\n")
        let run = try space.make("-j1")
        #expect(run.isSuccess)
        let lines = run.stdoutInShort.split(separator: "\n")
        #expect(lines.first == "--- out ---" && lines.last == "distmake: 1 remote (box 1), 0 local")
        #expect(lines.dropFirst().dropLast().elementsEqual((1...300000).map { Substring("\($0)") }))
    }

    @Test func binaryFiles() throws {
        let space = try Space(
            "all: copy big empty\ncopy: in\n\tcp in $@\nbig: copy\n\tcat copy copy copy copy >$@\nempty:\n\t: >$@\n"
                + ".DIST: copy big empty\n", hosts: Space.twoHosts)
        var content = Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) })
        content.append(contentsOf: Array(0...255))
        try space.write("in", content)
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && run.places.count == 3, run.all)
        #expect(space.data("copy") == content)
        #expect(space.data("big") == content + content + content + content)
        #expect(space.data("empty") == Data())
    }

    @Test func binaryLog() throws {
        let space = try Space(
            "out:\n\t@printf 'a\\000\\377\\033[1mb\\n'; : >$@\n.DIST: out\n", hosts: "box 1 transport=sh\n")
        let run = try space.make("-j1")
        #expect(run.isSuccess && run.stdout.hasPrefix("--- out ---\na\0\u{FFFD}\u{1B}[1mb\n"), run.all)
    }

    @Test func standardInput() throws {
        let space = try Space("out:\n\t@cat >$@; echo end >>$@\n.DIST: out\n", hosts: "box 1 transport=sh\n")
        // In jobs mode the script itself is the standard input, here and there.
        let here = try Space("out:\n\t@cat >$@; echo end >>$@\n")
        let local = try here.make("-j1", input: "of the user\n")
        let run = try space.make("-j1", "-dD", input: "of the user\n")
        #expect(run.status == local.status && space.text("out") == here.text("out"), run.all)
        #expect(space.text("out")?.contains("of the user") != true)
    }

    @Test func daemonsDoNotHoldTheBuild() throws {
        let space = try Space(
            "out:\n\t@(exec sleep 300.\(getpid())) & echo made >$@\n.DIST: out\n", hosts: "box 1 transport=sh\n")
        let run = try space.make("-j1", limit: 10)
        #expect(run.isSuccess && space.text("out") == "made\n", run.all)
        // It ends with the stage.
        #expect(eventually(3) { space.processes("300.\(getpid())").isEmpty })
    }

    @Test func severalLinesShareAShell() throws {
        let space = try Space(
            "out: in sub/in\n\t@cd sub; V=kept\n\t@echo $$V >../$@; cat in >>../$@\n.DIST: out\n", hosts: Space.twoHosts
        )
        try space.write("in", "above\n")
        try space.write("sub/in", "below\n")
        let run = try space.make("-j1", "-dD")
        #expect(run.isSuccess && run.places.count == 1 && space.text("out") == "kept\nbelow\n", run.all)
    }

    @Test func ownShell() throws {
        let space = try Space(
            ".SHELL: name=sh path=/bin/bash\nout:\n\t@[[ a == a ]] && echo $${BASH_VERSION:+bash} >$@\n.DIST: out\n",
            hosts: "box 1 transport=sh\n")
        let run = try space.make("-j1", "-dD")
        #expect(run.isSuccess && run.places.count == 1 && space.text("out") == "bash\n", run.all)
    }
}
