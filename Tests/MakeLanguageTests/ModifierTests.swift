import Testing
import Text

@testable import MakeLanguage

/// A value, what is done to it, and what bmake makes of that.
struct Example: Sendable, CustomTestStringConvertible {
    let value: String
    let modifier: String
    let expected: String

    init(_ value: String, _ modifier: String, _ expected: String) {
        self.value = value
        self.modifier = modifier
        self.expected = expected
    }

    var testDescription: String { "\(value):\(modifier)" }
}

private func bytes(_ text: String) -> Bytes { Bytes(text.utf8) }

/// Splits `S/old/new/flags` without the rules of escaping, which belong to the parser.
private func parts(_ modifier: String) -> (old: Bytes, new: Bytes, flags: String) {
    let parts = modifier.dropFirst().split(separator: modifier.dropFirst().first!, omittingEmptySubsequences: false)
    return (bytes(String(parts[1])), bytes(String(parts[2])), String(parts[3]))
}

private func apply(_ modifier: String, to value: Bytes, _ mode: WordMode) -> Bytes {
    switch modifier.first {
    case "H": return headOfWords(value, mode)
    case "T": return tailOfWords(value, mode)
    case "E": return suffixOfWords(value, mode)
    case "R": return rootOfWords(value, mode)
    case "M": return matchingWords(value, Glob(bytes(String(modifier.dropFirst()))), keep: true, mode)
    case "N": return matchingWords(value, Glob(bytes(String(modifier.dropFirst()))), keep: false, mode)
    case "S":
        var (old, new, flags) = parts(modifier)
        let isStart = old.first == Ascii.caret
        if isStart { old.removeFirst() }
        let isEnd = old.last == Ascii.dollar
        if isEnd { old.removeLast() }
        let pieces = new.split(separator: Ascii.ampersand, omittingEmptySubsequences: false).map { Bytes($0) }
        let substitution = Substitution(
            old: old, pieces: pieces, anchoredStart: isStart, anchoredEnd: isEnd, global: flags.contains("g"),
            firstOnly: flags.contains("1"), wholeValue: flags.contains("W"))
        return substitute(value, substitution, mode)
    case "C":
        let (pattern, new, flags) = parts(modifier)
        do {
            var matcher = RegexMatcher(try ExtendedRegex(pattern))
            let regexFlags = RegexFlags(
                global: flags.contains("g"), firstOnly: flags.contains("1"), wholeValue: flags.contains("W"))
            var missing = Bytes()
            var result = substituteRegex(value, &matcher, RegexReplacement(new), regexFlags, mode) {
                missing += bytes(" No subexpression \\\($0)")
            }
            result += missing
            return result
        } catch {
            return error.message
        }
    case "[":
        guard let selection = WordSelection(bytes(String(modifier.dropFirst().dropLast()))) else {
            return bytes("malformed")
        }
        var mode = mode
        return selectWords(value, selection, &mode)
    case "O":
        return sortWords(value, WordOrder(isNumeric: modifier.contains("n"), isReversed: modifier.contains("r")))
    case "u": return uniqueWords(value)
    case "Q": return quoted(value)
    case "q": return quotedForMake(value)
    case "h": return hashOfValue(value)
    case "r": return rangeOfWords(value) ?? []
    case "t": return modifier == "tl" ? lowercased(value) : uppercased(value)
    default:
        let sides = modifier.split(separator: "=", omittingEmptySubsequences: false)
        return substituteSystemV(value, SystemVPattern(bytes(String(sides[0]))), mode) { bytes(String(sides[1])) }
    }
}

@Suite struct ModifierTests {
    @Test(arguments: [
        Example("a.c b/x.y c/d.tar.gz g/ /f d h.", "E", "c y gz"),
        Example("a.c c/d.tar.gz g/ /f d h.", "R", "a c/d.tar g/ /f d h"),
        Example("a.c b/.x c/d.tar.gz g/ /f d", "H", ". b c g ."),
        Example("a.c b/.x c/d.tar.gz g/ /f d", "T", "a.c .x d.tar.gz f d"),
        Example("", "H", "."),
        Example("/ // a/ /a/b ///x a//b", "H", "/ a /a // a/"),
    ])
    func pathParts(_ example: Example) { check(example) }

    @Test(arguments: [
        Example("a b ab [a a1 a* a]b x-y", "M[a", "a"),
        Example("a b ab ] ^ a1 a]b x-y", "M[a-]", "a ] ^"),
        Example("a b ] - ^ ab", "M[^a", "b ] - ^"),
        Example("a b ab", "M[]", ""),
        Example("a b - x", "M[xa-", "a x"),
        Example("a ! b", "M[!a]", "a !"),
        Example("a b c", "M[b-a]", "a b"),
        Example("a1 a* ab", "Ma\\*", "a*"),
        Example("a1 b2 c1", "M*1", "a1 c1"),
        Example("a1 b2 c1", "Na*", "b2 c1"),
        Example("abc \"a b\" d", "M*\\ *", "\"a b\""),
        Example("abc \"a b\" d", "M* *", "\"a b\""),
        Example("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "M*a*a*a*a*a*a*a*a*a*c", ""),
    ])
    func matching(_ example: Example) { check(example) }

    @Test(arguments: [
        Example("abc bcd", "S/b/[&]/", "a[b]c [b]cd"),
        Example("abc bcd", "S/^/p/", "pabc pbcd"),
        Example("abc bcd", "S/$/s/", "abcs bcds"),
        Example("abc bcd", "S/^b/X/", "abc Xcd"),
        Example("abc bcd", "S/c$/X/", "abX bcd"),
        Example("abc bcd", "S/^abc$/X/", "X bcd"),
        Example("abc bcd", "S//x/g", "abc bcd"),
        Example("aaaa aaaa", "S/a/b/1g", "bbbb aaaa"),
        Example("aaaa aaaa", "S/aa/b/g", "bb bb"),
        Example("aaaa aaaa", "S/^aa/b/g", "baa baa"),
        Example("aaaa aaaa", "S/^/b/1", "baaaa aaaa"),
        Example("aaaa aaaa", "S/a a/X/W", "aaaXaaa"),
        Example("aaaa aaaa", "S/^aaaa aaaa$/<&&>/W", "<aaaa aaaaaaaa aaaa>"),
        Example("aaaa aaaa", "S/aaaa//1", "aaaa"),
        Example("", "S/^$/x/", "x"),
        Example("a'b c'd e", "S,b c,X,", "a'X'd e"),
        Example("  a  \"b  c d", "S/x/x/", "a \"b  c d"),
        Example("'a\\' b", "S/$/>/", "'a\\' b>"),
    ])
    func substitution(_ example: Example) { check(example) }

    @Test(arguments: [
        Example("one two", "C,x*,-,g", "-o-n-e -t-w-o"),
        Example("one two", "C,x*,-,Wg", "-o-n-e- -t-w-o"),
        Example("one two", "C,o*,-,g", "--n-e -t-w-"),
        Example("one two", "C,x*$,-,g", "one- two-"),
        Example("one two", "C,(o)(n),\\2\\1,", "noe two"),
        Example("one two", "C,(o)(n),\\0\\\\&\\&,", "on\\on&e two"),
        Example("one two", "C,(o)|(t),[\\1\\2],", "[o]ne [t]wo"),
        Example("one two", "C,o,\\x\\n,", "\\x\\nne tw\\x\\n"),
        Example("one two", "C,o,\\9,", "ne tw No subexpression \\9 No subexpression \\9"),
        Example("one two", "C,o,x,1g", "xne two"),
        Example("one two", "C,^.,<&>,g", "<o>ne <t>wo"),
        Example("one two", "C,(on|o)(ne|e)?,<\\1\\2>,", "<one> tw<o>"),
        Example("one two", "C,[[:alpha:]],x,g", "xxx xxx"),
        Example("one two", "C, ,_,W", "one_two"),
        Example("one two", "C,(,x,", "Unmatched ( or \\("),
    ])
    func regularExpressions(_ example: Example) { check(example) }

    @Test(arguments: [
        Example("foo.c bar.c x.h foo.cc", ".c=.o", "foo.o bar.o x.h foo.cc"),
        Example("foo.c x.h", "=.q", "foo.c.q x.h.q"),
        Example("foo.c bar.c", "f%.c=[%]", "[oo] bar.c"),
        Example("foo.c x.h", "%.c=x", "x x.h"),
        Example("foo.c", "%=a%b%", "afoo.cb%"),
        Example("foo.c", ".c=%.o", "foo%.o"),
        Example("f% foo", "%%=x", "x foo"),
        Example("", "=x", ""),
    ])
    func systemV(_ example: Example) { check(example) }

    @Test(arguments: [
        Example("10 9 0x10 010 1k abc -5 +3", "O", "+3 -5 010 0x10 10 1k 9 abc"),
        Example("10 9 0x10 010 1k abc -5 +3", "Or", "abc 9 1k 10 0x10 010 -5 +3"),
        Example("10 9 0x10 010 1k 2M abc -5 1G", "On", "-5 abc 010 9 10 0x10 1k 2M 1G"),
        Example("10 9 0x10 1k -5", "Onr", "1k 0x10 10 9 -5"),
        Example(
            "share/b share/a share share/aaaaaaaaab share/aaaaaaaaaa", "O",
            "share share/a share/aaaaaaaaaa share/aaaaaaaaab share/b"),
        Example("b b a a b", "u", "b a b"),
        Example("aZb\u{C0}[", "tl", "azb\u{C0}["),
        Example("aZb{", "tu", "AZB{"),
        Example("a$b\nc%d", "Q", "a\\$b'\n'c%d"),
        Example("a$b c", "q", "a\\$\\$b\\ c"),
        Example(
            "\"d' `\\*?[](){}<>|&~#!%^=+,./:@-_", "Q",
            "\\\"d\\'\\ \\`\\\\\\*\\?\\[\\]\\(\\)\\{\\}\\<\\>\\|\\&\\~\\#\\!%\\^=+,./:@-_"),
        Example("", "hash", "b2af338b"),
        Example("a", "hash", "3360ac65"),
        Example("abc", "hash", "9ca87054"),
        Example("abcde", "hash", "208fcbd3"),
        Example("abcdefgh", "hash", "6346781e"),
        Example("x \"y z\" w", "range", "1 2 3"),
        Example("", "range", "1"),
    ])
    func wholeLists(_ example: Example) { check(example) }

    @Test(arguments: [
        Example("a b c d e", "[2]", "b"),
        Example("a b c d e", "[-2]", "d"),
        Example("a b c d e", "[2..4]", "b c d"),
        Example("a b c d e", "[4..2]", "d c b"),
        Example("a b c d e", "[-2..1]", "d c b a"),
        Example("a b c d e", "[9..2]", "e d c b"),
        Example("a b c d e", "[-9..-7]", ""),
        Example("a b c d e", "[9]", ""),
        Example("a b c d e", "[#]", "5"),
        Example("", "[#]", "1"),
        Example("a b c d e", "[0x2]", "b"),
        Example("a b c d e", "[0..0]", "a b c d e"),
        Example("a b c d e", "[0..3]", "malformed"),
        Example("a b c d e", "[1 ]", "malformed"),
        Example("a b c d e", "[ 1]", "a"),
        Example("a b c d e", "[1..]", "malformed"),
        Example("a b c d e", "[##]", "malformed"),
    ])
    func selection(_ example: Example) { check(example) }

    @Test(arguments: [
        Example("a  b c ", "S, ,_,", "a_ b c "),
        Example("a  b/c ", "T", "c "),
        Example("a  b c ", "[1]", "a  b c "),
        Example("a  b c ", "[#]", "1"),
        Example("a d", "d=x", "a x"),
        Example("b  a", "O", "a b"),
    ])
    func oneWordMode(_ example: Example) {
        check(example, WordMode(isOneWord: true))
    }

    @Test(arguments: [
        Example("a b c", "[2..3]", "b+c"),
        Example("a b c", "S/a/x/", "x+b+c"),
        Example("a b c", "Nb", "a+c"),
        Example("b a", "O", "a b"),
        Example("b a", "u", "b a"),
    ])
    func separator(_ example: Example) {
        check(example, WordMode(separator: Ascii.plus))
    }

    @Test(arguments: [
        ("}", nil as UInt8?, 0), (":tu}", nil, 0), ("::tu}", Ascii.colon, 1), (":}", Ascii.colon, 1),
        (",:tu}", Ascii.comma, 1), ("\\n}", Ascii.newline, 2), ("\\t:}", Ascii.tab, 2), ("\\x41}", 0x41, 4),
        ("\\101}", 0x41, 4), ("\\}", Ascii.backslash, 1), ("", nil, 0), ("\\0}", nil, 2),
    ])
    func separatorArguments(_ text: String, _ separator: UInt8?, _ end: Int) {
        let parsed = WordSeparator(bytes(text), at: 0, closing: Ascii.rightBrace)
        #expect(parsed?.separator == separator)
        #expect(parsed?.end == end)
    }

    @Test(arguments: ["ab}", "\\8}", "\\x}", "\\xg}", "\\400}", "\\nx}", "\\99999999999999999999}", "\\-1}"])
    func badSeparatorArguments(_ text: String) {
        #expect(WordSeparator(bytes(text), at: 0, closing: Ascii.rightBrace) == nil)
    }

    @Test func shufflingKeepsTheWords() {
        var state: UInt64 = 1
        let shuffled = shuffleWords(Bytes("a b c d e f"), using: &state)
        #expect(sortWords(shuffled, WordOrder()) == Bytes("a b c d e f"))
        #expect(state != 1)
    }

    @Test func commandOutput() {
        #expect(joinedLines(Bytes("a\n\nb\n\n")) == Bytes("a  b "))
        #expect(joinedLines([]) == [])
    }

    private func check(
        _ example: Example, _ mode: WordMode = WordMode(), _ location: Testing.SourceLocation = #_sourceLocation
    ) {
        let result = apply(example.modifier, to: bytes(example.value), mode)
        #expect(result.text == example.expected, "\(example.testDescription)", sourceLocation: location)
    }
}
