import Foundation
import Testing

/// A directory of its own with a home, a place for stages, and a tree in which distmake runs.
final class Space {
    /// Its physical path; unique, so that processes that carry it in their command line are ours.
    let root: String
    var tree: String { root + "/tree" }
    /// Where embedded hosts make their stages.
    var stagesDirectory: String { root + "/tmp" }

    /// - Parameters:
    ///   - makefile: the text of `tree/Makefile`.
    ///   - hosts: the text of `home/.makehosts`.
    init(_ makefile: String? = nil, hosts: String? = nil) throws {
        var template = Array("/tmp/distmake-e2e.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil, let path = realpath(template, nil) else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        defer { free(path) }
        root = String(cString: path)
        for directory in ["tree", "tmp", "home"] { try makeDirectory("\(root)/\(directory)") }
        if let makefile { try write("Makefile", makefile) }
        if let hosts { try write("../home/.makehosts", hosts) }
    }

    deinit {
        // A test may have taken permissions away.
        _ = try? sh("chmod -R u+rwx '\(root)' 2>/dev/null")
        try? FileManager.default.removeItem(atPath: root)
    }

    /// Two hosts of two slots each.
    static let twoHosts = "box1 2 transport=sh\nbox2 2 transport=sh\n"

    // MARK: Files, by their names in the tree

    func path(_ name: String) -> String { name.hasPrefix("/") ? name : "\(tree)/\(name)" }

    func write(_ name: String, _ text: String, age: Int? = nil) throws { try write(name, Data(text.utf8), age: age) }

    /// - Parameter age: how many seconds ago the file was modified.
    func write(_ name: String, _ content: Data, age: Int? = nil) throws {
        try makeDirectory((path(name) as NSString).deletingLastPathComponent)
        try content.write(to: URL(filePath: path(name)))
        if let age { try setAge(name, age) }
    }

    /// A script of sh. It is written by another process: one that is started while this one writes would keep it from being
    /// executed.
    func writeScript(_ name: String, _ text: String) throws {
        try write(name + ".text", "#!/bin/sh\n" + text)
        try sh("mv '\(path(name)).text' '\(path(name)).new' && cp '\(path(name)).new' '\(path(name))'")
        try sh("rm '\(path(name)).new' && chmod 755 '\(path(name))'")
    }

    func setAge(_ name: String, _ seconds: Int) throws {
        let date = Date(timeIntervalSinceNow: -Double(seconds))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path(name))
    }

    func makeDirectory(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func data(_ name: String) -> Data? { FileManager.default.contents(atPath: path(name)) }
    func text(_ name: String) -> String? { data(name).map { String(decoding: $0, as: UTF8.self) } }
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

    /// In one step: whoever looks sees one or the other.
    func rename(_ name: String, _ other: String) throws {
        guard Foundation.rename(path(name), path(other)) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    func permissions(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path(name))
        return (attributes[.posixPermissions] as? Int ?? 0) & 0o7777
    }

    func setPermissions(_ name: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
    }

    /// All files below a directory of the tree, sorted.
    func files(_ directory: String = ".") -> [String] {
        (FileManager.default.enumerator(atPath: path(directory))?.compactMap { $0 as? String } ?? []).sorted()
    }

    /// Stages of embedded hosts that are still there.
    var stages: [String] { (try? FileManager.default.contentsOfDirectory(atPath: stagesDirectory)) ?? [] }

    /// What a build may leave behind by mistake: stages, and temporary files beside targets.
    func expectNoRemains(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(eventually { stages.isEmpty }, "stages are left: \(stages)", sourceLocation: sourceLocation)
        let hidden = files().filter { ($0 as NSString).lastPathComponent.hasPrefix(".") }
        #expect(hidden.isEmpty, sourceLocation: sourceLocation)
        #expect(
            eventually { processes().isEmpty }, "processes are left: \(processes())", sourceLocation: sourceLocation)
    }

    /// Processes with this space's path in their command line or working directory, other than this one.
    func processes(_ marker: String? = nil) -> [String] {
        var found: [String] = []
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for pid in entries.compactMap({ pid_t($0) }) where pid != getpid() {
            guard let words = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"), !words.isEmpty else {
                continue
            }
            let line = String(decoding: words.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
            let directory = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")) ?? ""
            let isOurs = line.contains(marker ?? root) || (marker == nil && directory.hasPrefix(root))
            if isOurs { found.append("\(pid) \(line)") }
        }
        return found
    }

    // MARK: Runs

    /// Runs distmake in the tree until its end.
    ///
    /// - Parameter ulimit: options of the shell's `ulimit`, under which it runs.
    func make(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil, umask: Int = 0o022,
        ulimit: String? = nil, limit: Double = 60, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Ran {
        let run = try start(arguments, environment: environment, input: input, umask: umask, ulimit: ulimit)
        return run.wait(limit: limit, sourceLocation: sourceLocation)
    }

    func start(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil, umask: Int = 0o022,
        ulimit: String? = nil, program: String = Space.distmake
    ) throws -> Running {
        var variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "\(root)/home", "TMPDIR": stagesDirectory]
        variables["LC_ALL"] = "C"
        // Machines that offered themselves to whoever runs the tests have no part in them.
        variables["DISTMAKE_JOINED"] = "no"
        // Nor do these builds show up among those of whoever runs the tests.
        variables["DISTMAKE_STATUS"] = "no"
        variables.merge(environment) { _, new in new }
        if let input { try write("../input", input) }
        return try Running(
            (ulimit.map { ["/bin/sh", "-c", "ulimit \($0) && exec \"$@\"", "sh"] } ?? []) + [program]
                + arguments,
            directory: tree, environment: variables,
            input: input == nil ? "/dev/null" : "\(root)/input", log: "\(root)/log\(nextLog())", umask: umask)
    }

    /// Runs disthosts in the tree until its end.
    func disthosts(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil, ulimit: String? = nil,
        limit: Double = 60, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Ran {
        let run = try start(
            arguments, environment: environment, input: input, ulimit: ulimit, program: Workers.disthosts)
        return run.wait(limit: limit, sourceLocation: sourceLocation)
    }

    private var logs = 0
    private func nextLog() -> Int {
        logs += 1
        return logs
    }

    static let distmake: String =
        ProcessInfo.processInfo.environment["DISTMAKE"]
        ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "distmake").path
}

/// How distmake ended and what it said.
struct Ran {
    enum Status: Equatable {
        case exited(Int32)
        case signaled(Int32)
    }
    let status: Status
    let stdout: String
    let stderr: String
    var isSuccess: Bool { status == .exited(0) }

    var all: Comment { "\(status)\n--- stdout\n\(stdout)--- stderr\n\(stderr)" }

    /// The lines of -dD and of errors that begin so.
    func lines(_ prefix: String) -> [String] {
        (stdout + stderr).split(separator: "\n").map(String.init).filter { $0.hasPrefix(prefix) }
    }

    /// Which host each target came from, from what -dD tells.
    var places: [String: String] {
        var places: [String: String] = [:]
        for line in lines("Retrieving target ") {
            let words = line.split(separator: " ")
            if words.count == 5 { places[String(words[2])] = String(words[4].prefix { $0 != ":" }) }
        }
        return places
    }

    /// `distmake: 4 remote (box1 2, box2 2), 0 local`
    var summary: String? { lines("distmake: ").last { $0.contains(" remote") } }

    /// Standard output with the first line of the closing paragraph alone.
    var stdoutInShort: String {
        guard let summary, let place = stdout.range(of: summary + "\n", options: .backwards) else { return stdout }
        let rest = stdout[place.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
        return stdout[..<place.upperBound] + rest.drop { $0.hasPrefix("  ") }.joined(separator: "\n")
    }
}

/// A distmake on its way.
final class Running {
    let pid: pid_t
    private let log: String
    private var ended: Ran.Status?

    init(
        _ words: [String], directory: String, environment: [String: String], input: String, log: String, umask mask: Int
    ) throws {
        self.log = log
        // The shell sets what posix_spawn cannot.
        let line = "cd '\(directory)' && umask \(String(mask, radix: 8)) && unset PWD OLDPWD && exec \"$@\""
        let arguments = ["/bin/sh", "-c", line, "sh"] + words
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log + ".out", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, log + ".err", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        posix_spawnattr_setpgroup(&attributes, 0)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in argv + envp { free(word) } }
        var pid = pid_t()
        let failure = posix_spawn(&pid, "/bin/sh", &actions, &attributes, &argv, &envp)
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
        self.pid = pid
    }

    deinit {
        if ended == nil {
            kill(pid, SIGKILL)
            _ = wait(limit: 10)
        }
    }

    /// Nil while it runs.
    var status: Ran.Status? {
        if let ended { return ended }
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        ended = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signaled(status & 0x7f)
        return ended
    }

    var stdout: String { (try? String(decoding: Data(contentsOf: URL(filePath: log + ".out")), as: UTF8.self)) ?? "" }
    var stderr: String { (try? String(decoding: Data(contentsOf: URL(filePath: log + ".err")), as: UTF8.self)) ?? "" }

    func wait(limit: Double = 60, sourceLocation: SourceLocation = #_sourceLocation) -> Ran {
        if !eventually(limit, { status != nil }) {
            Issue.record(
                "distmake did not end within \(limit) s:\n\(stdout)\n\(stderr)", sourceLocation: sourceLocation)
            kill(pid, SIGKILL)
            eventually(10) { status != nil }
        }
        return Ran(status: ended ?? .signaled(0), stdout: stdout, stderr: stderr)
    }
}

/// Asks until the condition holds; false if it does not within so many seconds.
@discardableResult
func eventually(_ limit: Double = 10, _ condition: () -> Bool) -> Bool {
    let deadline = ContinuousClock.now + .seconds(limit)
    while !condition() {
        if ContinuousClock.now > deadline { return false }
        usleep(2000)
    }
    return true
}

/// The output of a command of the shell; throws if it fails.
@discardableResult
func sh(_ command: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw ShellFailure(command: command, status: process.terminationStatus)
    }
    return String(decoding: output, as: UTF8.self)
}

struct ShellFailure: Error {
    let command: String
    let status: Int32
}
