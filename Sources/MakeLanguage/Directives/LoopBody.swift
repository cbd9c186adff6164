internal import Text

/// A `.for` line; remembers its body once that was taken apart.
final class LoopLine: Sendable {
    /// What stands behind `.for`.
    let header: Bytes
    private let known = Once<LoopBody>()

    init(_ header: Bytes) { self.header = header }

    var body: LoopBody? { known.load() }

    /// The first body that is remembered stays.
    func remember(_ body: LoopBody) { _ = known.storeIfNil(body) }
}

/// The body of a `.for` loop, to be read once for each item (make-language.md 5.2).
///
/// `${i}` is replaced as text before the body is read. For most items the outcome of reading does not depend on what
/// they are; then the body is read once, with marks (`LoopValue`) in the place of the items, for all iterations.
final class LoopBody: Sendable {
    let variables: [Bytes]
    let items: LazyTemplate
    /// Number of the body's first line.
    let firstLine: Int
    /// Index of the `.endfor` among the lines around the loop.
    let end: Int
    /// Loops inside of loops here, this one included.
    let depth: Int
    /// How many variables the loops around this one have.
    let base: Int
    private let text: Bytes
    /// The body for all iterations whose values are plain; nil if each has to be read anew.
    let shared: Makefile?

    init(
        variables: [Bytes], items: LazyTemplate, text: Bytes, firstLine: Int, end: Int, depth: Int, base: Int,
        _ language: Language, isShared: Bool
    ) {
        self.variables = variables
        self.items = items
        self.text = text
        self.firstLine = firstLine
        self.end = end
        self.depth = depth
        self.base = base
        guard isShared, base + variables.count <= LoopValue.limit, !Self.hidesDollars(text) else {
            shared = nil
            return
        }
        let marks = variables.indices.map { LoopValue.mark(base + $0) }
        shared = Makefile(
            Self.substitute(marks[...], for: variables, in: text), language, firstLine: firstLine, isReadOften: true)
    }

    /// Behind `\$` the item is no part of an expression, so that its bytes count one by one.
    private static func hidesDollars(_ text: Bytes) -> Bool {
        var place = text.index(of: Ascii.dollar, from: 0)
        while place < text.count {
            if place > 0, text[place - 1] == Ascii.backslash { return true }
            place = text.index(of: Ascii.dollar, from: place + 1)
        }
        return false
    }

    /// The body's text for one iteration.
    func text(with values: ArraySlice<Bytes>) -> Bytes { Self.substitute(values, for: variables, in: text) }

    /// The same where values take the place of their variables as text; `modified` tells what modifiers make of a value.
    func plainText(
        with values: ArraySlice<Bytes>, modified: (_ value: Bytes, _ modifiers: Bytes) -> Bytes
    ) -> Bytes {
        ForLoop.substituted(text, variables, Array(values), modified: modified)
    }

    /// Replaces `${i`, `$(i` and `$i` by `${:Uvalue`, so that a value never becomes syntax (S5-21).
    private static func substitute(_ values: ArraySlice<Bytes>, for variables: [Bytes], in body: Bytes) -> Bytes {
        var out: Bytes = []
        out.reserveCapacity(body.count + 64)
        var index = 0
        while index < body.count {
            let byte = body[index]
            guard byte == Ascii.dollar, index + 1 < body.count else {
                let end = body.index(of: Ascii.dollar, from: index + 1)
                out.append(body.span, index..<end)
                index = end
                continue
            }
            let next = body[index + 1]
            if next == Ascii.dollar {
                out.append(byte)
                out.append(next)
                index += 2
            } else if next == Ascii.leftBrace || next == Ascii.leftParen {
                out.append(byte)
                out.append(next)
                index += 2
                let close = next == Ascii.leftBrace ? Ascii.rightBrace : Ascii.rightParen
                guard let which = variable(of: variables, in: body, at: index, close: close) else { continue }
                out += Bytes(":U")
                appendEscaped(values[values.startIndex + which], close: close, to: &out)
                index += variables[which].count
            } else if next != Ascii.colon, next != Ascii.rightBrace, next != Ascii.rightParen,
                let which = variables.firstIndex(of: [next])
            {
                out += Bytes("${:U")
                appendEscaped(values[values.startIndex + which], close: Ascii.rightBrace, to: &out)
                out.append(Ascii.rightBrace)
                index += 2
            } else {
                out.append(byte)
                index += 1
            }
        }
        return out
    }

    /// The loop variable whose name stands at `index`, up to a colon or the closing brace.
    private static func variable(of variables: [Bytes], in body: Bytes, at index: Int, close: UInt8) -> Int? {
        for (which, name) in variables.enumerated() {
            let end = index + name.count
            guard end < body.count, body[end] == Ascii.colon || body[end] == close else { continue }
            if body[index..<end].elementsEqual(name) { return which }
        }
        return nil
    }

    /// Escapes what would end the text of `:U`; complete expressions stay as they are (S5-22).
    private static func appendEscaped(_ value: Bytes, close: UInt8, to out: inout Bytes) {
        var index = 0
        lazy var ends = closings(of: value)
        while index < value.count {
            let byte = value[index]
            if byte == Ascii.dollar {
                let next = index + 1 < value.count ? value[index + 1] : Ascii.colon
                let end =
                    next == Ascii.colon
                    ? 0 : next == Ascii.leftBrace || next == Ascii.leftParen ? ends[index + 1] : index + 2
                if end > 0 {
                    out += value[index..<end]
                    index = end
                    continue
                }
                out.append(Ascii.backslash)
            } else if byte == Ascii.colon || byte == Ascii.backslash || byte == close {
                out.append(Ascii.backslash)
            }
            out.append(byte == Ascii.newline ? Ascii.space : byte)
            index += 1
        }
    }

    /// For each opening brace or parenthesis the index behind the one of its kind that closes it; else 0.
    private static func closings(of value: Bytes) -> [Int] {
        var ends = [Int](repeating: 0, count: value.count)
        var braces: [Int] = []
        var parentheses: [Int] = []
        for (index, byte) in value.enumerated() {
            switch byte {
            case Ascii.leftBrace: braces.append(index)
            case Ascii.leftParen: parentheses.append(index)
            case Ascii.rightBrace: if let open = braces.popLast() { ends[open] = index + 1 }
            case Ascii.rightParen: if let open = parentheses.popLast() { ends[open] = index + 1 }
            default: break
            }
        }
        return ends
    }
}
