import Testing
import Text

@testable import MakeLanguage

/// Values of many words, most of which are looked at many bytes at once, against what looking at each byte makes of them.
@Suite struct LongValueTests {
    private struct Randomness: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private static let alphabets = [
        "aaaaaaab/. ", "ab \t\n", "abcdefghijklmnopqrstuvwxyz/./. ", "ab\"' \\", "aaaaaaaaaaaaaaaaaaaaaaaaaa\"\\ '",
        "x",
        " ", "aA$\n&;zZ\u{7F}@[`{ ",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" ",
    ]

    private static func values(_ alphabet: String, seed: UInt64) -> [Bytes] {
        var randomness = Randomness(state: seed)
        let bytes = Bytes(alphabet.utf8) + (seed % 3 == 0 ? [0xE9, 0xA4] : [])
        return (0..<60).map { _ in
            (0..<Int.random(in: 0...400, using: &randomness)).map { _ in bytes.randomElement(using: &randomness)! }
        }
    }

    private static func words(_ value: Bytes) -> [Bytes] { Words(of: value).map { Bytes(value[$0]) } }

    private static func joined(_ words: [Bytes]) -> Bytes { Bytes(words.joined(separator: [Ascii.space])) }

    /// What becomes of a value if each word becomes something; what becomes nothing is gone.
    private static func mapped(_ value: Bytes, _ change: (Bytes) -> Bytes) -> Bytes {
        let words = words(value)
        return joined((words.isEmpty ? [[]] : words).map(change).filter { !$0.isEmpty })
    }

    @Test(arguments: alphabets, [1, 2, 3] as [UInt64]) func wordByWord(_ alphabet: String, _ seed: UInt64) {
        let mode = WordMode()
        for value in Self.values(alphabet, seed: seed) {
            var cursor = WordCursor()
            var found: [Range<Int>] = []
            while let word = cursor.next(in: value.span) { found.append(word) }
            #expect(found == Array(Words(of: value)), "\(value.text)")
            #expect(cursor.next(in: value.span) == nil)

            #expect(
                headOfWords(value, mode)
                    == Self.mapped(value) { word in word.lastIndex(of: Ascii.slash).map { Bytes(word[..<$0]) } ?? [0x2E]
                    })
            #expect(
                tailOfWords(value, mode)
                    == Self.mapped(value) { word in
                        Bytes(word[(word.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
                    })
            #expect(
                rootOfWords(value, mode)
                    == Self.mapped(value) { word in Bytes(word[..<(word.lastIndex(of: Ascii.dot) ?? word.count)]) })
            #expect(
                suffixOfWords(value, mode)
                    == Self.mapped(value) { word in word.lastIndex(of: Ascii.dot).map { Bytes(word[($0 + 1)...]) } ?? []
                    })
            let once = Substitution(old: Bytes("a"), pieces: [Bytes("<"), Bytes(">")])
            #expect(
                substitute(value, once, mode)
                    == Self.mapped(value) { word in
                        guard let place = word.firstIndex(of: UInt8(ascii: "a")) else { return word }
                        return Bytes(word[..<place]) + Bytes("<a>") + Bytes(word[(place + 1)...])
                    })
            let everywhere = Substitution(old: Bytes("a"), pieces: [[]], global: true)
            #expect(
                substitute(value, everywhere, mode) == Self.mapped(value) { $0.filter { $0 != UInt8(ascii: "a") } })
            #expect(uniqueWords(value) == Self.joined(Self.withoutRepetition(Self.words(value))))
            #expect(
                sortWords(value, WordOrder())
                    == Self.joined(Self.words(value).sorted { $0.lexicographicallyPrecedes($1) }))
            #expect(uppercased(value) == value.map(\.uppercased))
            #expect(lowercased(value) == value.map(\.lowercased))
            #expect(quoted(value) == value.flatMap(Self.quotedByte))
        }
    }

    private static func withoutRepetition(_ words: [Bytes]) -> [Bytes] {
        var out: [Bytes] = []
        for word in words where word != out.last { out.append(word) }
        return out
    }

    private static func quotedByte(_ byte: UInt8) -> Bytes {
        if byte == Ascii.newline { return Bytes("'\n'") }
        let meta = Bytes("\t\u{0B}\u{0C}\r !\"#$&'()*;<>?[\\]^`{|}~").filter { $0 != Ascii.exclamation } + [0x21, 0]
        return meta.contains(byte & 0x7F) || byte & 0x7F == Ascii.newline ? [Ascii.backslash, byte] : [byte]
    }

    /// So many that they are counted and not compared, with bytes in common before, between and behind what differs.
    @Test func sortingMany() {
        var randomness = Randomness(state: 7)
        let words = (0..<5000).map { _ in
            Bytes(
                "src/dir\(UInt.random(in: 0..<300, using: &randomness))/file\(UInt.random(in: 0..<99, using: &randomness)).c"
            )
        }
        let sorted = Self.joined(words.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(sortWords(Self.joined(words), WordOrder()) == sorted)
        #expect(
            sortWords(Self.joined(words), WordOrder(isReversed: true))
                == Self.joined(words.sorted { $1.lexicographicallyPrecedes($0) }))
    }
}
