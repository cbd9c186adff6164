import Testing
import Text

@testable import Pkgsrc

/// What dependencies match (bulk-building.md 2.6).
@Suite struct PatternTests {
    private func matches(_ pattern: String, _ name: String, bareNames: Bool = false) -> Bool {
        PackagePattern(Bytes(pattern), bareNames: bareNames).matches(PackageName(Bytes(name)))
    }

    @Test(arguments: [
        ("libz>=1.2<2", "libz-1.2 libz-1.9nb4 libz-2.0alpha1", "libz-2 libz-2.0 libz-1.1.9 libzz-1.5 lib-z-1.5 libz"),
        ("libz>1.2", "libz-1.2nb1 libz-3", "libz-1.2 libz-1.2.0 libz-1"),
        ("libz<1.2", "libz-1.2rc1 libz-1", "libz-1.2 libz-1.3"),
        ("libz<=1.2", "libz-1.2 libz-1.2.0 libz-0", "libz-1.2nb1"),
        ("libz>1<=2", "libz-2 libz-1.1", "libz-1 libz-2nb1"),
        ("{foo,bar}>=1", "bar-1.0 foo-2", "baz-1.0 bar-0.9"),
        ("{foo,bar{a,b-c}}-[0-9]*", "foo-1 bara-2 barb-c-3", "bar-1 barb-3 foo-x"),
        ("foo{,-light}>=2", "foo-2 foo-light-3", "foo-heavy-2"),
        ("foo-[0-9]*", "foo-1.0 foo-2-bar-1", "foo-bar-1.0 foo"),
        ("foo-*", "foo-bar-1.0 foo-1", "fo-1"),
        ("foo-1.?", "foo-1.0 foo-1.9", "foo-1.10 foo-1."),
        ("foo-[!0-8]*", "foo-9", "foo-1"),
        ("foo-1.0", "foo-1.0", "foo-1.0nb1 foo-1.00"),
        ("*-1.0", "foo-1.0", ".foo-1.0"),
        (".*-1.0", ".foo-1.0", "foo-1.0"),
        ("foo", "foo", "foo-1.0"),
        // What looks like an operator behind the first is part of a version.
        ("foo>==1", "foo-1 foo-2", "foo-0.9"),
        ("foo<2>=1", "foo-2 foo-2.1", "foo-3"),
    ])
    func pattern(_ pattern: String, _ matching: String, _ others: String) {
        for name in matching.split(separator: " ") { #expect(matches(pattern, String(name)), "\(name)") }
        for name in others.split(separator: " ") { #expect(!matches(pattern, String(name)), "\(name)") }
    }

    @Test func bareNamesAreAChoice() {
        #expect(!matches("foo", "foo-1.0"))
        #expect(matches("foo", "foo-1.0", bareNames: true))
        #expect(matches("{foo,bar}", "bar-1.0", bareNames: true))
        #expect(!matches("foo", "foo-bar-1.0", bareNames: true))
        #expect(!matches("foo", "foobar-1.0", bareNames: true))
    }

    @Test func bracesThatDoNotMatchAreAMistake() {
        for text in ["{foo", "a{b,c}}", "{a,{b}>=1"] {
            #expect(PackagePattern(Bytes(text)).mistake == "its braces do not match", "\(text)")
            #expect(!matches(text, "foo-1.0"))
        }
    }

    @Test func alternativesAreBounded() {
        let many = PackagePattern(Bytes(String(repeating: "{a,b}", count: 40)))
        #expect(many.mistake == "it has more than 1024 alternatives")
        let deep = String(repeating: "{", count: 100_000) + String(repeating: "}", count: 100_000)
        #expect(PackagePattern(Bytes(deep)).mistake != nil)
        #expect(PackagePattern(Bytes(String(repeating: "{a,b}", count: 10))).mistake == nil)
    }

    /// Whatever matches begins with one of the prefixes, so that nothing is overlooked.
    @Test func prefixesMissNothing() {
        var random = SystemRandomNumberGenerator()
        let pieces = ["a", "b", "-", "1", ".", "*", "?", "[ab]", "[0-9]", "{a,b}", "{,-a}", ">=1", "<2", "\\a"]
        let letters = ["a", "b", "-", "1", "2", ".", "a-1", "b-1.1"]
        var matching = 0
        for _ in 0..<8_000 {
            let pattern = (0..<Int.random(in: 1...5, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
            let name = (0..<Int.random(in: 1...4, using: &random)).map { _ in letters.randomElement(using: &random)! }
                .joined()
            guard matches(pattern, name) else { continue }
            matching += 1
            #expect(
                PackagePattern(Bytes(pattern)).prefixes.contains { Bytes(name).hasPrefix($0) }, "\(pattern) \(name)")
        }
        #expect(matching > 50)
    }
}
