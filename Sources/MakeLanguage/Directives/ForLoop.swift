internal import Text

/// The items of a `.for` loop and its body, to be read once for each item (make-language.md 5.2).
struct ForLoop {
    let variables: [Bytes]
    let items: [Bytes]
    let body: Bytes
    /// Line number of the body's first line.
    let firstLine: Int
    /// What modifiers make of a value, where values replace variables as text; else nil.
    var modified: ((_ value: Bytes, _ modifiers: Bytes) -> Bytes)?
    /// Index into `items` of the next iteration's first value.
    private var next = 0

    init(variables: [Bytes], items: [Bytes], body: Bytes, firstLine: Int) {
        self.variables = variables
        self.items = items
        self.body = body
        self.firstLine = firstLine
    }

    /// `a = 1, b = 2`: what the variables stand for in the present iteration.
    var bindings: Bytes {
        let first = max(0, next - variables.count)
        let pairs = zip(variables, items[first...]).map { $0 + Bytes(" = ") + $1 }
        return Bytes(pairs.joined(separator: Bytes(", ")))
    }

    /// The body's text for the next iteration; nil when all items are done.
    mutating func nextBody() -> Bytes? {
        guard next + variables.count <= items.count else { return nil }
        defer { next += variables.count }
        if let modified {
            let values = items[next..<next + variables.count]
            return Self.substituted(body, variables, Array(values), modified: modified)
        }
        return substitute(items[next..<next + variables.count])
    }

    /// Replaces `${i`, `$(i` and `$i` by `${:Uvalue`, so that a value never becomes syntax (S5-21).
    private func substitute(_ values: ArraySlice<Bytes>) -> Bytes {
        var out: Bytes = []
        out.reserveCapacity(body.count + 64)
        var index = 0
        while index < body.count {
            let byte = body[index]
            guard byte == Ascii.dollar, index + 1 < body.count else {
                out.append(byte)
                index += 1
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
                guard let which = variable(at: index, close: close) else { continue }
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
    private func variable(at index: Int, close: UInt8) -> Int? {
        for (which, name) in variables.enumerated() {
            let end = index + name.count
            guard end < body.count, body[end] == Ascii.colon || body[end] == close else { continue }
            if body[index..<end].elementsEqual(name) { return which }
        }
        return nil
    }

    /// Escapes what would end the text of `:U`; complete expressions stay as they are (S5-22).
    private func appendEscaped(_ value: Bytes, close: UInt8, to out: inout Bytes) {
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
    private func closings(of value: Bytes) -> [Int] {
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
