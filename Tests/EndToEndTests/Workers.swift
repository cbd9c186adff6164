import Foundation
import Testing

/// Machines that offer themselves to the builds of a space. Instead of ssh they run `disthosts accept` as sshd would.
final class Workers {
    let space: Space
    /// Where they and builds meet.
    var directory: String { space.root + "/j" }
    /// What builds need to know.
    var environment: [String: String] { ["DISTMAKE_JOINED": directory] }
    private var running: [Running] = []

    init(_ space: Space) throws {
        self.space = space
        try sh("mkdir -m 700 '\(directory)'")
        _ = try disthosts(["worker-script", "--install", "\(space.root)/worker"])
        try write(
            "fakessh",
            """
            #!/bin/sh
            for word; do :; done
            SSH_ORIGINAL_COMMAND=$word SSH_CONNECTION='192.0.2.7 1000 192.0.2.1 22' exec \(Self.disthosts) accept \
            --directory \(directory)

            """)
    }

    static let disthosts: String =
        ProcessInfo.processInfo.environment["DISTHOSTS"]
        ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "disthosts").path

    /// A program in the directory of fake ones, which workers find first.
    func write(_ name: String, _ text: String) throws {
        try space.write("../bin/\(name)", text)
        try sh("chmod 755 '\(space.root)/bin/\(name)'")
    }

    /// - Parameter shell: what runs the script.
    @discardableResult
    func start(
        _ name: String, slots: Int = 1, shell: String = "sh", _ options: [String] = [], to master: String = "me@master",
        environment: [String: String] = [:]
    ) throws -> Running {
        var variables = ["PATH": "\(space.root)/bin:/usr/local/bin:/usr/bin:/bin", "HOME": "\(space.root)/home"]
        variables["TMPDIR"] = space.stagesDirectory
        variables["DISTHOSTS_SSH"] = "\(space.root)/bin/fakessh"
        variables["DISTHOSTS_INTERVAL"] = "1"
        variables.merge(environment) { _, new in new }
        let words = shell.split(separator: " ").map(String.init) + ["\(space.root)/worker", master]
        let worker = try Running(
            words + ["--name", name, "-n", "\(slots)"] + options, directory: space.root, environment: variables,
            input: "/dev/null", log: "\(space.root)/worker\(running.count)", umask: 0o022)
        running.append(worker)
        return worker
    }

    /// Hosts that nobody has.
    var offers: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory + "/offers").sorted()) ?? []
    }

    func expectOffers(_ names: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        let came = eventually(20) { offers == names.sorted() }
        #expect(came, "offered: \(offers)\n\(logs)", sourceLocation: sourceLocation)
    }

    var logs: String { running.map(\.stderr).joined(separator: "--\n") }

    /// Ends all workers, and expects that they leave nothing.
    func finish(sourceLocation: SourceLocation = #_sourceLocation) {
        for worker in running where worker.status == nil { kill(worker.pid, SIGTERM) }
        for worker in running { _ = worker.wait(limit: 20, sourceLocation: sourceLocation) }
        running = []
        space.expectNoRemains(sourceLocation: sourceLocation)
        #expect(offers == [], sourceLocation: sourceLocation)
    }

    deinit { for worker in running where worker.status == nil { kill(worker.pid, SIGTERM) } }

    /// Runs `disthosts` to its end.
    @discardableResult
    func disthosts(_ words: [String], environment: [String: String] = [:]) throws -> Ran {
        var variables = ["PATH": "/usr/bin:/bin", "HOME": "\(space.root)/home", "DISTMAKE_JOINED": directory]
        variables.merge(environment) { _, new in new }
        calls += 1
        let run = try Running(
            [Self.disthosts] + words, directory: space.root, environment: variables, input: "/dev/null",
            log: "\(space.root)/disthosts\(calls)", umask: 0o022)
        return run.wait(limit: 20)
    }

    private var calls = 0
}
