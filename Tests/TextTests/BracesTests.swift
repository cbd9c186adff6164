import Testing

@testable import Text

@Suite struct BracesTests {
    @Test(arguments: [
        ("{b,c}{1,2}", "b1 b2 c1 c2"), ("x{a}y", "xay"), ("x{}y", "xy"), ("x{a,{b,c}d}y", "xay xbdy xcdy"),
        ("x{,a}y", "xy xay"), ("x{a", "x{a"), ("{a,b}}c", "{a,b}}c"), ("x{a,b}]", "x{a,b}]"), ("a,b", "a,b"),
        ("{{a,b}}", "a b"), ("", ""),
    ])
    func expansion(_ word: String, _ expected: String) {
        let words = braceExpansion(of: Bytes(word.utf8))
        #expect(words?.map(\.text).joined(separator: " ") == expected)
    }

    @Test func bombsAreRefused() {
        var bomb = Bytes()
        for _ in 0..<40 { bomb += Bytes("{a,b}") }
        #expect(braceExpansion(of: bomb) == nil)
    }
}
