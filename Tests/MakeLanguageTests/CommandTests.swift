import MakeLanguage
import Testing
import Text

/// What makefiles run for its output: plain commands without a shell, all else with it.
@Suite struct CommandTests {
    /// Notes what is run. Programs whose name begins with `no` cannot be started.
    private final class NotingWorld: World {
        var commands: [[String]] = []
        var environmentEntries: [(name: Bytes, value: Bytes)] = [(Bytes("PATH"), Bytes("/bin"))]

        func run(_ command: ShellCommand) -> (output: Bytes, status: CommandStatus) {
            commands.append([command.program.text] + command.arguments.map(\.text))
            if command.program.hasPrefix(Bytes("no")) { return ([], .notStarted("no such file")) }
            return (Bytes("ran\n"), .exited(0))
        }
        func contents(of path: Bytes) -> Bytes? { nil }
        func modificationTime(of path: Bytes) -> Int64? { nil }
        func isDirectory(_ path: Bytes) -> Bool { false }
        func entries(of directory: Bytes) -> [Bytes]? { nil }
        func realPath(of path: Bytes) -> Bytes? { nil }
        func environment() -> [(name: Bytes, value: Bytes)] { environmentEntries }
        func now() -> Int64 { 0 }
        func formatTime(_ format: Bytes, seconds: Int64, local: Bool) -> Bytes { format }
        func random() -> UInt64 { 4 }
    }

    private func output(
        of command: String, in world: NotingWorld, _ prepare: (Evaluator) -> Void = { _ in }
    ) -> String {
        let listener = Listener()
        let evaluator = Evaluator(language: Language(), world: world, diagnostics: listener)
        prepare(evaluator)
        let output = evaluator.output(ofCommand: Bytes(command)).text
        return withExtendedLifetime(listener) { output }
    }

    @Test func plainCommandsRunWithoutAShell() {
        let world = NotingWorld()
        #expect(output(of: "uname -s", in: world) == "ran")
        #expect(output(of: "cc 'a b' \"c\"", in: world) == "ran")
        #expect(output(of: "echo a  'b  c'", in: world) == "a b  c")
        #expect(output(of: ":", in: world) == "")
        #expect(world.commands == [["uname", "uname", "-s"], ["cc", "cc", "a b", "c"]])
    }

    @Test(arguments: [
        "uname -s | cat", "a 2>x", "echo ?", "echo $x", "cd /; pwd", "x=1", "printf a", "", "if a", "'a b'", "a\\",
    ])
    func allElseRunsInTheShell(_ command: String) {
        let world = NotingWorld()
        #expect(output(of: command, in: world) == "ran")
        #expect(world.commands == [["/bin/sh", "sh", "-c", command]])
    }

    @Test func scriptsOfPlainCommandsNeedNoShell() {
        let world = NotingWorld()
        #expect(output(of: "if a 2>/dev/null; then echo yes; else echo no; fi", in: world) == "ran yes")
        #expect(output(of: "test \"`echo /none/*`\" = '/none/*' && echo \"[$(b c)]\"", in: world) == "[ran]")
        #expect(world.commands == [["a", "a"], ["b", "b", "c"]])
    }

    @Test func whatOnlyAShellCanTellIsAskedOfIt() {
        let world = NotingWorld()
        #expect(output(of: "test `:` -lt 3; echo -n a; [ 'a b' -eq 1 ]", in: world) == "ran ran ran")
        #expect(
            world.commands.map { $0.last ?? "" } == ["test -lt 3", "echo -n a", "[ 'a b' -eq 1 ]"])
    }

    @Test func whatCannotBeStartedIsLeftToTheShell() {
        let world = NotingWorld()
        #expect(output(of: "nothing x", in: world) == "ran")
        #expect(world.commands == [["nothing", "nothing", "x"], ["/bin/sh", "sh", "-c", "nothing x"]])
    }

    @Test func programsAreLookedForWhereTheShellWould() {
        let shell = [["/bin/sh", "sh", "-c", "uname"]]
        let changes: [(Evaluator) -> Void] = [
            { $0.setEnvironment(Bytes("PATH"), Bytes("/elsewhere")) },
            {
                $0.set("PATH", Bytes("/elsewhere"))
                $0.export(Bytes("PATH"), .tracked)
            },
            { $0.removeFromEnvironment(Bytes("PATH")) },
            { $0.debugFlags = .shell },
        ]
        for change in changes {
            let world = NotingWorld()
            #expect(output(of: "uname", in: world, change) == "ran")
            #expect(world.commands == shell)
        }
        let world = NotingWorld()
        world.environmentEntries = []
        #expect(output(of: "uname", in: world) == "ran")
        #expect(world.commands == shell)
        let other = NotingWorld()
        #expect(output(of: "echo a", in: other) { $0.shell = Bytes("/bin/other") } == "ran")
        #expect(other.commands == [["/bin/other", "other", "-c", "echo a"]])
    }
}
