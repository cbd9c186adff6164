internal import Text

/// `.for` loops (make-language.md 5.2).
extension Reader {
    func beginLoop(_ line: LoopLine) {
        let frame = frames[frames.count - 1]
        guard let body = body(of: line, in: frame) else { return }
        frame.next = min(body.end + 1, frame.makefile.lines.count)
        guard let items = loopItems(body.items, count: body.variables.count) else { return }
        // Each level reads its body anew, so what is too deep is better not begun.
        guard frames.count + body.depth <= Self.maximalDepth else {
            return evaluator.giveUp(Bytes("Loops are nested too deeply"))
        }
        let inner = Frame(
            makefile: frame.makefile, name: frame.name, conditionalBase: conditionals.count,
            loop: ForLoop(body: body, items: items))
        guard beginIteration(of: inner) else { return }
        frames.append(inner)
    }

    /// Makes a loop's frame ready for the next items; false if there are none.
    func beginIteration(of frame: Frame) -> Bool {
        guard let values = frame.loop?.nextValues(), let body = frame.loop?.body else { return false }
        evaluator.loopValues.removeLast(from: body.base)
        if let shared = body.shared, values.allSatisfy(LoopValue.isPlain) {
            evaluator.loopValues += values
            frame.makefile = shared
        } else {
            let text =
                evaluator.language.dialect.substitutesLoopsAsText
                ? body.plainText(with: values) { [evaluator] in evaluator.apply(modifiers: $1, to: $0) }
                : body.text(with: values)
            traceBody(text)
            frame.makefile = Makefile(text, evaluator.language, firstLine: body.firstLine)
        }
        frame.next = 0
        return true
    }

    /// The body of the loop whose header was just read; nil after a mistake.
    private func body(of line: LoopLine, in frame: Frame) -> LoopBody? {
        let base = evaluator.loopValues.count
        let isTraced = !evaluator.debugFlags.isEmpty
        if !isTraced, let known = line.body, known.base == base { return known }
        let makefile = frame.makefile
        let begin = frame.next
        // After a mistake in the variables the body is read as if there were no loop.
        guard let (names, items) = loopVariables(line.header) else { return nil }
        // A name that another loop makes holds for this iteration of that only.
        let variables = names.map(evaluator.written)
        let isKnownAhead = variables == names
        var level = 1
        var deepest = 1
        var index = begin
        while index < makefile.lines.count {
            if case .loop = makefile.lines[index].content {
                level += 1
                deepest = max(deepest, level)
                evaluator.trace(.loops, Bytes("For: new loop \(level)"))
            }
            if case .endLoop = makefile.lines[index].content {
                evaluator.trace(.loops, Bytes("For: end for \(level)"))
                level -= 1
                if level == 0 { break }
            }
            index += 1
        }
        let isClosed = index < makefile.lines.count
        if !isClosed {
            // The rest of the file is the body nevertheless.
            evaluator.location?.line = lastLine(of: frame)
            evaluator.error(Bytes("Unexpected end of file in .for loop"))
        }
        // Blank lines and comments between the header and the first kept line count for the numbers.
        let header = makefile.lines[begin - 1]
        var text = Bytes(makefile.text[header.end..<(isClosed ? makefile.lines[index].start : makefile.text.count)])
        if !isKnownAhead { text = evaluator.written(text) }
        let firstLine =
            evaluator.language.dialect.countsLastLine
            ? header.number + 1
            : header.number + makefile.text[header.start..<header.end].count { $0 == Ascii.newline }
        // What is traced is the text itself, and strict mode looks at it.
        let body = LoopBody(
            variables: variables, items: LazyTemplate(items), text: text, firstLine: firstLine, end: index,
            depth: deepest, base: base, evaluator.language,
            isShared: !isTraced && !evaluator.language.dialect.substitutesLoopsAsText)
        if !isTraced, isKnownAhead, isClosed { line.remember(body) }
        return body
    }

    /// `v1 v2 ... in items` (S5-18, S5-19).
    private func loopVariables(_ header: Bytes) -> (variables: [Bytes], items: Bytes)? {
        var variables: [Bytes] = []
        var index = 0
        while true {
            while index < header.count, header[index].isSpace { index += 1 }
            let start = index
            while index < header.count, !header[index].isSpace { index += 1 }
            if start == index {
                evaluator.error(Bytes("missing `in' in for"))
                return nil
            }
            if header[start..<index].elementsEqual(Bytes("in")) { break }
            variables.append(Bytes(header[start..<index]))
        }
        if variables.isEmpty {
            evaluator.error(Bytes("no iteration variables in for"))
            return nil
        }
        return (variables, Bytes(header[index...].drop(while: \.isSpace)))
    }

    /// The words of the list; nil if they do not come out even (S5-19).
    private func loopItems(_ list: LazyTemplate, count: Int) -> [Bytes]? {
        let items = quotedWords(evaluator.expandNames(list))
        guard items.count % count == 0 else {
            evaluator.error(
                Bytes("Wrong number of words (\(items.count)) in .for substitution list with \(count) variables"))
            return nil
        }
        if items.contains(where: { $0.contains(Ascii.newline) }) { evaluator.error(Bytes("newline in .for value")) }
        return items
    }
}
