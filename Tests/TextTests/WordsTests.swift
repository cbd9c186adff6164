import Testing

@testable import Text

@Suite struct WordsTests {
    @Test(arguments: [
        ("\"a b\" c 'd e' f\\ g", ["\"a b\"", "c", "'d e'", "f\\ g"]),
        ("  a\t b\n", ["a", "b"]),
        ("", []), (" \t", []),
        ("a  \"b  c d", ["a", "\"b  c d"]),
        ("'a\\' b", ["'a\\' b"]),
        ("'a\" b' c", ["'a\" b'", "c"]),
        ("a\\\\ b", ["a\\\\", "b"]),
        ("a \\", ["a", "\\"]),
        ("a\\\"b c\"d e", ["a\\\"b", "c\"d e"]),
        ("a\u{0B}b\rc", ["a\u{0B}b\rc"]),
    ])
    func splitting(_ value: String, _ expected: [String]) {
        let value = Bytes(value.utf8)
        #expect(Words(of: value).map { Bytes(value[$0]).text } == expected)
    }
}
