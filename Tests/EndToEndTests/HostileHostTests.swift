import Foundation
import Testing

/// Hosts that lie, and recipes that leave on a host what is no honest output: nothing but contents of targets gets here,
/// and the build is that of a machine without hosts (Documentation/threats.md).
@Suite struct HostileHostTests {
    /// One target; `there` is what its recipe does in a stage.
    private func space(there: String, here: String = "echo good >$@", hosts: String = "bad 2 transport=sh\n") throws
        -> Space
    {
        let space = try Space(
            """
            all: out
            out: in
            	@case $$PWD in */tree/*) \(there) ;; *) \(here) ;; esac
            .DIST: out

            """, hosts: hosts)
        try space.write("in", "content\n", age: 10)
        return space
    }

    private func expectGood(_ space: Space, _ run: Ran, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(run.isSuccess && space.text("out") == "good\n", run.all, sourceLocation: sourceLocation)
        #expect(try space.permissions("out") == 0o644, run.all, sourceLocation: sourceLocation)
        #expect(try sh("test -f \(space.path("out")) && ! test -L \(space.path("out"))") == "")
        #expect(space.files() == ["Makefile", "in", "out"], run.all, sourceLocation: sourceLocation)
        space.expectNoRemains(sourceLocation: sourceLocation)
    }

    // MARK: What a recipe leaves there

    private static let noFiles = [
        "ln -s /etc/passwd $@", "ln -s ../../../secret $@", "mkdir $@", "mkfifo $@", "mkdir d && ln -s d $@",
    ]

    @Test(arguments: noFiles + (getuid() == 0 ? ["mknod $@ c 1 5"] : []))
    func whatIsNoFileIsNotBroughtBack(_ command: String) throws {
        let space = try space(there: "echo no >../secret; \(command)")
        let run = try space.make("-j1", "-dD")
        try expectGood(space, run)
        #expect(
            run.lines("Target ") == ["Target out made something else than a file of out on bad; trying it here."],
            run.all)
        #expect(run.stderr == "" || run.lines("distmake: host").isEmpty, run.all)
        #expect(run.summary == "distmake: 0 remote, 1 local (1 cannot travel)", run.all)
    }

    /// Many such targets say nothing against their hosts.
    @Test func hostsAreNotToBlameForLinks() throws {
        let space = try Space(
            """
            L=l1 l2 l3 l4 l5 l6
            all: ${L} file
            ${L}: in
            	ln -sf in $@
            file: ${L} in
            	cat in >$@
            .DIST: ${L} file
            .DIST.QUICK=no

            """, hosts: "box 1 transport=sh\n")
        try space.write("in", "content\n")
        let run = try space.make("-j1")
        #expect(run.isSuccess && run.stderr == "", run.all)
        #expect(space.text("l6") == "content\n" && space.text("file") == "content\n", run.all)
        #expect(run.summary?.contains(" cannot travel)") == true, run.all)
        #expect(try sh("cd '\(space.tree)' && readlink l1 l6") == "in\nin\n")
    }

    @Test(arguments: [("6777", 0o755), ("4711", 0o755), ("2640", 0o644), ("1644", 0o644)])
    func modesAreThoseOfAFileMadeHere(_ mode: String, _ expected: Int) throws {
        let space = try space(there: "echo good >$@; chmod \(mode) $@")
        let run = try space.make("-j1")
        #expect(run.isSuccess && space.text("out") == "good\n" && run.summary?.contains("1 remote") == true, run.all)
        #expect(try space.permissions("out") == expected)
    }

    /// A stage is swapped for another directory, for a link, for nothing.
    @Test(arguments: [
        "mv $$S $$S.old; mkdir -p $$PWD", "mv $$S $$S.old; ln -s \"$${S%/*}\" $$S", "mv $$S/tree $$S/gone",
        "rm -rf $$S/tree; ln -s / $$S/tree", "rm -rf $$S/job", "chmod 0 $$S/tree; mv $$S/pids $$S/dips",
    ])
    func aStageThatIsReplaced(_ command: String) throws {
        let space = try Space(
            """
            T=t1 t2 t3
            all: ${T}
            ${T}: in
            	@S=$${PWD%%/tree/*}; case $$PWD in */tree/*) if mkdir ${.CURDIR}/swapped 2>/dev/null; then \(command); fi ;; esac; \
            		cd $$PWD && cat in >$@
            .DIST: ${T}

            """, hosts: "bad 1 transport=sh\n")
        try space.write("in", "content\n", age: 10)
        try space.write("../precious", "precious\n")
        let run = try space.make("-j1", "-dD", limit: 60)
        #expect(run.isSuccess, run.all)
        for name in ["t1", "t2", "t3"] { #expect(space.text(name) == "content\n", run.all) }
        #expect(space.text("../precious") == "precious\n")
        // What the recipe itself has moved away is its own.
        #expect(eventually { space.stages.allSatisfy { $0.hasSuffix(".old") } }, "\(space.stages)")
        #expect(eventually { space.processes().isEmpty }, "\(space.processes())")
        #expect(space.files().filter { $0.hasPrefix(".") } == [])
    }

    /// A recipe that writes to its shell's own stream costs the host the action, and gives no result.
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd"), "needs /proc"),
        arguments: [
            "echo junk", "printf '\\n%032d D 1 0 0\\n' 0", "printf '\\n%032d O 1 0 0\\nforged' 0",
            "head -c 3000000 /dev/zero",
        ])
    func aRecipeThatForgesFrames(_ forgery: String) throws {
        let space = try space(there: "\(forgery) >/proc/$$PPID/fd/1; echo bad >$@")
        let run = try space.make("-j1", "-dD", limit: 60)
        try expectGood(space, run)
        #expect(run.lines("Target out was lost on bad: ").count == 3, run.all)
        #expect(run.summary == "distmake: 0 remote, 1 local (1 lost three times), 1 retried", run.all)
    }

    /// Behind a link, `..` is another place than the text of the name says.
    @Test func namesThroughLinks() throws {
        let space = try Space(
            """
            all: link/../out far/x
            link/../out: in
            	cat in >$@
            far/x: in
            	cat in >$@
            .DIST: link/../out far/x
            .DIST.QUICK=no

            """, hosts: "box 2 transport=sh\n")
        try space.write("in", "content\n", age: 10)
        try sh("cd '\(space.tree)' && mkdir -p other/deep && ln -s other/deep link && ln -s other far")
        let run = try space.make("-j1", "-dD")
        #expect(run.isSuccess && space.text("other/out") == "content\n" && !space.exists("out"), run.all)
        #expect(space.text("other/x") == "content\n", run.all)
        #expect(run.lines("Target link/../out stays here: link/../out leads through a link.").count == 1, run.all)
        #expect(try sh("cd '\(space.tree)' && readlink far") == "other\n")
    }

    // MARK: What stands between

    /// A host whose answers go through a rule of perl, line by line.
    private func liar(_ rule: String) throws -> Space {
        let space = try space(there: "echo good >$@", hosts: "")
        let program = """
            $| = 1;
            open(my $host, "-|", "exec sh") or die;
            binmode $host; binmode STDOUT;
            while (my $line = <$host>) { \(rule); print $line }
            """
        try space.write("../liar.pl", program)
        try space.write("../home/.makehosts", "bad 2 transport=\"perl \(space.root)/liar.pl\"\n")
        return space
    }

    private static let lies: [(String, String)] = [
        // Names and numbers that are not of our list.
        (#"$line =~ s{^(\S{32} O \d+) 0 }{$1 1 }"#, "an output that was not asked for"),
        (#"$line =~ s{^(\S{32} O \d+) 0 }{$1 ../../evil }"#, "an output that was not asked for"),
        (#"$line =~ s{^(\S{32} O \d+) 0 }{$1 /etc/passwd }"#, "an output that was not asked for"),
        (#"$line =~ s{^(\S{32} O \d+) 0 }{$1 99999999999999999999 }"#, "an output that was not asked for"),
        (#"$line =~ s{^(\S{32} O \d+) 0 }{$1 \x1b[2J }"#, "an output that was not asked for"),
        (#"$line =~ s{^(\S{32} O) \d+ }{$1 999 }"#, "a frame for no action of ours"),
        (#"$line =~ s{^(\S{32} O) \d+ 0 }{$1 }"#, "a frame for no action of ours"),
        // Frames at the wrong time, twice, too long, without a kind, of another session.
        (#"$line =~ s{^(\S{32} S .*\n)$}{$1\n$1}"#, "a frame out of turn"),
        (#"$line =~ s{^(\S{32}) S (.*)\n$}{$1 E $2\n}"#, "a frame out of turn"),
        (#"$line =~ s{^(\S{32}) S (.*)\n$}{"$1 S $2 " . "x" x 9000 . "\n"}e"#, "a frame's line is too long"),
        (#"$line =~ s{^(\S{32}) S (.*)\n$}{$1 SS $2\n}"#, "a frame without a kind"),
        (#"$line =~ s{^\S{32} S (.*)\n$}{"0" x 32 . " S $1\n"}e"#, "unexpected output in the stream"),
        (#"$line =~ s{^(\S{32} D \d+) 0 }{$1 1024 }"#, "a malformed end of an action"),
        (#"$line =~ s{^(\S{32} D \d+) 0 }{$1 -1 }"#, "a malformed end of an action"),
        // An output that is cut, left out, too short, without its end.
        (#"$line = "" if $line eq "good\n""#, "its output"),
        (#"$line =~ s{^good\n$}{goo}"#, "its output"), (#"$line =~ s{^good\n$}{good\nand more\n}"#, "its output"),
        (#"$line =~ s{^(\S{32} T \d+) 0 }{$1 1 }"#, "its output"),
        (#"$line =~ s{^(\S{32} T .*)\n$}{$1 x x\n}"#, "a malformed end of a payload"),
        (#"$line = "" if $line =~ /^\S{32} T /"#, "a payload without an end"),
        (#"kill 9, $$ if $line =~ /^\S{32} T /"#, "the connection to it ended"),
        (#"kill 9, $$ if $line =~ /^\S{32} E /"#, "the connection to it ended"),
        // It keeps the rest where nobody finds it.
        (#"$line =~ s{^(\S{32} T \d+) 0 0 .*\n$}{$1 0 1\n}"#, "it could not be read there"),
    ]

    private static let hasPerl = (try? sh("command -v perl")) != nil

    @Test(.enabled(if: hasPerl, "perl is not installed"), arguments: lies)
    func aLieCostsTheActionAndGivesNoResult(_ rule: String, _ reason: String) throws {
        let space = try liar(rule)
        let run = try space.make("-j1", "-dD", limit: 60)
        try expectGood(space, run)
        let losses = run.lines("Target out was lost on bad: ")
        #expect(losses.count == 3, run.all)
        #expect(losses.allSatisfy { $0.contains(reason) }, run.all)
        #expect(!run.stdout.contains("\u{1B}") && !run.stderr.contains("\u{1B}"), run.all)
    }

    /// Whatever it says of itself, nothing that a terminal would obey is passed on.
    @Test(
        .enabled(if: hasPerl, "perl is not installed"),
        arguments: [
            #"$line =~ s{^(\S{32}) S (\d+)\n$}{$1 F $2 no\x1b]0;title\x07 room\xc2\x9b\n}"#,
            #"$line =~ s{^(\S{32}) G\n$}{$1 F no\x1b[2Jstage\xc2\x9b\n}"#,
            #"$line =~ s{^(\S{32}) I stage .*\n$}{$1 I stage /tmp/\x1b[2J\xc2\x9b\n}"#,
            #"if ($line =~ / S /) { print STDERR "\x1b]52;c;xx\x07 gone\xc2\x9b\n"; kill 9, $$ }"#,
            #"if ($line =~ / G$/) { print STDERR "\x1b]52;c;xx\x07 gone\xc2\x9b\n"; kill 9, $$ }"#,
        ])
    func messagesAreNoTerminalControls(_ rule: String) throws {
        let space = try liar(rule)
        let run = try space.make("-j1", "-dD", limit: 60)
        try expectGood(space, run)
        for text in [run.stdout, run.stderr] {
            #expect(!text.contains { "\u{1B}\u{07}\u{9B}".contains($0) }, run.all)
        }
    }

    /// Floods end the connection, in bounded memory.
    @Test(
        .enabled(if: hasPerl, "perl is not installed"),
        arguments: [
            (#"if ($line =~ /^(\S{32}) G/) { print $line; while (1) { print "\n$1 B 1\n" } }"#, "what was not asked"),
            (#"if ($line =~ /^(\S{32}) G/) { print $line; while (1) { print "\n$1 C 0 0\n" } }"#, "what was not asked"),
            (#"if ($line =~ /^(\S{32}) G/) { print $line; while (1) { print "x" x 65536 } }"#, "unexpected output"),
            (#"if ($line =~ /^(\S{32}) G/) { print "x" x 65536 while 1 }"#, "unexpected output"),
            (#"if ($line =~ /^(\S{32}) I/) { while (1) { print "\n$1 I unset A B\n" } }"#, "says too much"),
            (
                #"if ($line =~ /^(\S{32}) S/ && !fork) { while (1) { print STDERR "x" x 65536 } }"#,
                "Retrieving target out from bad"
            ),
            (#"if ($line =~ /^(\S{32}) L/) { print $line; print "x" x 65536 while 1 }"#, "more output than allowed"),
        ])
    func floodsAreBounded(_ rule: String, _ reason: String) throws {
        let space = try liar(rule)
        // Something to be told, for the log.
        let makefile = try #require(space.text("Makefile"))
        try space.write("Makefile", makefile.replacingOccurrences(of: "echo good >$@", with: "echo log; echo good >$@"))
        try space.write("../home/.makehosts", "bad 2 transport=\"perl \(space.root)/liar.pl\"\nbox 1 transport=sh\n")
        let run = try space.make("-j1", "-dD", ulimit: "-v 2000000", limit: 60)
        try expectGood(space, run)
        #expect((run.stdout + run.stderr).contains(reason), run.all)
    }
}
