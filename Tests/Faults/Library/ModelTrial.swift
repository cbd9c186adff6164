internal import Platform
internal import TestSupport
internal import Text

/// A makefile by chance, on hosts that behave by chance, beside a build one after the other without hosts: the same files, the
/// same status.
package struct ModelTrial {
    package struct Report: CustomStringConvertible {
        package var seed: UInt64
        /// What the hosts are.
        package var hosts: [String] = []
        package var status = ""
        package var problems: [String] = []
        package var log = ""

        package var description: String {
            "seed \(seed): \(hosts.joined(separator: ", ")): \(problems.isEmpty ? "same" : "BAD"), \(status)"
                + problems.map { "\n    \($0)" }.joined()
        }
    }

    private let distmake: String
    private let seed: UInt64
    private let hasCompiler: Bool

    package init(seed: UInt64, distmake: String, hasCompiler: Bool) {
        (self.seed, self.distmake, self.hasCompiler) = (seed, distmake, hasCompiler)
    }

    package func run() throws -> Report {
        var random = Randomness(seed: seed)
        let makefile = RandomMakefile(&random, hasCompiler: hasCompiler)
        let root = try realPath(temporaryDirectory()) ?? []
        defer { removeTree(root) }
        func path(_ name: String) -> Bytes { root + Bytes("/\(name)".utf8) }
        // The same place for both, one after the other.
        let tree = path("tree")
        for name in ["tmp", "home"] { try makeDirectory(path(name)) }
        var report = Report(seed: seed)

        func make(_ arguments: [String], log: String) throws -> MakeProcess {
            try MakeProcess(
                [distmake, "-k"] + arguments, in: tree,
                environment: [
                    "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=\(path("home").text)", "TMPDIR=\(path("tmp").text)",
                    "LC_ALL=C", "DISTMAKE_JOINED=no",
                ], log: path(log))
        }

        try write(makefile.files, to: tree)
        let plain = try make(["-j1", "--hosts=/dev/null"], log: "plain")
        eventually(60) { plain.hasEnded }
        let expected = Tree(at: tree)
        removeTree(tree)

        try write(makefile.files, to: tree)
        let hosts = try (0..<random.number(1...4)).map { try host($0, &random, place: root) }
        report.hosts = hosts.map(\.kind)
        let list = path("hosts")
        try writeFile(list, Bytes(hosts.map(\.line).joined().utf8))
        let run = try make(
            ["-j\(random.number(1...3))", "-dD", "--hosts", list.text]
                + (random.once(in: 3) ? ["--cache", path("cache").text] : []), log: "run")
        // Hosts leave and join while it runs.
        let changesAt = random.once(in: 3) ? random.number(1...6) : .max
        let others = Bytes(hosts.filter { _ in random.once(in: 2) }.map(\.line).joined().utf8)
        var hasChanged = false
        let ended = eventually(90) {
            if !hasChanged, changesAt < .max, run.count("Using build host") >= changesAt {
                hasChanged = true
                try? writeFile(list, others)
            }
            return run.hasEnded
        }
        report.log = "\((makefile.files["Makefile"] ?? []).text)--- plain\n\(plain.said)--- hosts\n\(run.said)"
        if !ended { report.problems.append("it did not end") }
        if run.status != plain.status {
            report.problems.append("status \(Self.text(run.status)) instead of \(Self.text(plain.status))")
        }
        report.status = "status \(Self.text(run.status))"
        report.problems += expected.differences(from: Tree(at: tree))
        if !eventually(10, { directoryEntries(path("tmp"))?.isEmpty == true }) {
            report.problems.append("left: \((directoryEntries(path("tmp")) ?? []).map(\.text))")
        }
        return report
    }

    private static func text(_ status: ExitStatus?) -> String { status.map { "\($0)" } ?? "none" }

    private func host(_ index: Int, _ random: inout Randomness, place: Bytes) throws -> (kind: String, line: String) {
        let kind = random.pick(["good", "good", "good", "slow", "losing", "failing", "refusing", "silent", "full"])
        let transport: String
        switch kind {
        case "slow": transport = "sh -c 'sleep 0.3; exec sh'"
        case "losing":
            // It dies after so many frames, each time.
            transport =
                "perl -e 'open(H, q(-|), q(sh)); $|=1; while (<H>) { print; kill 9, $$ if /^[0-9a-f]{32} / && !--$n }; BEGIN { $n = \(random.number(1...25)) }'"
        case "failing": transport = "sh -c 'PATH=\(place.text)/few exec sh'"
        case "refusing": transport = random.pick(["false", "sh -c 'sleep 0.2; echo no >&2; exit 1'"])
        case "silent": transport = "sleep 30"
        case "full": transport = "sh -c 'ulimit -f \(random.number(1...40)); exec sh'"
        default: transport = "sh"
        }
        // Without what most recipes need.
        let few = place + Bytes("/few")
        if fileStatus(few) == nil {
            try makeDirectory(few)
            try shell(
                "for t in sh dd touch mkdir mktemp rm head tar cp uname ps tr wc sleep; do ln -s $(command -v $t) \(few.text)/; done"
            )
        }
        return (kind, "h\(index) \(random.number(1...3)) transport=\"\(transport.replacing("$", with: "\\$"))\"\n")
    }
}

/// Makes files below a directory, some of which may be older than others.
private func write(_ files: [String: Bytes], to directory: Bytes) throws {
    for name in ["", "/hidden", "/inc"] { try makeDirectory(directory + Bytes(name.utf8)) }
    for (name, content) in files { try writeFile(directory + Bytes("/\(name)".utf8), content) }
    try shell(
        "cd \(directory.text) && find . -type f | xargs touch -t 202001010000; touch -t 201901010000 t* 2>/dev/null; true"
    )
}
