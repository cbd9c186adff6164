internal import Text

/// `-dp` and `-df` (make-language.md S1-08), in the words of bmake 20200710 without its addresses.
extension Reader {
    /// A file begins.
    func traceInclude(_ path: Bytes) {
        if let file = frames.compactMap(\.file).last {
            let place = Bytes("${.INCLUDEDFROMDIR} = `") + file.directory + Bytes("' ${.INCLUDEDFROMFILE} = `")
            evaluator.trace(.parsing, Bytes("ParseSetIncludedFile: ") + place + file.baseName + Bytes("'"))
        }
        evaluator.trace(.parsing, Bytes("Parse_SetInput: file ") + path + Bytes(", line 0"))
    }

    func tracePlace() {
        guard let file = frames.compactMap(\.file).last else { return }
        let place = Bytes("${.PARSEDIR} = `") + file.directory + Bytes("' ${.PARSEFILE} = `") + file.baseName
        evaluator.trace(.parsing, Bytes("ParseSetParseFile: ") + place + Bytes("'"))
    }

    /// An included file is at its end.
    func traceReturn() {
        guard let frame = frames.last, frame.next > 0 else { return }
        let line = frame.makefile.lines[frame.next - 1].number
        let file = frames.compactMap(\.file).last?.baseName ?? frame.name
        evaluator.trace(.parsing, Bytes("ParseEOF: returning to file ") + file + Bytes(", line \(line)"))
        tracePlace()
    }

    /// A line is about to be executed.
    func trace(_ line: Line) {
        switch line.content {
        case .conditional, .loop, .endLoop: return
        default: break
        }
        guard let makefile = frames.last?.makefile else { return }
        let text = LineScanner.logicalText(of: line, in: makefile, evaluator.language)
        evaluator.trace(.parsing, Bytes("ParseReadLine (\(line.number)): '") + text + Bytes("'"))
    }

    /// The lines that led to the present one, innermost first (S2-17); empty in a file that nothing includes.
    var includeStack: Bytes {
        var lines: [Bytes] = []
        for index in frames.indices.dropFirst().reversed() {
            let frame = frames[index]
            let outer = frames[index - 1]
            if let loop = frame.loop {
                let place = Bytes("\tin .for loop from ") + frame.name + Bytes(":\(loop.body.firstLine - 1) with ")
                lines.append(place + loop.bindings)
            } else if outer.next > 0 {
                lines.append(Bytes("\tin ") + outer.name + Bytes(":\(outer.makefile.lines[outer.next - 1].number)"))
            }
        }
        return Bytes(lines.joined(separator: [Ascii.newline]))
    }

    func traceBody(_ body: Bytes) {
        guard evaluator.debugFlags.contains(.loops) else { return }
        let text = body.last == Ascii.newline ? Bytes(body.dropLast()) : body
        evaluator.trace(.loops, Bytes("For: loop body:\n") + text)
    }
}
