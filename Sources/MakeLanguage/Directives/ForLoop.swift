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
            } else if let which = variables.firstIndex(of: [next]) {
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
        while index < value.count {
            let byte = value[index]
            if byte == Ascii.dollar {
                let length = expressionLength(value, index + 1)
                if length > 0 {
                    out += value[index..<index + 1 + length]
                    index += 1 + length
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

    /// The length of what belongs to a `$` that stands before `start`; 0 if it is no expression.
    private func expressionLength(_ value: Bytes, _ start: Int) -> Int {
        guard start < value.count, value[start] != Ascii.colon else { return 0 }
        let open = value[start]
        guard open == Ascii.leftBrace || open == Ascii.leftParen else { return 1 }
        let close = open == Ascii.leftBrace ? Ascii.rightBrace : Ascii.rightParen
        var level = 0
        for index in start..<value.count {
            if value[index] == open { level += 1 }
            if value[index] == close {
                level -= 1
                if level == 0 { return index - start + 1 }
            }
        }
        return 0
    }
}
