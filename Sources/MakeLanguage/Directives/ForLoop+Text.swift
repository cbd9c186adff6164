internal import Text

/// Loops whose values take the place of their variables as text (make-language.md S5-27).
extension ForLoop {
    /// Puts a value in the place of `$i`, `${i}` and `$(i)`; with modifiers what these make of it.
    static func substituted(
        _ body: Bytes, _ variables: [Bytes], _ values: [Bytes], modified: (_ value: Bytes, _ modifiers: Bytes) -> Bytes
    ) -> Bytes {
        var out: Bytes = []
        out.reserveCapacity(body.count + 64)
        var index = 0
        while index < body.count {
            guard body[index] == Ascii.dollar, index + 1 < body.count else {
                out.append(body[index])
                index += 1
                continue
            }
            let next = body[index + 1]
            if next == Ascii.leftBrace || next == Ascii.leftParen {
                if let (which, modifiers, end) = reference(body, index + 2, open: next, variables) {
                    out += modifiers.isEmpty ? values[which] : modified(values[which], modifiers)
                    index = end
                    continue
                }
            } else if let which = variables.firstIndex(of: [next]) {
                out += values[which]
                index += 2
                continue
            }
            out.append(body[index])
            out.append(next)
            index += 2
        }
        return out
    }

    /// The variable that a reference names, its modifiers, and the index behind it.
    private static func reference(
        _ body: Bytes, _ start: Int, open: UInt8, _ variables: [Bytes]
    ) -> (Int, modifiers: Bytes, end: Int)? {
        let close = open == Ascii.leftBrace ? Ascii.rightBrace : Ascii.rightParen
        for (which, name) in variables.enumerated() {
            let end = start + name.count
            guard end < body.count, body[start..<end].elementsEqual(name) else { continue }
            if body[end] == close { return (which, [], end + 1) }
            guard body[end] == Ascii.colon else { continue }
            var level = 1
            for index in end..<body.count {
                if body[index] == Ascii.newline { break }
                if body[index] == open { level += 1 }
                if body[index] == close { level -= 1 }
                if level == 0 { return (which, Bytes(body[(end + 1)..<index]), index + 1) }
            }
        }
        return nil
    }
}
