internal import Execution
internal import Inquiry
internal import Platform
internal import RemoteExecution
internal import Text

/// The absolute paths in an expanded recipe, by a look at its words (Documentation/fidelity.md).
///
/// Only a word that is a name, or has one behind an option's letter or a `=`, is taken for one. Where a directory of the
/// tree stands anywhere else, what it means there is not known, and `isCertain` is false.
struct RecipePaths {
    /// A word of a command, quotes taken off.
    struct Word {
        var text: Bytes = []
        /// Where each byte of `text` stands.
        var places: [Int] = []
        /// Where it ends.
        var end = 0
    }

    let roots: TreeRoots
    /// Offsets at which names of files of the tree begin.
    private(set) var names: [Int] = []
    /// Compilers, and where their words end.
    private(set) var compilers: [(program: Bytes, end: Int)] = []
    private(set) var isCertain = true
    /// An existing path that is neither of the tree nor one that each machine has for itself.
    private(set) var foreign: Bytes?
    private let exists: (Bytes) -> Bool

    /// - Parameter exists: whether there is something of this name here.
    init(roots: TreeRoots, exists: @escaping (Bytes) -> Bool = { fileStatus($0) != nil }) {
        self.roots = roots
        self.exists = exists
    }

    /// Takes one command, without its redirections.
    mutating func take(command words: [Word]) {
        var words = words[...]
        while let first = words.first, Self.isAssignment(first.text) || Self.leading.contains(first.text) {
            take(words.removeFirst())
        }
        guard let first = words.first else { return }
        if Self.prints.contains(first.text) { return }
        let program = CompilerCommand.program(of: words.map(\.text)) ?? first.text
        guard isCompiler(program), let index = words.firstIndex(where: { $0.text == program }) else {
            for word in words { take(word) }
            return
        }
        compilers.append((program, words[index].end))
        var isText = false
        for word in words {
            let option = word.text
            // Macros, names of rules and search paths of programs are kept in what is made.
            if !isText, !option.hasPrefix(Bytes("-D")), !option.hasPrefix(Bytes("-U")),
                !option.hasPrefix(Bytes("-Wl,-rpath")), !option.hasPrefix(Bytes("-Wl,-R"))
            {
                if option.hasPrefix(Bytes("-f")), option.containsSequence(Bytes("-prefix-map=")) {
                    if mentionsTree(option[...]) { isCertain = false }
                } else {
                    take(word)
                }
            }
            isText = Self.beforeText.contains(option)
        }
    }

    private static let leading: Set<Bytes> = [
        Bytes("{"), Bytes("}"), Bytes("!"), Bytes("if"), Bytes("then"), Bytes("else"), Bytes("elif"), Bytes("do"),
        Bytes("while"), Bytes("until"),
    ]
    /// Commands that print their words, which are no names of files.
    private static let prints: Set<Bytes> = [Bytes("echo"), Bytes("printf"), Bytes(":"), Bytes("true")]
    private static let beforeText: Set<Bytes> = [Bytes("-D"), Bytes("-U"), Bytes("-MT"), Bytes("-MQ")]

    /// `NAME=value`
    private static func isAssignment(_ word: Bytes) -> Bool {
        guard let equals = word.firstIndex(of: Ascii.equals), equals > 0, !word[0].isDigit else { return false }
        return word[..<equals].allSatisfy { $0.isAlphanumeric || $0 == Ascii.underscore }
    }

    /// Takes a word that may be the name of a file, or have one in it.
    mutating func take(_ word: Word) {
        let text = word.text
        var known: Set<Int> = []
        for start in Self.starts(in: text) {
            let end = text[start...].firstIndex(where: Self.endsName) ?? text.count
            let path = Bytes(text[start..<end])
            guard let normal = normalizedPath(path, in: [Ascii.slash]) else { continue }
            if roots.contains(normal) {
                names.append(word.places[start])
                known.insert(start)
            } else if mentionsTree(path[...]) {
                // `TREE/../other`: what it names is somewhere else.
                known.insert(start)
                noteForeign(normal)
            } else {
                noteForeign(normal)
            }
        }
        if occurrences(in: text[...]).contains(where: { !known.contains($0) }) { isCertain = false }
    }

    private mutating func noteForeign(_ path: Bytes) {
        guard foreign == nil, !TreeRoots.isSystem(path) else { return }
        let above = Bytes(path[..<(path.lastIndex(of: Ascii.slash) ?? 0)])
        if exists(path) || above.count > 1 && exists(above) { foreign = path }
    }

    /// What only a shell could take apart.
    mutating func take(unknown text: ArraySlice<UInt8>) { if mentionsTree(text) { isCertain = false } }

    private func mentionsTree(_ text: ArraySlice<UInt8>) -> Bool { !occurrences(in: text).isEmpty }

    /// Where directories of the tree stand in a text, whatever they mean there.
    private func occurrences(in text: ArraySlice<UInt8>) -> [Int] {
        var found: [Int] = []
        guard text.contains(Ascii.slash) else { return found }
        for root in roots.directories where text.count >= root.count {
            for index in text.startIndex...(text.endIndex - root.count)
            where text[index] == Ascii.slash && text[index...].starts(with: root) {
                let end = index + root.count
                guard end == text.endIndex || !Self.continuesName(text[end]) else { continue }
                // Behind a part of a name it is a part of that name, unless that is a variable.
                let before = text[..<index].lastIndex { !Self.continuesName($0) && $0 != Ascii.slash }
                let isPart = index > text.startIndex && before != index - 1
                let isOption = isPart && text[before.map { $0 + 1 } ?? text.startIndex] == Ascii.minus
                if !isPart || isOption || before.map({ text[$0] == Ascii.dollar }) == true { found.append(index) }
            }
        }
        return found
    }

    private static func continuesName(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte >= 0x80 || Bytes("_.-+~%@#").contains(byte)
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte.isSpace || Bytes(":;,\"'`|&<>()").contains(byte)
    }

    /// Where a name may begin: `/x`, `@/x`, `-I/x`, `--option=/x`, `NAME=/x`, and behind each `:` of such a list.
    private static func starts(in text: Bytes) -> [Int] {
        var first: Int?
        if text.first == Ascii.slash {
            first = 0
        } else if text.first == Ascii.at {
            first = 1
        } else if let end = text.firstIndex(where: {
            !($0.isAlphanumeric || $0 == Ascii.minus || $0 == Ascii.underscore || $0 == Ascii.dot || $0 == Ascii.plus)
        }) {
            if text[end] == Ascii.equals, end > 0 { first = end + 1 }
            if text[end] == Ascii.slash, text[0] == Ascii.minus { first = end }
        }
        guard let first, first < text.count else { return [] }
        var starts: [Int] = []
        var start = first
        for index in first...text.count where index == text.count || text[index] == Ascii.colon {
            if start < text.count, text[start] == Ascii.slash { starts.append(start) }
            start = index + 1
        }
        return starts
    }
}

extension RecipePaths {
    /// Of a script for sh.
    mutating func take(script text: Bytes) {
        if text.containsSequence(Bytes("<<")) { take(unknown: text[...]) }
        var reader = ScriptWords(text)
        var command: [Word] = []
        while let item = reader.next() {
            switch item {
            case .word(let word): command.append(word)
            case .target(let word): take(word)
            case .unknown(let range): take(unknown: text[range])
            case .end:
                take(command: command)
                command = []
            }
        }
        names.sort()
    }
}

/// The words of a script for sh, as far as they can be told apart without running it.
private struct ScriptWords {
    enum Item {
        case word(RecipePaths.Word)
        /// The word behind a redirection.
        case target(RecipePaths.Word)
        /// A substitution: its range.
        case unknown(Range<Int>)
        /// The command ends.
        case end
    }

    private let text: Bytes
    private var index = 0
    private var isTarget = false
    private var hasEnded = false
    private var pending: [Item] = []

    init(_ text: Bytes) { self.text = text }

    mutating func next() -> Item? {
        if !pending.isEmpty { return pending.removeFirst() }
        while index < text.count {
            let byte = text[index]
            switch byte {
            case Ascii.newline, Ascii.semicolon, Ascii.ampersand, Ascii.bar, Ascii.leftParen, Ascii.rightParen:
                index += 1
                return .end
            case Ascii.less, Ascii.greater:
                index += 1
                while index < text.count, [Ascii.less, Ascii.greater, Ascii.ampersand, Ascii.bar].contains(text[index])
                {
                    index += 1
                }
                isTarget = true
            case Ascii.hash: index = text[index...].firstIndex(of: Ascii.newline) ?? text.count
            case Ascii.backslash where index + 1 < text.count && text[index + 1] == Ascii.newline: index += 2
            case _ where byte.isSpace: index += 1
            default:
                let word = word()
                defer { isTarget = false }
                // `2>file`
                let isNumber = index < text.count && (text[index] == Ascii.less || text[index] == Ascii.greater)
                if isNumber, word.text.allSatisfy(\.isDigit) { continue }
                pending.append(isTarget ? .target(word) : .word(word))
                return pending.removeFirst()
            }
        }
        if hasEnded { return nil }
        hasEnded = true
        return .end
    }

    private mutating func word() -> RecipePaths.Word {
        var word = RecipePaths.Word()
        func add(_ place: Int) {
            word.text.append(text[place])
            word.places.append(place)
        }
        var isInQuotes = false
        scan: while index < text.count {
            let byte = text[index]
            switch byte {
            case Ascii.quote:
                isInQuotes.toggle()
                index += 1
            case Ascii.apostrophe where !isInQuotes:
                let end = text[(index + 1)...].firstIndex(of: Ascii.apostrophe) ?? text.count
                for place in (index + 1)..<max(end, index + 1) { add(place) }
                index = min(end + 1, text.count)
            case Ascii.backslash:
                if index + 1 < text.count, text[index + 1] != Ascii.newline { add(index + 1) }
                index = min(index + 2, text.count)
            case Ascii.dollar, Ascii.backquote:
                let end = endOfSubstitution()
                if end > index + 1 { pending.append(.unknown(index..<end)) }
                for place in index..<end { add(place) }
                index = end
            case _ where isInQuotes:
                add(index)
                index += 1
            case Ascii.newline, Ascii.semicolon, Ascii.ampersand, Ascii.bar, Ascii.leftParen, Ascii.rightParen,
                Ascii.less, Ascii.greater:
                break scan
            case _ where byte.isSpace: break scan
            default:
                add(index)
                index += 1
            }
        }
        word.end = index
        return word
    }

    /// Behind a `$(...)`, `${...}` or the like that begins here; behind the `$` if it is none.
    private func endOfSubstitution() -> Int {
        if text[index] == Ascii.backquote {
            return text[(index + 1)...].firstIndex(of: Ascii.backquote).map { $0 + 1 } ?? text.count
        }
        guard index + 1 < text.count else { return index + 1 }
        let open = text[index + 1]
        guard open == Ascii.leftParen || open == Ascii.leftBrace else { return index + 1 }
        let close = open == Ascii.leftParen ? Ascii.rightParen : Ascii.rightBrace
        var depth = 0
        var place = index + 1
        repeat {
            if text[place] == open { depth += 1 }
            if text[place] == close { depth -= 1 }
            place += 1
        } while place < text.count && depth > 0
        return place
    }
}
