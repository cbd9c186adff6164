import Testing
import Text

/// What another machine says, on a terminal.
@Suite struct TerminalTextTests {
    private static let cases: [(String, String)] = [
        ("plain\ttext\r\nand more\n", "plain\ttext\r\nand more\n"),
        // Colours, which go off at the end.
        ("\u{1B}[31mred\u{1B}[0m \u{1B}[1;38:5:9mbold", "\u{1B}[31mred\u{1B}[0m \u{1B}[1;38:5:9mbold\u{1B}[m"),
        // A title, the clipboard, an answer that the terminal would type, another screen.
        ("\u{1B}]0;title\u{07}", "^[]0;title^G"), ("\u{1B}]52;c;cm0gLXJm\u{1B}\\", "^[]52;c;cm0gLXJm^[\\"),
        ("\u{1B}[6n\u{1B}[?1049h", "^[[6n^[[?1049h"), ("\u{1B}P$qm\u{1B}\\", "^[P$qm^[\\"),
        ("back\u{8}\u{8}\u{7F}\0", "back^H^H^?^@"),
        // C1, as UTF-8 has it; characters with the same last byte stay.
        ("\u{9B}31m\u{9D}0;x\u{9C}\u{DB} \u{A0}\u{20AC}\u{1F600}", "?31m?0;x?\u{DB} \u{A0}\u{20AC}\u{1F600}"),
        // What is not complete is text.
        ("\u{1B}", "^["), ("\u{1B}[31", "^[[31"), ("\u{1B}\u{1B}[m", "^[\u{1B}[m"),
        ("\u{1B}[" + String(repeating: "1;", count: 100) + "m", "^[[" + String(repeating: "1;", count: 100) + "m"),
    ]

    @Test(arguments: cases) func onlyColoursAreObeyed(_ text: String, _ shown: String) {
        #expect(TerminalText.made(of: Bytes(text.utf8)) == Bytes(shown.utf8))
        // In any portions.
        for size in 1...3 {
            var maker = TerminalText()
            var parts: Bytes = []
            let bytes = Bytes(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                parts += maker.add(Bytes(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(parts + maker.end() == Bytes(shown.utf8))
        }
    }

    /// Bytes that are no characters: C1 of terminals with eight bits.
    @Test func bytesThatAreNoCharacters() {
        let text: Bytes = [0x9B, 0x33, 0xE9, 0x20, 0x9D, 0xC3, 0x9B, 0xFF, 0xC2, 0x41]
        #expect(TerminalText.made(of: text) == [0x3F, 0x33, 0xE9, 0x20, 0x3F, 0xC3, 0x9B, 0xFF, 0xC2, 0x41])
    }

    @Test func messagesHaveNoControls() {
        #expect(Bytes("a\u{1B}[31m\nb\u{9B}c\u{7F}\u{DB}".utf8).printable == "a?[31m?b??c?\u{DB}")
    }
}
