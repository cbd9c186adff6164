import Testing

@testable import Text

@Suite struct RegexTests {
    /// Positions as regexec(3) of the GNU library gives them.
    @Test(arguments: [
        ("(o|oo)(o*)", "oo", "0,2 0,1 1,2"), ("(a*)*", "b", "0,0 0,0"), ("((a)|b)*", "ab", "0,2 1,2 0,1"),
        ("(a)|b", "b", "0,1 -1,-1"), ("a|ab|abc", "xabcd", "1,4"), ("a{2}{3}", "aaaaaaa", "0,6"),
        ("a)b", "a)b", "0,3"), ("[--a]", "A", "0,1"), ("[a\\]]", "a]", "0,2"), ("\\bb+", "ab bb", "3,5"),
        ("a{,3}", "aaaa", "0,3"), ("(a|b*)*", "abba", "0,4 3,4"), ("^^a", "a", "0,1"), ("x$", "axx", "2,3"),
        ("[]a]+", "b]a", "1,3"), ("[[:digit:]_-]+", "a1_-", "1,4"), ("", "a", "0,0"), ("a^", "a", "none"),
        ("(x+x+)+y", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "none"),
    ])
    func positions(_ pattern: String, _ text: String, _ expected: String) throws {
        let text = Bytes(text.utf8)
        var matcher = RegexMatcher(try ExtendedRegex(Bytes(pattern.utf8)))
        let found = matcher.firstMatch(in: text.span, 0..<text.count)
        let pairs = stride(from: 0, to: matcher.positions.count, by: 2).map {
            "\(matcher.positions[$0]),\(matcher.positions[$0 + 1])"
        }
        #expect((found == nil ? "none" : pairs.joined(separator: " ")) == expected)
    }

    @Test(arguments: [
        ("(", RegexError.unmatchedParenthesis), ("*a", .nothingToRepeat), ("^*", .nothingToRepeat),
        ("a|*", .nothingToRepeat), ("{1}", .nothingToRepeat), ("[a", .unmatchedBracket), ("[", .invalidPattern),
        ("[[:foo:]]", .invalidClassName), ("[z-a]", .invalidRange), ("[a-c-e]", .invalidRange),
        ("[[.ab.]]", .invalidCollation), ("a{2,1}", .invalidRepetition), ("a{x}", .invalidRepetition),
        ("a{1", .unmatchedBrace), ("a{99999}", .tooBig), ("a\\", .trailingBackslash), ("(a)\\1", .invalidBackReference),
        ("((((a{99}){99}){99}){99})", .tooBig),
    ])
    func errors(_ pattern: String, _ expected: RegexError) {
        #expect(throws: expected) { try ExtendedRegex(Bytes(pattern.utf8)) }
    }

    /// Long matches find their groups in another way.
    @Test func groupsOfLongMatches() throws {
        let text = Bytes(repeating: 0x61, count: 100_000) + Bytes("/b.c")
        var matcher = RegexMatcher(try ExtendedRegex(Bytes("(a|aa)*(/)(.*)\\.(c|h)$".utf8)))
        #expect(matcher.firstMatch(in: text.span, 0..<text.count) == 0..<text.count)
        #expect(matcher.positions[2...] == [99_999, 100_000, 100_000, 100_001, 100_001, 100_002, 100_003, 100_004])
    }

    /// Where the automaton would need the square of the length, or too many states.
    @Test func hardSearchesStayShort() throws {
        let text = Bytes(repeating: 0x61, count: 20_000)
        for pattern in ["a*b", "(a|b)*a(a|b){14}c", "(.*)(.*)(.*)x"] {
            var matcher = RegexMatcher(try ExtendedRegex(Bytes(pattern.utf8)))
            #expect(matcher.firstMatch(in: text.span, 0..<text.count) == nil)
        }
    }

    @Test func deepNestingNeedsNoStack() throws {
        let depth = 10_000
        let pattern =
            Bytes(repeating: Ascii.leftParen, count: depth) + [0x61] + Bytes(repeating: Ascii.rightParen, count: depth)
        var matcher = RegexMatcher(try ExtendedRegex(pattern))
        #expect(matcher.firstMatch(in: Bytes("ba").span, 0..<2) == 1..<2)
    }
}
