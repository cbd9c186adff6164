import Testing

/// What switches distribution on, and what does not.
@Suite struct ActivationTests {
    private static let copies = """
        all: a b
        a b: in
        	cp in $@
        .DIST: a b

        """

    private func space(_ makefile: String = copies, hosts: String? = Space.twoHosts) throws -> Space {
        let space = try Space(makefile, hosts: hosts)
        try space.write("in", "content\n")
        return space
    }

    private func expectOrdinary(
        _ run: Ran, _ space: Space, because reason: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(run.isSuccess, run.all, sourceLocation: sourceLocation)
        #expect(space.text("a") == "content\n" && space.text("b") == "content\n", sourceLocation: sourceLocation)
        #expect(run.lines("Distributed build is off: ") == [reason], run.all, sourceLocation: sourceLocation)
        #expect(run.lines("Enabling") == [] && run.summary == nil, run.all, sourceLocation: sourceLocation)
        #expect(space.stages.isEmpty, sourceLocation: sourceLocation)
    }

    @Test func withoutJobs() throws {
        let space = try space()
        expectOrdinary(try space.make("-dD"), space, because: "Distributed build is off: it needs -j.")
    }

    @Test func inCompatMode() throws {
        let space = try space()
        expectOrdinary(
            try space.make("-dD", "-j2", "-B"), space,
            because: "Distributed build is off: it needs jobs mode, without -B and -q.")
    }

    @Test func withoutTargets() throws {
        let space = try space("all: a b\na b: in\n\tcp in $@\n")
        expectOrdinary(
            try space.make("-dD", "-j2"), space, because: "Distributed build is off: no target is named by .DIST.")
    }

    @Test func withoutHosts() throws {
        let space = try space(hosts: nil)
        let run = try space.make("-dD", "-j2")
        expectOrdinary(
            run, space,
            because: "Distributed build is off: the hosts file \(space.root)/home/.makehosts cannot be used.")
        // Nobody named the file, so that it is missing is no mistake.
        #expect(run.lines("distmake: ") == [])
    }

    @Test func withoutHome() throws {
        let space = try space()
        expectOrdinary(
            try space.make("-dD", "-j2", environment: ["HOME": ""]), space,
            because:
                "Distributed build is off: neither HOME nor DISTMAKE_HOSTS is set, so there is no hosts file.")
    }

    @Test func nothingIsSaidUnasked() throws {
        for (arguments, hosts) in [("-j2", nil), ("-j2", ""), ("-B", Space.twoHosts)] as [(String, String?)] {
            let space = try space(hosts: hosts)
            let run = try space.make(arguments)
            #expect(run.isSuccess && run.stderr == "" && run.summary == nil, run.all)
        }
    }

    @Test func oneAtATimeMeansOneAtATime() throws {
        let space = try space(Self.copies + ".NOTPARALLEL:\n")
        expectOrdinary(
            try space.make("-dD", "-j2"), space, because: "Distributed build is off: the makefile says .NOTPARALLEL.")
    }

    @Test func active() throws {
        let space = try space()
        let run = try space.make("-j2", "-dD")
        #expect(run.isSuccess && run.lines("Enabling") == ["Enabling distributed build."], run.all)
        #expect(run.places == ["a": "box1", "b": "box2"] || run.places == ["a": "box2", "b": "box1"], run.all)
        #expect(run.summary == "distmake: 2 remote (box1 1, box2 1), 0 local")
        space.expectNoRemains()
        // Nothing to do, nothing to count.
        let second = try space.make("-j2")
        #expect(second.isSuccess && second.stdout == "" && second.stderr == "", second.all)
    }

    // MARK: Which file

    @Test func hostsFromTheEnvironmentAndTheCommandLine() throws {
        let space = try space()
        try space.write("env.hosts", "env 4 transport=sh\n")
        try space.write("option.hosts", "option 4 transport=sh\n")
        let variables = ["DISTMAKE_HOSTS": space.path("env.hosts")]
        let first = try space.make("-j2", "-dD", environment: variables)
        #expect(first.isSuccess && Set(first.places.values) == ["env"], first.all)
        try space.remove("a")
        let second = try space.make("-j2", "-dD", "--hosts=option.hosts", environment: variables)
        #expect(second.isSuccess && second.places == ["a": "option"], second.all)
    }

    @Test func aNamedFileThatIsMissingIsAMistake() throws {
        let space = try space()
        let run = try space.make("-dD", "-j2", "--hosts=nowhere")
        expectOrdinary(run, space, because: "Distributed build is off: the hosts file nowhere cannot be used.")
        #expect(
            run.lines("distmake: ") == ["distmake: nowhere: cannot read the hosts file: No such file or directory"])
    }

    @Test(arguments: [
        "DISTMAKE_HOSTS=evil\n", "DISTMAKE_HOSTS=evil\n.export DISTMAKE_HOSTS\n", ".export-env\nDISTMAKE_HOSTS=evil\n",
        "DISTMAKE_HOSTS=evil\n.export-env DISTMAKE_HOSTS\n", ".MAKEFLAGS: --hosts=evil\n",
        ".MAKEFLAGS: DISTMAKE_HOSTS=evil\n", "HOME=${.CURDIR}\n.export HOME\n", ".unexport-env\n",
    ])
    func neverFromTheMakefile(_ line: String) throws {
        let evil = "evil 4 transport=\"sh -c 'touch ran; exec sh'\"\n"
        for hosts in [Space.twoHosts, nil] {
            let space = try space(line + Self.copies, hosts: hosts)
            try space.write("evil", evil)
            try space.write(".makehosts", evil)
            let run = try space.make("-j2", "-dD")
            #expect(run.isSuccess && space.text("a") == "content\n", run.all)
            #expect(!space.exists("ran") && !run.stderr.contains("host evil"), run.all)
            #expect(run.places.count == (hosts == nil ? 0 : 2), run.all)
            // Neither a message about a file that nobody named.
            if !line.contains("--hosts") {
                #expect(run.lines("distmake: ") == (run.summary.map { [$0] } ?? []), run.all)
            }
        }
    }

    // MARK: Bad files

    struct BadFile: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        init(_ text: String, _ message: String) { (self.text, self.message) = (text, message) }
        var testDescription: String { text }
    }

    @Test(arguments: [
        BadFile("one", ":1:1: found nothing after the host `one'; expected the number of its jobs: `one 4'"),
        BadFile("one 2\n  two x\n", ":2:7: found `x' after the host `two'; expected the number of its jobs: `two 4'"),
        BadFile("one -1\n", ":1:5: found `-1' jobs for the host `one'; expected a number from 1 to "),
        BadFile("one 0\n", ":1:5: found `0' jobs for the host `one'; expected a number from 1 to "),
        BadFile("one 99999999999999999999\n", ":1:5: found `99999999999999999999' jobs for the host `one'; expected"),
        BadFile(
            "one 2\ntwo 2\n\none 4\n",
            ":4:1: found the host `one' again; it is on line 1 already: add the numbers up in one entry"),
        BadFile("speed=2\n", ":1:1: found the attribute `speed=2' before any host; expected a host and"),
        BadFile("one 2 speed=fast\n", ":1:7: found the speed `fast'; expected a decimal number above 0, such as"),
        BadFile("one 2 transport=\"sh\n", ":1:7: found a quote that is never closed; close it, or"),
        BadFile("one 2\0\n", ": found a NUL byte; a hosts file is text, with lines such as `buildbox 4'"),
    ])
    func syntaxErrors(_ bad: BadFile) throws {
        let space = try space(hosts: bad.text)
        let run = try space.make("-j2", "-dD")
        let file = "\(space.root)/home/.makehosts"
        expectOrdinary(run, space, because: "Distributed build is off: the hosts file \(file) cannot be used.")
        #expect(run.lines("distmake: ").first?.hasPrefix("distmake: \(file)\(bad.message)") == true, run.all)
    }

    @Test func aDirectory() throws {
        let space = try space(hosts: nil)
        try space.makeDirectory(space.root + "/home/.makehosts")
        let run = try space.make("-j2")
        #expect(run.isSuccess && space.text("a") == "content\n", run.all)
        #expect(
            run.stderr == "distmake: \(space.root)/home/.makehosts: this is a directory; a hosts file was expected, "
                + "with lines such as `buildbox 4'\n")
    }

    @Test func anEmptyFile() throws {
        let space = try space(hosts: "# nothing\n")
        expectOrdinary(
            try space.make("-j2", "-dD"), space,
            because: "Distributed build is off: the hosts file \(space.root)/home/.makehosts names no hosts.")
    }
}
