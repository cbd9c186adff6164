import Foundation
import Testing

/// `-j 4` means four jobs over all programs that a build starts, and all four while there is work.
@Suite struct JobBudgetTests {
    /// A tool, as a recipe runs it.
    enum Tool: String, CaseIterable {
        case distmake, bmake, oldGNUMake, newGNUMake, ninja, cargo

        var program: String? {
            switch self {
            case .distmake: Space.distmake
            case .bmake: ForeignTools.bmake
            case .oldGNUMake: ForeignTools.oldGNUMake
            case .newGNUMake: ForeignTools.newGNUMake
            case .ninja: ForeignTools.ninja
            case .cargo: ForeignTools.cargo
            }
        }
        var isThere: Bool { program != nil }

        /// Writes a project of six jobs, named `NAME1` to `NAME6`; the command that builds it.
        func project(_ name: String, _ jobs: CountedJobs) throws -> String {
            let space = jobs.space
            let program = program ?? "false"
            let names = (1...6).map { "\(name)\($0)" }
            func makefile() throws {
                try space.write(
                    "\(name).mk",
                    "all: \(names.joined(separator: " "))\n"
                        + names.map { "\($0):\n\t@\(jobs.job)4 \($0)\n" }.joined())
            }
            switch self {
            case .distmake, .bmake:
                try makefile()
                return "\(program) -r -f \(name).mk"
            case .oldGNUMake, .newGNUMake:
                try makefile()
                return "\(program) -f \(name).mk"
            case .ninja:
                try space.write(
                    "\(name).ninja",
                    "rule job\n  command = \(jobs.job)4 $out\n" + names.map { "build \($0): job\n" }.joined())
                return "\(program) -f \(name).ninja"
            case .cargo:
                for crate in names {
                    let folder = "\(name)/\(crate)"
                    try space.write(
                        "\(folder)/Cargo.toml",
                        "[package]\nname = \"\(crate)\"\nversion = \"0.1.0\"\nedition = \"2018\"\nbuild = \"build.rs\"\n"
                    )
                    try space.write("\(folder)/src/lib.rs", "")
                    try space.write(
                        "\(folder)/build.rs",
                        """
                        fn main() {
                            let status = std::process::Command::new("sh")
                                .args(&["\(space.root)/job", "\(space.root)/\(jobs.directory)", "4", "\(crate)"]).status().unwrap();
                            assert!(status.success());
                        }

                        """)
                }
                let members = names.map { "\"\($0)\"" }.joined(separator: ", ")
                try space.write("\(name)/Cargo.toml", "[workspace]\nmembers = [\(members)]\nresolver = \"1\"\n")
                return "cd \(name) && \(program) build --offline"
            }
        }
    }

    private static let missing = Tool.allCases.filter { !$0.isThere }.map(\.rawValue).joined(separator: ", ")

    /// Says in the report what the tests below had to leave out.
    @Test(.enabled(if: missing.isEmpty, "not proved here, for want of a suitable program: \(missing)"))
    func everyToolIsThere() { #expect(Self.missing.isEmpty) }

    /// cargo finds its own files through these.
    private static let environment = ProcessInfo.processInfo.environment.filter {
        ["HOME", "CARGO_HOME", "RUSTUP_HOME", "PATH"].contains($0.key)
    }

    /// Recipes `NAME: COMMAND`, and beside them jobs of make's own.
    private func makefile(_ commands: [(name: String, command: String)], _ jobs: CountedJobs, own: Int = 4) -> String {
        let leaves = (1...max(own, 1)).prefix(own).map { "own\($0)" }
        let all = commands.map(\.name) + leaves
        return ".PHONY: \(all.joined(separator: " "))\nall: \(all.joined(separator: " "))\n"
            + commands.map { "\($0.name):\n\t@\($0.command)\n" }.joined()
            + leaves.map { "\($0):\n\t@\(jobs.job)4 \($0)\n" }.joined()
    }

    @Test(
        arguments: Tool.allCases.filter(\.isThere))
    func below(_ tool: Tool) throws {
        let space = try Space()
        let jobs = try CountedJobs(space)
        try space.write(
            "Makefile", makefile([("a", tool.project("a", jobs)), ("b", tool.project("b", jobs))], jobs))
        let run = try space.make("-r", "-j4", environment: Self.environment)
        #expect(run.isSuccess, run.all)
        jobs.expect(16, most: 4, run)
    }

    /// Alone it gets everything.
    @Test(arguments: Tool.allCases.filter(\.isThere)) func alone(_ tool: Tool) throws {
        let space = try Space()
        let jobs = try CountedJobs(space)
        try space.write("Makefile", makefile([("a", tool.project("a", jobs))], jobs, own: 0))
        let run = try space.make("-r", "-j4", environment: Self.environment)
        #expect(run.isSuccess, run.all)
        jobs.expect(6, most: 4, run)
    }

    @Test func allOfThem() throws {
        let space = try Space()
        let jobs = try CountedJobs(space)
        let tools = Tool.allCases.filter(\.isThere)
        try space.write(
            "Makefile", makefile(tools.map { ($0.rawValue, try $0.project($0.rawValue, jobs)) }, jobs))
        let run = try space.make("-r", "-j4", environment: Self.environment)
        #expect(run.isSuccess, run.all)
        jobs.expect(6 * tools.count + 4, most: 4, run)
    }

    @Test(
        .enabled(if: Tool.bmake.isThere, "bmake is not installed"),
        arguments: [Tool.oldGNUMake, .newGNUMake].filter(\.isThere))
    func nested(_ gnu: Tool) throws {
        let space = try Space()
        let jobs = try CountedJobs(space)
        let gmake = try #require(gnu.program)
        let inner = try Tool.bmake.project("bmake", jobs)
        let beside = try Tool.distmake.project("own", jobs)
        try space.write("third.mk", makefile([("m", inner), ("n", beside)], jobs, own: 0))
        try space.write(
            "second.mk", "all: x y z\nx y:\n\t+@\(Space.distmake) -r -f third.mk P=$@\nz:\n\t@\(jobs.job)4 z\n")
        try space.write("Makefile", makefile([("a", "\(gmake) -f second.mk"), ("b", beside)], jobs, own: 2))
        let run = try space.make("-r", "-j4")
        #expect(run.isSuccess, run.all)
        jobs.expect(2 * 12 + 1 + 6 + 2, most: 4, run)
    }

    // MARK: Under GNU make

    private func under(_ gnu: Tool, _ options: String, plus: String = "+") throws {
        let space = try Space()
        let jobs = try CountedJobs(space)
        let gmake = try #require(gnu.program)
        let commands = try ["a", "b"].map { ($0, try "\(plus)\(Tool.distmake.project($0, jobs))") }
        let text = makefile(commands, jobs).replacingOccurrences(of: "\t@+", with: "\t+@")
        try space.write("gnu.mk", text)
        let output = try sh("cd '\(space.tree)' && env -i PATH=/usr/bin:/bin '\(gmake)' -j4 \(options) -f gnu.mk 2>&1")
        #expect(!output.contains("jobserver"), Comment(rawValue: output))
        jobs.expect(16, most: 4)
    }

    @Test(.enabled(if: Tool.oldGNUMake.isThere, "no GNU make before 4.4 is installed"))
    func underGNUMakesPipe() throws { try under(.oldGNUMake, "") }

    @Test(.enabled(if: Tool.newGNUMake.isThere, "GNU make 4.4 is not installed"), arguments: ["fifo", "pipe"])
    func underGNUMake(_ style: String) throws { try under(.newGNUMake, "--jobserver-style=\(style)") }

    /// A recipe that GNU make does not take for one that runs make finds the fifo all the same; the descriptors
    /// are closed, and there is one job at a time.
    @Test(.enabled(if: Tool.newGNUMake.isThere, "GNU make 4.4 is not installed"))
    func underGNUMakesFifoUnmarked() throws { try under(.newGNUMake, "", plus: "") }

    @Test(.enabled(if: Tool.oldGNUMake.isThere, "no GNU make before 4.4 is installed"))
    func underGNUMakesPipeUnmarked() throws { try under(.oldGNUMake, "", plus: "") }

    // MARK: Losses

    /// A tool is killed, or fails, while it has all tokens; what comes after it has all of them again.
    @Test(arguments: Tool.allCases.filter { $0.isThere && $0 != .cargo }, ["kill -9 $(cat pid)", "false"])
    func tokensComeBack(_ tool: Tool, _ end: String) throws {
        let space = try Space()
        let first = try CountedJobs(space, "first")
        let second = try CountedJobs(space, "second")
        let command = try tool.project("a", first)
        // After the meeting, one job ends the tool.
        try space.write(
            "../ender", "sh \(space.root)/job \"$@\"\nif [ \"$3\" = a1 ]; then \(end); fi\n")
        for name in ["a.mk", "a.ninja"] {
            guard let text = space.text(name) else { continue }
            try space.write(name, text.replacingOccurrences(of: "\(space.root)/job ", with: "\(space.root)/ender "))
        }
        let leaves = (1...6).map { "l\($0)" }.joined(separator: " ")
        try space.write(
            "Makefile",
            """
            all: a .WAIT \(leaves)
            a: .PHONY
            	@sh -c 'echo $$$$ >pid; exec \(command)' 2>/dev/null; \\
            	while pgrep -f '^sh \(space.root)/job \(space.root)/first' >/dev/null; do sleep 0.05; done
            \(leaves): .PHONY
            	@\(second.job)4 ${.TARGET}

            """)
        let run = try space.make("-r", "-j4")
        #expect(run.isSuccess, run.all)
        #expect(first.most == 4)
        second.expect(6, most: 4, run)
    }
}
