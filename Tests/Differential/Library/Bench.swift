import Foundation

/// A directory in which trials are carried out, one make after the other in the same place.
package final class Bench {
    private let top: String
    private let oracle: [String]
    private let candidate: [String]
    private var work: String { top + "/work" }

    package struct Outcome: Sendable {
        package var output: String
        package var status: Int32
    }

    /// - Parameters:
    ///   - bmake: the program whose behaviour is expected.
    ///   - distmake: the program under test.
    package init(bmake: String, distmake: String) throws {
        var pattern = Array("\(FileManager.default.temporaryDirectory.path)/differential.XXXXXX".utf8CString)
        guard let name = mkdtemp(&pattern) else { throw POSIXError(.EIO) }
        top = URL(filePath: String(cString: name)).resolvingSymlinksInPath().path
        // Messages begin with the program's name.
        for (folder, program) in [("bmake", bmake), ("distmake", distmake)] {
            try FileManager.default.createDirectory(atPath: "\(top)/\(folder)", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: "\(top)/\(folder)/make", withDestinationPath: URL(filePath: program).path)
        }
        let limit = ["/usr/bin/env", "-C", top + "/work", "/usr/bin/timeout", "-k", "1", "10"]
        // Into a file bmake would write its own lines behind those of its commands.
        oracle = limit + ["/usr/bin/stdbuf", "-oL", "\(top)/bmake/make"]
        candidate = limit + ["\(top)/distmake/make"]
    }

    deinit { try? FileManager.default.removeItem(atPath: top) }

    package func run(_ trial: Trial) throws -> (bmake: Outcome, distmake: Outcome) {
        (try run(trial, oracle), try run(trial, candidate))
    }

    private func run(_ trial: Trial, _ program: [String]) throws -> Outcome {
        try lay(trial.files)
        var outcome = Outcome(output: "", status: 0)
        for _ in 0..<trial.runs {
            let (output, status) = try spawn(program + ["-r"] + trial.arguments)
            outcome.output += output.replacing(work, with: "{DIR}")
            outcome.status = status
            if trial.runs > 1 { outcome.output += "(status \(status))\n" }
        }
        outcome.output += fileList(trial)
        return outcome
    }

    private func lay(_ files: [Trial.File]) throws {
        try? FileManager.default.removeItem(atPath: work)
        for file in files {
            let path = work + "/" + file.name
            try FileManager.default.createDirectory(
                atPath: URL(filePath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
            let text = file.lines.map { $0 + "\n" }.joined()
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            guard descriptor >= 0 else { throw POSIXError(.EIO) }
            defer { close(descriptor) }
            _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard let age = file.age else { continue }
            let time = timespec(tv_sec: 1_600_000_000 + 60 * age, tv_nsec: 0)
            _ = [time, time].withUnsafeBufferPointer { futimens(descriptor, $0.baseAddress!) }
        }
    }

    /// Which files there are afterwards, if the trial makes any.
    private func fileList(_ trial: Trial) -> String {
        guard trial.kind == .rules || trial.kind == .suffixes else { return "" }
        let names = (FileManager.default.enumerator(atPath: work)?.compactMap { $0 as? String } ?? []).sorted()
        return "files: \(names.joined(separator: " "))\n"
    }

    private func spawn(_ words: [String]) throws -> (output: String, status: Int32) {
        let log = top + "/log"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let environment = ["PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=/nonexistent"]
        let status = try Self.withCStrings(words) { arguments in
            try Self.withCStrings(environment) { environment in
                var process = pid_t()
                let failure = posix_spawn(&process, words[0], &actions, nil, arguments, environment)
                guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
                var status: Int32 = 0
                while waitpid(process, &status, 0) == -1 && errno == EINTR {}
                return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
            }
        }
        let data = FileManager.default.contents(atPath: log) ?? Data()
        return (String(decoding: data.prefix(1 << 16), as: UTF8.self), status)
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> Result
    ) rethrows -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return try body(copies + [nil])
    }
}

extension Bench {
    /// The release that the known differences are about; nil if it is not here.
    package static func findBmake() -> String? {
        let path = "/usr/bin/bmake"
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-r", "-f", "/dev/null", "-V", "MAKE_VERSION"]
        let pipe = Pipe()
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return nil }
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text == "20200710\n" ? path : nil
    }
}
