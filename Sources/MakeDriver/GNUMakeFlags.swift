internal import Text

/// MAKEFLAGS as GNU make writes it for the makes below: `ks -j4 --jobserver-auth=3,4 -- NAME=value`.
struct GNUMakeFlags: Equatable {
    /// What of it is also an option here.
    private(set) var options: [Bytes] = []
    /// The words behind `--`.
    private(set) var assignments: Bytes = []
    let jobserver: Bytes

    /// Nil if the text is not GNU make's, or names no jobserver: then bmake's rules hold for it.
    init?(_ text: Bytes) {
        let words = text.split(separator: Ascii.space).map { Bytes($0) }
        let end = words.firstIndex(of: Bytes("--")) ?? words.count
        guard !words[..<end].contains(Bytes("-J")),
            // Of several the last one counts, as it does for GNU make.
            let jobserver = words[..<end].compactMap(jobserverValue).last
        else { return nil }
        self.jobserver = jobserver
        for (index, word) in words[..<end].enumerated() {
            if word.starts(with: Bytes("--")) { continue }
            if word.first == Ascii.minus {
                add(word.dropFirst())
            } else if index == 0, !word.contains(Ascii.equals) {
                // Letters stand first, without a dash.
                add(word[...])
            }
        }
        if end < words.count {
            assignments = Self.expanded(Bytes(words[(end + 1)...].joined(separator: [Ascii.space])))
        }
    }

    /// What GNU make's own expansion of MAKEFLAGS would leave: one dollar of two.
    private static func expanded(_ text: Bytes) -> Bytes {
        var out: Bytes = []
        var isSecond = false
        for byte in text {
            isSecond = byte == Ascii.dollar && !isSecond
            if byte != Ascii.dollar || isSecond { out.append(byte) }
        }
        return out
    }

    /// One word of letters; an option with an argument is the last of its word.
    private mutating func add(_ letters: ArraySlice<UInt8>) {
        var rest = letters
        while let letter = rest.popFirst() {
            switch letter {
            case UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "k"), UInt8(ascii: "n"), UInt8(ascii: "q"),
                UInt8(ascii: "r"), UInt8(ascii: "S"), UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "w"):
                options.append([Ascii.minus, letter])
            case UInt8(ascii: "I") where !rest.isEmpty, UInt8(ascii: "j") where !rest.isEmpty:
                options += [[Ascii.minus, letter], Bytes(rest)]
                return
            case UInt8(ascii: "E"), UInt8(ascii: "I"), UInt8(ascii: "j"), UInt8(ascii: "l"), UInt8(ascii: "O"),
                UInt8(ascii: "o"), UInt8(ascii: "W"):
                return
            default: break
            }
        }
    }
}

extension GNUMakeFlags {
    /// The same, written for a GNU make.
    static func text(
        letters: [UInt8], jobs: Int, includePath: [Bytes], jobserver: Bytes, assignments: [(name: Bytes, value: Bytes)]
    ) -> Bytes {
        var text = letters
        for directory in includePath { text += Bytes(" -I") + escaped(directory) }
        text += Bytes(" -j\(jobs) --jobserver-auth=") + jobserver
        if !assignments.isEmpty { text += Bytes(" --") }
        for (name, value) in assignments { text += [Ascii.space] + name + [Ascii.equals] + escaped(value) }
        return text
    }

    /// A backslash protects blanks. GNU make expands MAKEFLAGS once, and the value when it is used.
    private static func escaped(_ value: Bytes) -> Bytes {
        value.flatMap { byte -> Bytes in
            switch byte {
            case Ascii.space, Ascii.tab, Ascii.backslash: [Ascii.backslash, byte]
            case Ascii.dollar: [byte, byte, byte, byte]
            default: [byte]
            }
        }
    }
}

/// The value of a word `--jobserver-auth=VALUE`; `--jobserver-fds` is its name in GNU make before 4.2.
func jobserverValue(_ word: Bytes) -> Bytes? {
    for name in [Bytes("--jobserver-auth="), Bytes("--jobserver-fds=")] where word.starts(with: name) {
        return Bytes(word.dropFirst(name.count))
    }
    return nil
}
