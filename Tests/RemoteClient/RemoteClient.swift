internal import Execution
internal import Platform
internal import RemoteExecution
internal import Text

/// A client that runs one endless action on the first host of a hosts file, for the tests to kill.
///
/// Arguments: the hosts file, a file to which the action writes its process id. Prints the stage's path.
/// SIGINT cancels and shuts down in good order.
@main
enum RemoteClient {
    static func main() throws {
        let arguments = CommandLine.arguments.map { Bytes($0.utf8) }
        guard arguments.count == 3 else { return }
        let hosts = try HostsFile.load(arguments[1]).get()
        let loop = try EventLoop()
        var environment: [Bytes] = []
        for name in ["PATH", "HOME", "USER", "TMPDIR", "DISTMAKE_SSH"] {
            if let value = getenv(name) { environment.append(Bytes("\(name)=".utf8) + bytes(ofCString: value)) }
        }
        let executor = RemoteExecutor(hosts: hosts, loop: loop, options: RemoteOptions(environment: environment))
        var isOver = false
        executor.onNotice = { notice in
            if case .stageCreated(_, let path) = notice { writeAll(1, path + [Ascii.newline]) }
            if case .hostUnusable(_, let reason) = notice { writeAll(2, Bytes("unusable: \(reason)\n".utf8)) }
        }
        executor.bringUp()
        let action = Action(
            id: ActionID(raw: 1), target: Bytes("endless"), directory: Bytes("/tmp"), shell: [Bytes("/bin/sh")],
            script: Bytes("echo $$ >") + arguments[2] + Bytes("; sleep 1000; sleep 1000\n"), environment: [])
        if let place = executor.place() { try executor.start(action, at: place) }
        loop.onSignal(SIGINT) {
            executor.cancel(action.id, signal: SIGINT)
            executor.shutDown { isOver = true }
        }
        while !isOver { loop.runOnce() }
    }
}
