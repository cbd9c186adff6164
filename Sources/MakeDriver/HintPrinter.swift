internal import Advice
internal import Platform
internal import Report
internal import Text

/// Explains mistakes to people, below make's own words: the line with a caret, how make came to it, what was expected and
/// how to mend it. Programs that read make's messages find them as they are, in lines of their own.
final class HintPrinter {
    private let output: TextOutput
    private let program: Bytes
    /// Lines of the makefile that was asked for last.
    private var file: (name: Bytes, lines: [Bytes])?
    /// What was said already: loops and recipes come to the same line again and again.
    private var said: Set<Bytes> = []

    init(output: TextOutput, program: Bytes) {
        self.output = output
        self.program = program
    }

    func explain(_ message: Bytes, at place: SourceLocation?, trail: Bytes) {
        let key = place.map { $0.file + Bytes(":\($0.line)") } ?? message
        guard said.insert(key).inserted else { return }
        let lines = place.map { self.lines(of: $0.file) } ?? []
        let advice = MistakeCatalogue.advice(Mistake(message: message, lines: lines, number: place?.line ?? 0))
        show(advice ?? Advice(), at: place, trail)
    }

    func noteUndefined(_ name: Bytes, at place: SourceLocation?) {
        guard
            let (text, advice) = UndefinedName.advice(
                name, lines: place.map { lines(of: $0.file) } ?? [], number: place?.line ?? 0)
        else { return }
        note(text, advice, at: place)
    }

    /// `program: "file" line n: note: text`, once for each place.
    func note(_ text: String, _ advice: Advice, at place: SourceLocation?) {
        var message = program + Bytes(": ")
        if let place { message += Bytes("\"") + place.file + Bytes("\" line \(place.line): ") }
        message += Bytes("note: \(text)\n")
        guard said.insert(message).inserted else { return }
        output.putError(message)
        show(advice, at: place, [])
    }

    /// Advice without a place in a makefile.
    func show(_ advice: Advice, at place: SourceLocation?, _ trail: Bytes) {
        var out: Bytes = []
        if let place {
            let number = advice.number ?? place.line
            let line = line(SourceLocation(file: place.file, line: number))
            if !line.isEmpty { out += excerpt(line, advice.column) }
            if number != place.line { out += Bytes("    line \(number) of ") + place.file + [Ascii.newline] }
        }
        for entry in trail.split(separator: Ascii.newline) {
            out += Bytes("    ") + entry.drop { $0 == Ascii.tab } + [Ascii.newline]
        }
        if let expected = advice.expected { out += Bytes("    expected: \(expected)\n") }
        if let mend = advice.mend { out += Bytes("    mend: \(mend)\n") }
        if !out.isEmpty { output.putError(out) }
    }

    // MARK: Lines

    private func lines(of name: Bytes) -> [Bytes] {
        if let file, file.name == name { return file.lines }
        let text = (try? readFile(name)) ?? []
        let lines = text.split(separator: Ascii.newline, omittingEmptySubsequences: false).map { Bytes($0) }
        file = (name, lines)
        return lines
    }

    /// The line that names the target of a recipe's line.
    func ruleLine(_ place: SourceLocation) -> SourceLocation {
        let lines = lines(of: place.file)
        var number = min(place.line, lines.count)
        while number > 1, lines[number - 1].first == Ascii.tab { number -= 1 }
        return SourceLocation(file: place.file, line: number)
    }

    private func line(_ place: SourceLocation) -> Bytes {
        let lines = lines(of: place.file)
        return lines.indices.contains(place.line - 1) ? lines[place.line - 1] : []
    }

    /// A line with a caret below, cut to the part around it; nothing in it acts on a terminal.
    private func excerpt(_ line: Bytes, _ column: Int?) -> Bytes {
        let width = 100
        var start = 0
        if let column, column > width * 3 / 4 { start = column - width / 2 }
        var end = min(line.count, start + width)
        // Not in the middle of a character of UTF-8.
        while start > 0, start < line.count, line[start] & 0xC0 == 0x80 { start -= 1 }
        while end < line.count, line[end] & 0xC0 == 0x80 { end += 1 }
        let shown = line[start..<end].map { $0 < 0x20 && $0 != Ascii.tab || $0 == 0x7F ? Ascii.question : $0 }
        let head = Bytes("    ") + (start > 0 ? Bytes("...") : [])
        var out = head + shown + (end < line.count ? Bytes("...") : []) + [Ascii.newline]
        if let column {
            out += head.map { _ in Ascii.space }
            // Tabs stay tabs, so that the caret stands below its byte.
            for byte in line[start..<min(column, line.count)] where byte & 0xC0 != 0x80 {
                out.append(byte == Ascii.tab ? byte : Ascii.space)
            }
            out += [Ascii.caret, Ascii.newline]
        }
        return out
    }
}
