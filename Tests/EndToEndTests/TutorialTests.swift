import Foundation
import TestSupport
import Testing
import Text

/// Documentation/two-machines.md, typed as it stands there. The other machine is an sshd of the test's.
@Suite(.enabled(if: SshServers.program != nil && (try? sh("command -v cc")) != nil, "needs sshd and cc"))
struct TutorialTests {
    private static let text =
        (try? String(
            contentsOf: URL(filePath: #filePath).appending(path: "../../../Documentation/two-machines.md").standardized,
            encoding: .utf8)) ?? ""

    /// What is to be typed: the boxes, in their order.
    private var script: String {
        var lines: [Substring] = []
        var isTyped = false
        for line in Self.text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isTyped = line == "```sh"
            } else if isTyped {
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test func everyLineOfIt() throws {
        let servers = try SshServers([SshServers.Server(name: "other", isKeyKnown: false)])
        let space = try Space()
        let key = "\(space.root)/home/.ssh/id_ed25519"
        // ssh looks for keys where the system says that the user lives, which is not this test's place.
        let config = "\(servers.directory.text)/config"
        let known = try String(contentsOfFile: config, encoding: .utf8)
        try space.write("../ssh.config", known.replacing(#/IdentityFile .*/#, with: "IdentityFile \(key)"))
        try space.writeScript("../bin/ssh", "exec /usr/bin/ssh -F '\(space.root)/ssh.config' \"$@\"\n")
        // The server has no passwords.
        try space.writeScript(
            "../bin/ssh-copy-id",
            "[ \"$1\" = other ] && cat '\(key).pub' >>'\(servers.directory.text)/authorized'\n")
        let programs = (Space.distmake as NSString).deletingLastPathComponent
        try space.write("../script", script)
        let run = try space.start(
            ["-ex", "\(space.root)/script"],
            environment: ["PATH": "\(space.root)/bin:\(programs):/usr/local/bin:/usr/bin:/bin"],
            program: "/bin/sh"
        ).wait(limit: 120)
        #expect(run.isSuccess, run.all)
        #expect(script.contains("distmake -j2\n./hello\n") && run.stdout.contains("\nhello, world\n"), run.all)
        #expect(run.stdout.contains(#/\nother  2      up     /#), run.all)
        let summaries = run.lines("distmake: ").filter { $0.contains(" remote") }
        #expect(summaries.count == 3 && summaries[0].contains(#/ [1-9][0-9]* remote \(other /#), run.all)
        #expect(run.stdout.contains("\nremoved 0 stages\n"), run.all)
        #expect(space.stages.isEmpty)
    }
}
