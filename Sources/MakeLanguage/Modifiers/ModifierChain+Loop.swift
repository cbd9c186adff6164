internal import Text

extension ModifierChain {
    /// `:@v@body@`: the variable is global, or the target's, and is gone afterwards (S4-24). In conditions, messages and
    /// dependency lines it lives in front of the global one, which then survives.
    mutating func loop(_ variable: Template, _ body: Template) -> Bool {
        let name = part(variable)
        if evaluator.debugFlags.contains(.variables) { trace(part: body.source) }
        if evaluator.isStrict, name.contains(Ascii.dollar) {
            evaluator.error(
                Bytes("In the :@ modifier of \"") + evaluator.language.names.bytes(of: self.name)
                    + Bytes("\", the variable name \"") + name + Bytes("\" must not contain a dollar"))
            return markFailed()
        }
        let id = evaluator.language.names.intern(name)
        let isAside = scope == nil && evaluator.isAside
        var out: Bytes = []
        let ranges = words.isOneWord ? [0..<value.count] : wordRanges(value)
        // What belongs to the chain is looked up once: each word would copy all of it.
        let (evaluator, scope, text) = (evaluator, scope, value)
        let bodyMode = Evaluator.Mode(keepsUndefined: mode.keepsUndefined)
        var done = 0
        // A value with expressions, or with marks of loops, is expanded where the variable stands.
        if TemplateCompiler.isLiteral(text), let pieces = LoopPieces(body, for: id, evaluator, scope) {
            (out, done) = join(pieces, text, ranges)
        }
        for word in ranges[done...] where !word.isEmpty {
            let item = text.withUnsafeBufferPointer { Bytes(UnsafeBufferPointer(rebasing: $0[word])) }
            if isAside {
                evaluator.commandLine[id] = Variable(name: id, value: item)
            } else {
                evaluator.put(id, item, scope, .global)
            }
            let end = out.count
            if end > 0, out[end - 1] != Ascii.newline { out.append(Ascii.space) }
            let start = out.count
            evaluator.append(body, to: &out, scope, bodyMode)
            // Neither before a line of its own nor before nothing.
            if start > end, out.count == start || out[start] == Ascii.newline { out.remove(at: end) }
            if out.count > evaluator.textLimit || evaluator.hasFailedFatally { break }
        }
        if isAside {
            evaluator.commandLine[id] = nil
        } else if let scope {
            scope.remove(id)
        } else if id == self.name, hasVariable {
            // The variable that the expression is about cannot go (S5-36).
            evaluator.error(Bytes("Cannot delete variable \"") + name + Bytes("\" while it is used"))
        } else {
            evaluator.globals[id] = nil
        }
        if evaluator.debugFlags.contains(.variables) { evaluator.trace(deleted: name, found: !ranges.isEmpty) }
        value = out
        return true
    }

    /// The pieces for one word after the other, as far as the limit of text allows; and for how many words that is.
    private func join(_ pieces: LoopPieces, _ text: Bytes, _ ranges: [Range<Int>]) -> (Bytes, done: Int) {
        let evaluator = evaluator
        let estimate = text.count * pieces.uses + ranges.count * (pieces.fixedCount + 1)
        var done = 0
        let bytes = collected(capacity: min(estimate, evaluator.textLimit)) { output in
            let text = text.span
            while done < ranges.count {
                let word = ranges[done]
                let work = pieces.work + pieces.uses * word.count
                guard word.isEmpty || evaluator.mayExpand(work) else { return }
                done += 1
                if word.isEmpty { continue }
                let end = output.count
                if end > 0, output[end - 1] != Ascii.newline { output.append(Ascii.space) }
                let start = output.count
                pieces.append(word, of: text, to: &output)
                if start > end, output.count == start || output[start] == Ascii.newline { output.remove(at: end) }
                if output.count > evaluator.textLimit { done = ranges.count }
            }
        }
        return (bytes, done)
    }
}
