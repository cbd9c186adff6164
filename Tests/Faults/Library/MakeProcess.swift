internal import Platform
internal import TestSupport
internal import Text

/// A distmake on its way, and what it said.
final class MakeProcess {
    let pid: ProcessID
    private let log: Bytes
    private(set) var status: ExitStatus?
    private var read = 0
    private var text: Bytes = []

    init(_ words: [String], in directory: Bytes, environment: [String], log: Bytes) throws {
        self.log = log
        var request = SpawnRequest(
            arguments: words.map { Bytes($0.utf8) }, environment: CStringBlock(environment.map { Bytes($0.utf8) }))
        request.directory = directory
        request.newGroup = true
        let output = withCString(log) { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600) }
        let null = withCString(Bytes("/dev/null")) { open($0, O_RDONLY | O_CLOEXEC) }
        defer {
            close(output)
            close(null)
        }
        (request.standardInput, request.standardOutput, request.standardError) = (null, output, output)
        pid = try spawn(request)
    }

    deinit {
        if status == nil {
            kill(-pid, SIGKILL)
            _ = waitForExit(of: pid)
        }
    }

    /// Looks whether it has ended.
    var hasEnded: Bool {
        if status != nil { return true }
        var raw: Int32 = 0
        guard waitpid(pid, &raw, WNOHANG) == pid else { return false }
        status = ExitStatus(waitStatus: raw)
        return true
    }

    /// Standard output and error so far.
    var said: String { ((try? readFile(log)) ?? []).text }

    func count(_ beginning: String) -> Int {
        said.split(separator: "\n").count { $0.hasPrefix(beginning) }
    }
}

/// Asks until the condition holds; false if it does not within so many seconds.
@discardableResult
func eventually(_ seconds: Double, _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = monotonicClock() + Int64(seconds * 1e9)
    while try !condition() {
        if monotonicClock() > deadline { return false }
        usleep(2000)
    }
    return true
}
