internal import Text

/// A path with stars in it: which files it stands for (the shell's pathname expansion, with no other special character).
struct PathnamePattern {
    /// Components; those with a star are patterns.
    private let components: [(text: Bytes, pattern: Glob?)]
    private let isAbsolute: Bool
    /// As it is written, quotes taken off: what it stands for if there are no such files.
    let text: Bytes

    /// Bits of text, and nil where a star stands.
    init(_ pieces: [Bytes?]) {
        var text: Bytes = []
        var pattern: Bytes = []
        var hasStar = false
        var components: [(text: Bytes, pattern: Glob?)] = []
        func end() {
            components.append((text, hasStar ? Glob(pattern) : nil))
            text = []
            pattern = []
            hasStar = false
        }
        for piece in pieces {
            guard let piece else {
                pattern.append(Ascii.star)
                hasStar = true
                continue
            }
            for byte in piece {
                if byte == Ascii.slash {
                    end()
                    continue
                }
                text.append(byte)
                if byte == Ascii.question || byte == Ascii.leftBracket || byte == Ascii.backslash || byte == Ascii.star
                {
                    pattern.append(Ascii.backslash)
                }
                pattern.append(byte)
            }
        }
        end()
        self.text = Bytes(pieces.map { $0 ?? [Ascii.star] }.joined())
        isAbsolute = components.count > 1 && components[0].text.isEmpty && components[0].pattern == nil
        self.components = isAbsolute ? Array(components.dropFirst()) : components
    }

    /// Whether the stars of a word, if it has some, mean no more than they say: none stands beside an empty component,
    /// behind a dot at the begin of one, or in a word whose text is not yet known.
    static func isClear(_ word: PlainWord) -> Bool {
        var hasStar = false
        var hasOutput = false
        var isDoubtful = false
        var previous: UInt8?
        var isDotted = false
        for part in word.parts {
            switch part {
            case .star:
                hasStar = true
                isDoubtful = isDoubtful || isDotted
                previous = Ascii.star
            case .output: hasOutput = true
            case .text(let text, _):
                for byte in text {
                    if byte == Ascii.slash {
                        isDoubtful = isDoubtful || previous == Ascii.slash
                        isDotted = false
                    } else if byte == Ascii.dot, previous == nil || previous == Ascii.slash {
                        isDotted = true
                    }
                    previous = byte
                }
            }
        }
        return !hasStar || !(hasOutput || isDoubtful || previous == Ascii.slash)
    }

    /// The files, in no order; empty if there are none.
    ///
    /// - Parameter list: the names in a directory, each with a zero byte behind it; nil if it cannot be read.
    func files(_ list: (Bytes) -> Bytes?) -> [Bytes] {
        var found: [Bytes] = [isAbsolute ? [Ascii.slash] : []]
        var isKnown = false
        for (index, component) in components.enumerated() {
            let end: Bytes = index == components.count - 1 ? [] : [Ascii.slash]
            var next: [Bytes] = []
            for prefix in found {
                if let pattern = component.pattern {
                    let names = list(prefix.isEmpty ? [Ascii.dot] : prefix) ?? []
                    Self.forEach(of: names) { name in
                        if names[name.lowerBound] != Ascii.dot, pattern.matches(names, in: name) {
                            next.append(prefix + names[name] + end)
                        }
                    }
                } else if !isKnown || Self.contains(component.text, list(prefix)) {
                    next.append(prefix + component.text + end)
                }
            }
            isKnown = isKnown || component.pattern != nil
            found = next
        }
        return found
    }

    private static func forEach(of names: Bytes, _ body: (Range<Int>) -> Void) {
        var start = 0
        while start < names.count {
            let end = names.index(of: 0, from: start)
            if end > start { body(start..<end) }
            start = end + 1
        }
    }

    private static func contains(_ name: Bytes, _ names: Bytes?) -> Bool {
        guard let names else { return false }
        if name == [Ascii.dot] || name == [Ascii.dot, Ascii.dot] { return true }
        var isThere = false
        forEach(of: names) { range in isThere = isThere || names[range].elementsEqual(name) }
        return isThere
    }
}
