import Foundation
import Testing

/// Every file of `Tests/Conformance`, through the make that has just been built and through the system's bmake.
@Suite struct ConformanceTests {
    @Test(arguments: Case.all)
    func distmake(_ each: Case) throws {
        try each.check(with: Programs.distmake)
    }

    @Test(.enabled(if: Programs.bmake != nil, "no bmake 20200710 here"), arguments: Case.all)
    func bmake(_ each: Case) throws {
        try each.check(with: #require(Programs.bmake))
    }

    /// `Documentation/differences.md` names every case that has something else to say of bmake.
    @Test func differencesAreDocumented() throws {
        let page = Case.directory.appending(path: "../../Documentation/differences.md").standardizedFileURL
        let text = try String(contentsOf: page, encoding: .utf8)
        for each in Case.all {
            let bytes = try Data(contentsOf: Case.directory.appending(path: each.name))
            let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(
                separator: " ")
            // What OpenBSD's make does otherwise is told in the comment of a case.
            let isDecision = words.prefix { $0 != "=" }.contains("decision of this project")
            guard isDecision || words.contains(" == bmake-differs") else { continue }
            #expect(text.contains("`\(each.name.dropLast(5))`"), "\(each.name) is not in differences.md")
        }
    }

    @Test func everyCaseIsFound() {
        #expect(Case.all.count > 250)
    }
}

/// One case file. `Tests/Conformance/check` knows the format and compares; this is the way there from the test runner.
struct Case: CustomTestStringConvertible, Sendable {
    /// Relative to `Tests/Conformance`.
    let name: String

    var testDescription: String { name }

    static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Conformance").standardizedFileURL

    static let all: [Case] = {
        let found = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String } ?? []
        return found.filter { $0.hasSuffix(".case") }.sorted().map(Case.init)
    }()

    func check(with program: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let result = try output(of: [Self.directory.appending(path: "check").path, "-q", program, name])
        #expect(result.status == 0, Comment(rawValue: result.text), sourceLocation: sourceLocation)
    }
}

enum Programs {
    static let distmake: String =
        ProcessInfo.processInfo.environment["DISTMAKE"]
        ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "distmake").path

    /// Only the release whose differences the cases name; another would differ in other ways.
    static let bmake: String? = ["/usr/bin/bmake", "/usr/local/bin/bmake", "/usr/pkg/bin/bmake"].first {
        let version = try? output(of: [$0, "-r", "-f", "/dev/null", "-V", "MAKE_VERSION"])
        return version?.status == 0 && version?.text == "20200710\n"
    }
}

/// Runs a program to its end. Both streams go to a file: a pipe would wait for every process that a case leaves behind.
private func output(of words: [String]) throws -> (status: Int32, text: String) {
    let log = FileManager.default.temporaryDirectory.appending(path: "conformance-\(UUID().uuidString).log")
    defer { try? FileManager.default.removeItem(at: log) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)

    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let failure = posix_spawn(&process, words[0], &actions, nil, &arguments, environ)
    guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }

    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1 && errno == EINTR {}
    return (status >> 8 & 0xff, String(decoding: try Data(contentsOf: log), as: UTF8.self))
}
