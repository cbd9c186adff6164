package import Text

/// The rules that `cc -M`, `-MD` and mkdep(1) write: `foo.o: foo.c foo.h \`, of which only the sources count.
///
/// Escapes are those of the compilers: a backslash before a blank, a `#`, a `:` or a newline, `$$` for a dollar. Anything
/// else of make's language does not occur in such a text; what is no rule is passed over.
package enum DependencyText {
    /// All sources of all rules, each once, in their order; the rules without sources that `-MP` adds say nothing.
    package static func sources(_ text: Bytes) -> [Bytes] {
        var found: [Bytes] = []
        var seen: Set<Bytes> = []
        var scanner = Scanner(text: text)
        while let line = scanner.nextLine() {
            for source in line where seen.insert(source).inserted { found.append(source) }
        }
        return found
    }

    private struct Scanner {
        let text: Bytes
        var index = 0

        /// The sources of the next rule, without its targets; nil at the end.
        mutating func nextLine() -> [Bytes]? {
            guard index < text.count else { return nil }
            var words: [Bytes] = []
            var isBehindColon = false
            var isComment = false
            while index < text.count, text[index] != Ascii.newline {
                if isComment || text[index].isSpace || skipsContinuation() {
                    index += 1
                    continue
                }
                if text[index] == Ascii.hash {
                    isComment = true
                    continue
                }
                let (word, endsTargets) = word()
                if isBehindColon { words.append(word) }
                if endsTargets { isBehindColon = true }
            }
            index += 1
            return words
        }

        /// Whether a backslash stands there with a line break behind it.
        private func isContinuation(_ index: Int) -> Bool { breakLength(behind: index) > 0 }

        /// Skips the backslash of a continuation, so that the index is at its line break.
        private mutating func skipsContinuation() -> Bool {
            let length = breakLength(behind: index)
            index += length
            return length > 0
        }

        /// How far a continuation's newline is from its backslash; 0 if there is none.
        private func breakLength(behind index: Int) -> Int {
            guard text[index] == Ascii.backslash else { return 0 }
            let rest = text[(index + 1)...].prefix(2)
            if rest.first == Ascii.newline { return 1 }
            return rest.elementsEqual([Ascii.carriageReturn, Ascii.newline]) ? 2 : 0
        }

        /// A word, and whether the colon behind the targets came with it. A colon inside a word, as in `C:/x`, is a part of it.
        private mutating func word() -> (word: Bytes, endsTargets: Bool) {
            var word: Bytes = []
            while index < text.count, !text[index].isSpace {
                let byte = text[index]
                let next = index + 1 < text.count ? text[index + 1] : Ascii.newline
                if byte == Ascii.colon, next.isSpace {
                    index += 1
                    return (word, true)
                }
                if byte == Ascii.backslash, isContinuation(index) { break }
                let isEscape =
                    byte == Ascii.backslash && [Ascii.space, Ascii.tab, Ascii.hash, Ascii.colon].contains(next)
                    || byte == Ascii.dollar && next == Ascii.dollar
                word.append(isEscape && index + 1 < text.count ? next : byte)
                index += isEscape ? 2 : 1
            }
            return (word, false)
        }
    }
}
