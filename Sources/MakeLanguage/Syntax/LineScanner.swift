internal import CText
internal import Text

/// Cuts a text into logical lines (make-language.md section 2).
struct LineScanner {
    let text: Bytes
    let firstLine: Int
    let language: Language

    /// - Parameter readsAll: what lines are is decided now, and not when they are executed.
    func lines(readsAll: Bool) -> [Line] {
        var lines: [Line] = []
        lines.reserveCapacity(text.count / 32)
        var start = 0
        var number = firstLine
        let countsLast = language.dialect.countsLastLine
        text.withUnsafeBufferPointer { bytes in
            while start < bytes.count {
                let physical = physicalLines(bytes, from: start)
                let range = start..<physical.contentEnd
                let isKept = !readsAll && Self.canWait(bytes, range)
                let content =
                    isKept
                    ? .unread(hasSpecials: physical.hasSpecials, isEnded: physical.contentEnd < physical.end)
                    : content(bytes, range, hasSpecials: physical.hasSpecials)
                if let content {
                    let number = countsLast ? number + physical.count - 1 : number
                    lines.append(Line(number: number, start: start, end: physical.end, content: content))
                }
                number += physical.count
                start = physical.end
            }
        }
        return lines
    }

    private struct Physical {
        var contentEnd: Int
        var end: Int
        var count: Int
        /// A backslash, a `#` or a zero byte occurs.
        var hasSpecials: Bool
    }

    /// The physical lines that make one logical line: an odd number of backslashes before a newline continues it.
    private func physicalLines(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Physical {
        var index = start
        var count = 1
        var special = false
        // Sixty-four bytes at once.
        while index + 64 <= bytes.count {
            let masks = ct_line_masks(bytes.baseAddress.unsafelyUnwrapped + index)
            let newline = masks.newlines.trailingZeroBitCount
            if masks.specials & (newline == 64 ? .max : (1 << UInt64(newline)) - 1) != 0 { special = true }
            index += newline
            if newline == 64 { continue }
            if !special || backslashes(bytes, before: index, from: start) & 1 == 0 {
                return Physical(contentEnd: index, end: index + 1, count: count, hasSpecials: special)
            }
            count += 1
            index += 1
        }
        var backslashes = backslashes(bytes, before: index, from: start)
        while index < bytes.count {
            switch bytes[index] {
            case Ascii.newline:
                if backslashes & 1 == 0 {
                    return Physical(contentEnd: index, end: index + 1, count: count, hasSpecials: special)
                }
                count += 1
                backslashes = 0
            case Ascii.backslash:
                backslashes += 1
                special = true
            case Ascii.hash, 0:
                special = true
                backslashes = 0
            default: backslashes = 0
            }
            index += 1
        }
        return Physical(contentEnd: index, end: index, count: count, hasSpecials: special)
    }

    private func backslashes(_ bytes: UnsafeBufferPointer<UInt8>, before index: Int, from start: Int) -> Int {
        var first = index
        while first > start, bytes[first - 1] == Ascii.backslash { first -= 1 }
        return index - first
    }

    /// True if the line is no directive, and certain to be something: lines that are skipped are never looked at.
    private static func canWait(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range where !bytes[index].isSpace {
            switch bytes[index] {
            case Ascii.dot, Ascii.hash, Ascii.backslash, 0: return false
            default: return true
            }
        }
        return false
    }

    /// What a line is that was not looked at before.
    func content(of line: Line, hasSpecials: Bool, isEnded: Bool) -> LineContent? {
        text.withUnsafeBufferPointer { bytes in
            content(bytes, line.start..<(isEnded ? line.end - 1 : line.end), hasSpecials: hasSpecials)
        }
    }

    private func content(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, hasSpecials: Bool
    ) -> LineContent? {
        guard let first = range.first else { return nil }
        let isRecipe = bytes[first] == Ascii.tab
        guard hasSpecials else {
            return content(of: bytes, range, text, isRecipe: isRecipe)
        }
        if bytes[range].contains(0) { return .zeroByte }
        let folded = isRecipe ? foldedRecipe(bytes, range) : foldedLine(bytes, range)
        return folded.withUnsafeBufferPointer { content(of: $0, 0..<folded.count, folded, isRecipe: isRecipe) }
    }

    /// A logical line without continuations and comments.
    private func content(
        of line: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ text: Bytes, isRecipe: Bool
    ) -> LineContent? {
        // Trailing blanks go, and with them the carriage return of other systems (S2-09, S2-11).
        var end = range.upperBound
        var begin = range.lowerBound
        let keepsBlanks = language.dialect.keepsTrailingBlanks
        while end > begin, line[end - 1].isSpace {
            if keepsBlanks, line[end - 1] != Ascii.carriageReturn { break }
            if end >= begin + 2, line[end - 2] == Ascii.backslash, line[end - 1] != Ascii.carriageReturn { break }
            end -= 1
        }
        while begin < end, line[begin].isSpace { begin += 1 }
        guard begin < end else { return nil }
        let content = UnsafeBufferPointer(rebasing: line[begin..<end])
        if isRecipe {
            return content[0] == Ascii.hash && !language.dialect.keepsCommentsInRecipes
                ? nil : .recipe(LazyTemplate(text, begin..<end))
        }
        return LineClassifier(line: content, text: text, offset: begin, language: language)
            .content(isIndented: begin > range.lowerBound)
    }

    /// A line as one, without its continuations, comment and trailing blanks.
    static func logicalText(of line: Line, in makefile: Makefile, _ language: Language) -> Bytes {
        let scanner = LineScanner(text: makefile.text, firstLine: makefile.firstLine, language: language)
        var end = line.end
        if end > line.start, makefile.text[end - 1] == Ascii.newline { end -= 1 }
        var text = makefile.text.withUnsafeBufferPointer { bytes in
            bytes[line.start] == Ascii.tab
                ? scanner.foldedRecipe(bytes, line.start..<end) : scanner.foldedLine(bytes, line.start..<end)
        }
        while text.last?.isSpace == true { text.removeLast() }
        return text
    }

    /// Continuations become one space; the backslash and the blanks behind the newline go (S2-05).
    private func foldedRecipe(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bytes {
        var out: Bytes = []
        out.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == Ascii.backslash, index + 1 < range.upperBound {
                if bytes[index + 1] == Ascii.newline {
                    index = skipBlanks(bytes, index + 2, range.upperBound)
                    out.append(Ascii.space)
                } else {
                    out.append(bytes[index])
                    out.append(bytes[index + 1])
                    index += 2
                }
                continue
            }
            if bytes[index] == Ascii.backslash, index + 1 == bytes.count { break }
            out.append(bytes[index])
            index += 1
        }
        return out
    }

    /// As `foldedRecipe`, and comments go (S2-03, S2-06).
    private func foldedLine(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bytes {
        var out: Bytes = []
        out.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte == Ascii.backslash {
                guard index + 1 < range.upperBound else {
                    // A continuation on the last line of the file is dropped (S2-04).
                    if index + 1 < bytes.count { out.append(byte) }
                    break
                }
                switch bytes[index + 1] {
                case Ascii.newline:
                    index = skipBlanks(bytes, index + 2, range.upperBound)
                    out.append(Ascii.space)
                    continue
                case Ascii.hash:
                    out.append(Ascii.hash)
                default:
                    out.append(byte)
                    out.append(bytes[index + 1])
                }
                index += 2
            } else if byte == Ascii.hash, !(language.dialect.keepsHashBehindBracket && out.last == Ascii.leftBracket) {
                break
            } else {
                out.append(byte)
                index += 1
            }
        }
        return out
    }

    private func skipBlanks(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end, bytes[index] == Ascii.space || bytes[index] == Ascii.tab { index += 1 }
        return index
    }
}
