import Foundation
import MakeLanguage
import Testing
import Text

@testable import MakeDriver

/// Documentation/dialects.md: an option, else the environment, else the program's name.
@Suite struct StartTests {
    @Test(arguments: [
        ([], [], "distmake", Dialect.netbsd), ([], [], "omake", .openbsd), ([], [], "omake-1.2", .openbsd),
        ([], [], "gomake", .netbsd), ([], ["DISTMAKE_DIALECT=openbsd"], "make", .openbsd),
        ([], ["DISTMAKE_DIALECT="], "omake", .openbsd), ([], ["DISTMAKE_DIALECT=netbsd"], "omake", .netbsd),
        (["--dialect=netbsd"], ["DISTMAKE_DIALECT=openbsd"], "omake", .netbsd),
        (["all", "--dialect=openbsd"], [], "make", .openbsd), (["--", "--dialect=openbsd"], [], "make", .netbsd),
        (["--dialect=openbsd", "--dialect=netbsd"], [], "make", .netbsd),
    ])
    func chooses(_ words: [String], _ environment: [String], _ program: String, _ dialect: Dialect) {
        let start = Start(
            words: words.map { Bytes($0) }[...], environment: environment.map { Bytes($0) }, program: Bytes(program))
        #expect(start.dialect == dialect)
        #expect(start.unknown == nil)
    }

    @Test func knowsNoOthers() {
        #expect(Start(words: [Bytes("--dialect=gnu")], environment: [], program: Bytes("make")).unknown == Bytes("gnu"))
    }

    /// Only `Dialect` says what a dialect's name means.
    @Test func nobodyAsksForTheName() throws {
        let sources = URL(filePath: #filePath).appending(path: "../../../Sources").standardizedFileURL
        let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        for file in files where file.hasSuffix(".swift") && !file.hasSuffix("/Dialect.swift") {
            let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
            let found = text.matches(of: #/(==|!=|case) \.(netbsd|openbsd)\b|isOpenBSD|isNetBSD/#).map { String($0.0) }
            // Chosen by default, not compared.
            #expect(found.isEmpty, "\(file)")
        }
    }
}
