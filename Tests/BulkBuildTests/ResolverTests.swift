import Pkgsrc
import Platform
import Testing
import Text

@testable import BulkBuild

/// A scan as text: `name location dependency ...` a line, with `!skip` and `!fail` as reasons.
struct Scan {
    let resolution: Resolution
    let states: PackageStates
    private let files: [Int32]

    init(_ texts: String..., spares: Int? = nil, ties: TieBreak = .largerName, bareNames: Bool = false) throws {
        var set = PackageSet()
        var files: [Int32] = []
        for (index, text) in texts.enumerated() {
            let fd = try anonymousFile(Bytes(Self.records(text)))
            files.append(fd)
            try set.read(fd, file: Bytes("scan\(index)"))
        }
        self.files = files
        resolution = Resolver.resolve(set, spares: spares, ties: ties, bareNames: bareNames)
        states = PackageStates(resolution)
    }

    static func records(_ text: String) -> String {
        text.split(separator: "\n").map { line -> String in
            let words = line.split(separator: " ").map(String.init)
            let needs = words.dropFirst(2).filter { !$0.hasPrefix("!") }
            return "PKGNAME=\(words[0])\nPKG_LOCATION=\(words[1])\nALL_DEPENDS=\(needs.joined(separator: "  "))\n"
                + "PKG_SKIP_REASON=\(words.contains("!skip") ? "\"no\"" : "")\n"
                + "PKG_FAIL_REASON=\(words.contains("!fail") ? "\"no\"" : "")\nCATEGORIES= x \n"
        }.joined()
    }

    /// `name: dependencies` of what is part of the result.
    var needs: [String] {
        resolution.chosen.map { number in
            ([resolution.name(number).text + ":"] + resolution.dependencies[number].map { resolution.name($0).text })
                .joined(separator: " ")
        }
    }

    func state(_ name: String) -> PackageStates.State? { number(name).map { states[$0] } }

    func number(_ name: String) -> PackageNumber? {
        resolution.chosen.first { resolution.name($0).text == name }
    }

    func output() throws -> String {
        let out = try anonymousFile([])
        try writeResolved(resolution, from: files, to: out)
        let text = readBytes(out, at: 0, count: 1 << 20).text
        close(out)
        return text
    }
}

/// pbulk's rules (bulk-building.md 2.3).
@Suite struct ResolverTests {
    @Test func theHighestVersionOfAllIsTaken() throws {
        let scan = try Scan(
            """
            app-1.0 x/app lib>=1:../../x/lib foo-[0-9]*:../../x/foo
            lib-1.2 x/lib
            lib-1.10 x/lib10
            lib-1.9nb20 x/lib9
            foo-2.0 x/foo
            foo-2.0nb1 x/foo1
            """)
        #expect(scan.needs[0] == "app-1.0: lib-1.10 foo-2.0nb1")
        #expect(
            findings(scan.resolution) == [
                "app-1.0 (x/app): lib>=1:../../x/lib is satisfied by lib-1.10 (x/lib10)",
                "app-1.0 (x/app): foo-[0-9]*:../../x/foo is satisfied by foo-2.0nb1 (x/foo1)",
            ])
    }

    @Test func whatIsChosenAlreadySatisfies() throws {
        let scan = try Scan(
            """
            app-1.0 x/app lib<2:../../x/lib lib>=1:../../x/lib lib<2:../../x/lib {lib,bil}-[0-9]*:../../x/lib
            other-1.0 x/other lib>=1:../../x/lib lib<2:../../x/lib lib<2:../../x/lib
            lib-1.5 x/lib
            lib-2.5 x/lib
            """)
        #expect(scan.needs[0] == "app-1.0: lib-1.5")
        #expect(scan.needs[1] == "other-1.0: lib-2.5 lib-1.5")
    }

    @Test(arguments: [(TieBreak.largerName, "lob-1.0"), (.smallerName, "lab-1")])
    func equalVersionsAreAChoice(_ ties: TieBreak, _ expected: String) throws {
        let scan = try Scan(
            """
            app-1.0 x/app {lib,lob,lab}>=1:../../x/lib
            lib-1.0.0 x/lib
            lob-1.0 x/lob
            lab-1 x/lab
            """, ties: ties)
        #expect(scan.needs[0] == "app-1.0: \(expected)")
    }

    @Test func bareNamesAreForPkgInstall() throws {
        let text = "app-1.0 x/app lib:../../x/lib\nlib-1.0 x/lib"
        #expect(try Scan(text).resolution.missing.count == 1)
        #expect(try Scan(text, bareNames: true).needs[0] == "app-1.0: lib-1.0")
    }

    @Test func theFirstOfANameIsKept() throws {
        let scan = try Scan("lib-1.0 x/lib\napp-1.0 x/app lib-[0-9]*:../../x/lib\nlib-1.0 x/lib2 gone:../../x/gone")
        #expect(scan.needs == ["lib-1.0:", "app-1.0: lib-1.0"])
        #expect(
            findings(scan.resolution) == [
                "scan0:13: lib-1.0 (x/lib2) has the name of the package at scan0:1 (x/lib), which is kept"
            ])
    }

    @Test func whatIsMissingIsExplained() throws {
        let scan = try Scan(
            """
            app-1.0 x/app mid>=1:../../x/mid
            mid-1.0 x/mid lib>=2:../../x/lib ok-[0-9]*:../../x/ok
            low-1.0 x/low lib>=2:../../x/lib
            lib-1.0 x/lib
            ok-1.0 x/ok bad:../x/bad {a,b:../../x/ab
            """)
        #expect(scan.needs == ["app-1.0: mid-1.0", "mid-1.0:", "low-1.0:", "lib-1.0:", "ok-1.0:"])
        #expect(
            findings(scan.resolution) == [
                "nothing satisfies lib>=2:../../x/lib, which mid-1.0 (x/mid) and 1 more needs",
                "    x/lib has lib-1.0",
                "    needed by app-1.0 -> mid-1.0",
                "nothing satisfies bad:../x/bad, which ok-1.0 (x/ok) needs",
                "    it is not written pattern:../../category/directory",
                "nothing satisfies {a,b:../../x/ab, which ok-1.0 (x/ok) needs",
                "    its braces do not match",
                "    nothing was scanned in x/ab",
            ])
        #expect(scan.state("app-1.0") == .indirectFailed)
        #expect(scan.state("mid-1.0") == .unresolved)
        #expect(enlargedList(Bytes("x/app\nx/lib"), for: scan.resolution)?.text == "x/app\nx/lib\nx/ab\n")
        #expect(enlargedList(Bytes("x/ab\nx/lib\n"), for: scan.resolution) == nil)
    }

    @Test func sparesAreTakenWhenTheyAreNeeded() throws {
        let scan = try Scan(
            "app-1.0 x/app lib>=1:../../x/lib",
            "other-1.0 x/o gone:../../x/g\nlib-1.0 x/lib sub>=1:../../x/sub\nsub-1.0 x/sub",
            "app-1.0 x/app\nsub-2.0 x/sub", spares: 1)
        #expect(scan.needs == ["app-1.0: lib-1.0", "lib-1.0: sub-2.0", "sub-2.0:"])
        #expect(findings(scan.resolution) == [])
        #expect(try scan.output().contains("PKGNAME=other") == false)
    }

    @Test func recordsAreWrittenAsTheyWereRead() throws {
        let text =
            "app-1.0 x/app lib>=1:../../x/lib foo>=1:../../x/foo\nlib-1.0 x/lib\nlib-1.0 x/again\nfoo-1.0 x/foo !skip"
        let records = Scan.records(text).components(before: "PKGNAME=")
        #expect(
            try Scan(text).output() == records[0] + "DEPENDS=lib-1.0 foo-1.0\n" + records[1] + records[3])
    }

    @Test func resolvedRecordsAreLeftAlone() throws {
        let fd = try anonymousFile(
            Bytes("PKGNAME=app-1.0\nALL_DEPENDS=lib>=1:../../x/lib\nDEPENDS=lib-1.0\nPKGNAME=lib-1.0\nPKGNAME=lib-2.0"))
        defer { close(fd) }
        var set = PackageSet()
        try set.read(fd, file: Bytes("s"))
        let resolution = Resolver.resolve(set)
        #expect(resolution.dependencies[0] == [1])
        let out = try anonymousFile([])
        defer { close(out) }
        try writeResolved(resolution, from: [fd], to: out)
        #expect(
            readBytes(out, at: 0, count: 1000).text
                == "PKGNAME=app-1.0\nALL_DEPENDS=lib>=1:../../x/lib\nDEPENDS=lib-1.0\nPKGNAME=lib-1.0\nPKGNAME=lib-2.0\n"
        )
    }

    @Test(arguments: ["PKGNAME=a\n", "PKGNAME=../x-1.0\n", "PKGNAME=foo-1.0\nx\n", "x=1\n", "PKGNAME=foo-1.0\n\0\n"])
    func badFilesAreRefused(_ text: String) throws {
        let fd = try anonymousFile(Bytes(text))
        defer { close(fd) }
        var set = PackageSet()
        #expect(throws: ReadingTrouble.self) { try set.read(fd, file: Bytes("s")) }
    }

    /// The same as from looking at everything for every dependency.
    @Test func randomScansMatchTheRules() throws {
        var random = SystemRandomNumberGenerator()
        let bases = ["a", "b", "ab", "a-b", "b-a"]
        let versions = ["1", "1.0", "1.1", "2", "2nb1", "1.0alpha1", "1a"]
        let bounds = [">=1", "<2", ">1<=2", "-[0-9]*", "-*", "-1", "-1.0"]
        func pick(_ words: [String]) -> String { words.randomElement(using: &random)! }
        for round in 0..<300 {
            var lines: [String] = []
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                var words = ["\(pick(bases))x-\(pick(versions)) x/\(pick(bases))"]
                for _ in 0..<Int.random(in: 0...4, using: &random) {
                    let base = Bool.random(using: &random) ? pick(bases) + "x" : "{\(pick(bases)),\(pick(bases))}x"
                    words.append("\(base)\(pick(bounds)):../../x/\(pick(bases))")
                }
                lines.append(words.joined(separator: " "))
            }
            let scan = try Scan(lines.joined(separator: "\n"), ties: round % 2 == 0 ? .largerName : .smallerName)
            #expect(scan.needs == plainly(lines, larger: round % 2 == 0), "\(lines)")
        }
    }

    private func plainly(_ lines: [String], larger: Bool) -> [String] {
        var packages: [(name: PackageName, needs: [PackagePattern])] = []
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            let name = PackageName(Bytes(words[0]))
            if packages.contains(where: { $0.name == name }) { continue }
            packages.append((name, words.dropFirst(2).map { PackagePattern(Bytes(String($0.prefix { $0 != ":" }))) }))
        }
        return packages.map { package in
            var chosen: [PackageName] = []
            for pattern in package.needs where !chosen.contains(where: pattern.matches) {
                let best = packages.map(\.name).filter(pattern.matches).max { left, right in
                    if left.version != right.version { return left.version < right.version }
                    return larger == (left.text.text < right.text.text)
                }
                guard let best else { return package.name.text.text + ":" }
                chosen.append(best)
            }
            return ([package.name.text.text + ":"] + chosen.map(\.text.text)).joined(separator: " ")
        }
    }
}

extension String {
    fileprivate func components(before mark: String) -> [String] {
        var parts: [String] = []
        for line in split(separator: "\n") {
            if line.hasPrefix(mark) { parts.append("") }
            parts[parts.count - 1] += line + "\n"
        }
        return parts
    }
}
