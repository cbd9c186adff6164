internal import Text

/// Modifiers with expressions of their own to evaluate: `:@`, `:?`, `:!`, `:[...]`, `:_`, `::=`.
extension ModifierScanner {
    func loop() -> (Modifier, next: Int) {
        guard let name = part(from: start + 1, delimiter: Ascii.at) else { return unfinished(Ascii.at) }
        guard let body = part(from: name.next, delimiter: Ascii.at, kind: .loopBody) else {
            return unfinished(Ascii.at)
        }
        let text = body.template.literal ?? body.template.source
        let compiled = TemplateCompiler.compile(text, compiler.language, depth: compiler.depth + 1)
        return (.loop(name: name.template, body: compiled), body.next)
    }

    func choice() -> (Modifier, next: Int) {
        guard let then = part(from: start + 1, delimiter: Ascii.colon) else { return unfinished(Ascii.colon) }
        let end = close ?? 0
        if close == nil {
            let rest = TemplateCompiler.compile(Bytes(text[then.next...]), compiler.language, depth: compiler.depth + 1)
            return (.choose(then: then.template, otherwise: rest), text.count)
        }
        guard let otherwise = part(from: then.next, delimiter: end) else { return unfinished(end) }
        return (.choose(then: then.template, otherwise: otherwise.template), otherwise.next - 1)
    }

    func command() -> (Modifier, next: Int) {
        guard let command = part(from: start + 1, delimiter: Ascii.exclamation) else {
            return unfinished(Ascii.exclamation)
        }
        return (.commandOutput(command.template), command.next)
    }

    func selection() -> (Modifier, next: Int) {
        guard let argument = part(from: start + 1, delimiter: Ascii.rightBracket) else {
            return unfinished(Ascii.rightBracket)
        }
        guard isEnd(argument.next) else { return bad(goesOnAt: argument.next + 1) }
        if let literal = argument.template.literal, WordSelection(literal) == nil {
            return bad(goesOnAt: argument.next + 1)
        }
        return (.select(argument.template, rest: argument.next + 1), argument.next)
    }

    func remember() -> (Modifier, next: Int)? {
        if isEnd(start + 1) { return (.remember(nil), start + 1) }
        guard byte(start + 1) == Ascii.equals else { return nil }
        var end = start + 2
        while !isEnd(end) { end += 1 }
        return (.remember(Bytes(text[start + 2..<end])), end)
    }

    /// `::=`, `::?=`, `::+=`, `::!=`.
    func assignment() -> (Modifier, next: Int)? {
        let kind: Modifier.Assignment
        var index = start + 1
        switch byte(index) {
        case Ascii.equals: kind = .set
        case Ascii.question: kind = .setIfUndefined
        case Ascii.plus: kind = .append
        case Ascii.exclamation: kind = .shell
        default: return nil
        }
        if kind != .set {
            index += 1
            guard byte(index) == Ascii.equals else { return nil }
        }
        guard let close else { return nil }
        guard let value = part(from: index + 1, delimiter: close) else { return unfinished(close) }
        return (.assign(kind, value.template, rest: start + 1), value.next - 1)
    }
}
