import Testing
import Text

@testable import Pkgsrc

/// The order of versions (bulk-building.md 2.6).
@Suite struct VersionTests {
    private func relation(_ left: String, _ right: String) -> String {
        let (left, right) = (PackageVersion(Bytes(left)), PackageVersion(Bytes(right)))
        return left < right ? "<" : right < left ? ">" : left == right ? "=" : "?"
    }

    @Test(arguments: [
        "1.0 = 1", "1.0.0 = 1", "1.0.1 = 1.0a", "1.0a = 1.0pl1", "1.0pl1 = 1.0_1", "1a = 1.1",
        "1.0alpha < 1.0beta", "1.0beta < 1.0rc1", "1.0rc1 = 1.0pre1", "1.0pre1 < 1.0", "1.0 < 1.0a",
        "1.0nb2 < 1.0nb10", "2.0nb1 < 2.0.0.1", "1.10 > 1.9", "1.0alpha1 < 1.0.0.0alpha1", "1.1A > 1.1.a",
        // Letters of both cases, words in both cases, bytes that mean nothing.
        "1.0A = 1.0a", "1.0ALPHA1 = 1.0alpha1", "1.0-+1 = 1.0~1", "1.0NB3 = 1.0nb3", "1+2 = 1~2",
        // Revisions come last, whatever they are.
        "1.0nb99 < 1.0.0.0.1", "1.0 = 1.0nb0", "1.0 < 1.0nb1", "1a2 > 1_1_2",
        // Numbers that no 32 bits hold, and none of 64.
        "20260101123456 < 20260101123457", "2147483648 > 2147483647", "4294967297 > 1",
        "99999999999999999999 = 99999999999999999998", "99999999999999999999 > 20260101",
        "1.0nb99999999999999999999 > 1.0nb2", "007 = 7",
    ])
    func vector(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        #expect(relation(words[0], words[2]) == words[1])
        let mirrored = ["<": ">", ">": "<", "=": "="]
        #expect(relation(words[2], words[0]) == mirrored[words[1]])
    }

    @Test func nothingIsAVersionToo() {
        #expect(relation("", "0") == "=")
        #expect(relation("", "0.0.0") == "=")
        #expect(relation("", "alpha") == ">")
    }

    /// A total preorder: of any three versions the order is transitive, and equal ones are interchangeable.
    @Test func orderIsAPreorder() {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "1", "2", "10", ".", ".0", "a", "B", "alpha", "beta", "rc", "pre", "pl", "_", "nb", "nb1", "-", "0",
        ]
        func version() -> String {
            (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
        }
        for _ in 0..<4_000 {
            let (a, b, c) = (version(), version(), version())
            let (one, two, three) = (PackageVersion(Bytes(a)), PackageVersion(Bytes(b)), PackageVersion(Bytes(c)))
            #expect([one < two, two < one, one == two].count { $0 } == 1, "\(a) \(b)")
            if one <= two, two <= three { #expect(one <= three, "\(a) \(b) \(c)") }
            if one == two {
                #expect((one < three) == (two < three), "\(a) \(b) \(c)")
                #expect(one.hashValue == two.hashValue)
            }
        }
    }
}
