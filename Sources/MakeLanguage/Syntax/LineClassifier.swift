package import Text

/// Decides what a line that does not begin with a tab is (make-language.md S2-12). The line has no comment, no
/// continuation and no blanks around it, and is not empty. The bytes are looked at in place; only what is kept of the
/// line is copied.
struct LineClassifier {
    let line: UnsafeBufferPointer<UInt8>
    /// What the line is a part of, and where it begins there.
    let text: Bytes
    let offset: Int
    let language: Language

    /// - Parameter isIndented: blanks stood before it; then it is an assignment or a rule.
    func content(isIndented: Bool = false) -> LineContent {
        if isIndented { return assignment() ?? indentedRule() }
        if line[0] == Ascii.dot, let directive = directive() { return directive }
        switch line[0] {
        case UInt8(ascii: "i"), UInt8(ascii: "s"), Ascii.minus: if let include = oldInclude() { return include }
        case UInt8(ascii: "e") where language.dialect.exports: if let export = gnuExport() { return export }
        default: break
        }
        if let assignment = language.dialect.combinesOperators ? combinedAssignment() : assignment() {
            return assignment
        }
        return rule()
    }

    private func bytes(_ range: Range<Int>) -> Bytes { Bytes(UnsafeBufferPointer(rebasing: line[range])) }

    private func lazy(_ start: Int) -> LazyTemplate { lazy(min(start, line.count)..<line.count) }

    private func lazy(_ range: Range<Int>) -> LazyTemplate {
        LazyTemplate(text, offset + range.lowerBound..<offset + range.upperBound)
    }

    private func starts(with word: Bytes) -> Bool { line.starts(with: word) }

    func skipBlanks(_ start: Int) -> Int {
        var index = start
        while index < line.count, line[index].isSpace { index += 1 }
        return index
    }

    // MARK: Directives

    private func directive() -> LineContent? {
        let start = skipBlanks(1)
        var end = start
        while end < line.count, line[end].isLower || line[end] == Ascii.minus { end += 1 }
        guard let word = DirectiveWord(UnsafeBufferPointer(rebasing: line[start..<end])),
            language.dialect.knows(word)
        else { return nil }
        let follower = end < line.count ? line[end] : Ascii.space
        let argument = skipBlanks(end)
        switch word {
        case .include: return include(follower, argument, mayBeMissing: false)
        case .includeIfPresent: return include(follower, argument, mayBeMissing: true)
        case .includeDepend: return include(follower, argument, mayBeMissing: true, isDepend: true)
        default: break
        }
        if let conditional = conditional(word, follower, argument) { return .conditional(conditional) }
        guard follower.isSpace else { return nil }
        let kind: Directive
        switch word {
        case .loop: return .loop(LoopLine(bytes(argument..<line.count)))
        case .endLoop: return .endLoop
        case .error: kind = .error
        case .warning: kind = .warning
        case .info: kind = .info
        case .export: kind = .export
        case .exportEnvironment: kind = .exportEnvironment
        case .exportLiteral: kind = .exportLiteral
        case .exportAll: kind = .exportAll
        case .unexport: kind = .unexport
        case .unexportEnvironment: kind = .unexportEnvironment
        case .undefine: kind = .undefine
        case .breakLoop: kind = .breakLoop
        case .poison: kind = .poison
        default: return nil
        }
        return .directive(kind, lazy(argument))
    }

    private func include(
        _ follower: UInt8, _ argument: Int, mayBeMissing: Bool, isDepend: Bool = false
    ) -> LineContent? {
        guard follower.isSpace || follower == Ascii.quote || follower == Ascii.less else { return nil }
        return .directive(.include(mayBeMissing: mayBeMissing, isDepend: isDepend), lazy(argument))
    }

    private func conditional(_ word: DirectiveWord, _ follower: UInt8, _ argument: Int) -> Conditional? {
        if language.dialect.needsBlankBehindConditional, !follower.isSpace { return nil }
        guard !follower.isAlpha, follower != Ascii.colon, follower != Ascii.dot else { return nil }
        var condition: LazyCondition { LazyCondition(text, offset + argument..<offset + line.count) }
        switch word {
        case .ifPlain: return .open(nil, condition)
        case .ifDefined: return .open(.defined, condition)
        case .ifNotDefined: return .open(.notDefined, condition)
        case .ifMake: return .open(.make, condition)
        case .ifNotMake: return .open(.notMake, condition)
        case .elseIf: return .elseIf(nil, condition)
        case .elseIfDefined: return .elseIf(.defined, condition)
        case .elseIfNotDefined: return .elseIf(.notDefined, condition)
        case .elseIfMake: return .elseIf(.make, condition)
        case .elseIfNotMake: return .elseIf(.notMake, condition)
        case .otherwise: return .otherwise(hasArguments: argument < line.count)
        case .endIf: return .close(hasArguments: argument < line.count)
        default: return nil
        }
    }

    // MARK: Lines without a dot

    /// `include`, `-include` and `sinclude`, unless a colon makes it a rule (S5-33).
    private func oldInclude() -> LineContent? {
        for (word, mayBeMissing) in Self.oldIncludes where starts(with: word) {
            guard line.count > word.count, line[word.count].isSpace, !hasRuleColon() else { continue }
            return .oldInclude(lazy(skipBlanks(word.count)), mayBeMissing: mayBeMissing)
        }
        return nil
    }

    /// A colon before a blank, before another colon or at the end of the line.
    private func hasRuleColon() -> Bool {
        for index in line.indices where line[index] == Ascii.colon {
            if index + 1 == line.count || line[index + 1].isSpace || line[index + 1] == Ascii.colon { return true }
        }
        return false
    }

    private static let oldIncludes: [(Bytes, Bool)] = [
        (Bytes("include"), false), (Bytes("-include"), true), (Bytes("sinclude"), true),
    ]

    private func isOperator(at index: Int) -> Bool {
        guard index + 1 < line.count, line[index + 1] == Ascii.equals else { return false }
        return [Ascii.plus, Ascii.question, Ascii.exclamation, Ascii.colon].contains(line[index])
    }

    /// `export NAME=value` (S3-49).
    private func gnuExport() -> LineContent? {
        let word = Bytes("export")
        guard starts(with: word), line.count > word.count, line[word.count].isSpace else { return nil }
        let argument = skipBlanks(word.count)
        if line.contains(Ascii.colon) { return nil }
        return .environment(lazy(argument))
    }

    /// Finds the operator: a `=` outside of braces, with nothing but blanks between it and the name (S3-12 to S3-16).
    func assignment() -> LineContent? {
        var index = 0
        var level = 0
        var nameEnd: Int?
        while index < line.count {
            let byte = line[index]
            switch byte {
            case Ascii.leftParen, Ascii.leftBrace: level += 1
            case Ascii.rightParen, Ascii.rightBrace: level -= 1
            case Ascii.space, Ascii.tab:
                if level == 0 {
                    if nameEnd == nil { nameEnd = index }
                    index = skipBlanks(index)
                    continue
                }
            case Ascii.equals where level == 0: return assignment(operatorAt: index, nameEnd: nameEnd)
            default: break
            }
            if level == 0, let end = nameEnd, index > end {
                // Behind the name's blank only an operator may stand.
                guard isOperator(at: index) || isShellSuffix(at: index) else { return nil }
                if isShellSuffix(at: index) { return shellAssignment(suffixAt: index, nameEnd: end) }
            }
            index += 1
        }
        return nil
    }

    private func assignment(operatorAt equals: Int, nameEnd: Int?) -> LineContent? {
        var end = equals
        var operation = AssignmentOperator.set
        let isSeparated = nameEnd.map { $0 <= equals - 1 && line[equals - 1].isSpace } ?? false
        if equals > 0, !isSeparated {
            switch line[equals - 1] {
            case Ascii.plus: operation = .append
            case Ascii.question: operation = .setIfUndefined
            case Ascii.colon: operation = .expand
            case Ascii.exclamation: operation = .shell
            default: break
            }
            if operation != .set { end -= 1 }
        }
        end = min(end, nameEnd ?? end)
        if operation == .set, end >= 3, line[end - 3] == Ascii.colon, line[end - 2] == UInt8(ascii: "s"),
            line[end - 1] == UInt8(ascii: "h")
        {
            operation = .shell
            end -= 3
        }
        return assignment(name: 0..<end, operation, skipBlanks(equals + 1))
    }

    private func isShellSuffix(at index: Int) -> Bool { line[index...].starts(with: Bytes(":sh")) }

    /// `NAME :sh = command`
    private func shellAssignment(suffixAt index: Int, nameEnd: Int) -> LineContent? {
        let equals = skipBlanks(index + 3)
        guard equals < line.count, line[equals] == Ascii.equals else { return nil }
        return assignment(name: 0..<nameEnd, .shell, skipBlanks(equals + 1))
    }

    func assignment(name: Range<Int>, _ operation: AssignmentOperator, _ value: Int) -> LineContent {
        .assignment(assignedName(name), operation, lazy(value))
    }

    private func assignedName(_ range: Range<Int>) -> AssignedName {
        let name = UnsafeBufferPointer(rebasing: line[range])
        if name.contains(Ascii.dollar) { return .computed(lazy(range)) }
        return .fixed(language.names.intern(name), isDotted: name.first == Ascii.dot)
    }

    /// What begins with a dot is no directive there, and not a mistaken one.
    private func indentedRule() -> LineContent {
        if line[0] != Ascii.dot { return rule() }
        let indented = [Ascii.space] + bytes(0..<line.count)
        return indented.withUnsafeBufferPointer {
            LineClassifier(line: $0, text: indented, offset: 0, language: language).rule()
        }
    }

    /// A dependency line; a `;` outside of expressions begins its first command (S6-02).
    private func rule() -> LineContent {
        var index = 0
        var operatorEnd: Int?
        var mayAssign = false
        while index < line.count {
            switch line[index] {
            case Ascii.backslash where !language.dialect.cutsCommandsAtAnySemicolon: index += 1
            case Ascii.dollar
            where !language.dialect.cutsCommandsAtAnySemicolon && index + 1 < line.count && isOpening(line[index + 1]):
                index = closing(from: index + 1)
            case Ascii.colon, Ascii.exclamation: if operatorEnd == nil { operatorEnd = index + 1 }
            case Ascii.equals: if operatorEnd != nil { mayAssign = true }
            case Ascii.semicolon where operatorEnd != nil || !language.dialect.cutsCommandsAtAnySemicolon:
                let rule = lazy(0..<index)
                let command = bytes(skipBlanks(index + 1)..<line.count)
                return mayAssign
                    ? targetAssignment(behind: operatorEnd!, rule, command) : .rule(rule, command: command)
            default: break
            }
            index += 1
        }
        return mayAssign ? targetAssignment(behind: operatorEnd!, lazy(0), nil) : .rule(lazy(0), command: nil)
    }

    /// `target: NAME=value`, if it is one (S6-15); the value reaches to the end of the line.
    private func targetAssignment(behind operatorEnd: Int, _ rule: LazyTemplate, _ command: Bytes?) -> LineContent {
        var end = operatorEnd
        if end < line.count, line[end] == Ascii.colon { end += 1 }
        let start = skipBlanks(end)
        if language.dialect.hasVariablesOfTargets, start < line.count {
            let rest = LineClassifier(
                line: UnsafeBufferPointer(rebasing: line[start...]), text: text, offset: offset + start,
                language: language)
            if line[start] != Ascii.equals, case .assignment(let name, let operation, let value) = rest.assignment() {
                return .targetAssignment(
                    TargetAssignment(
                        targets: lazy(0..<end), name: name, operation, value, rule: rule,
                        command: command))
            }
        }
        return .rule(rule, command: command)
    }

    private func isOpening(_ byte: UInt8) -> Bool { byte == Ascii.leftParen || byte == Ascii.leftBrace }

    /// The index of the brace that closes the one at `start`, or the last index.
    private func closing(from start: Int) -> Int {
        let open = line[start]
        let close = open == Ascii.leftParen ? Ascii.rightParen : Ascii.rightBrace
        var level = 0
        for index in start..<line.count {
            if line[index] == open { level += 1 }
            if line[index] == close {
                level -= 1
                if level == 0 { return index }
            }
        }
        return line.count - 1
    }
}

/// A word of the command line as an assignment with any operator; nil if it is a target (make-language.md S1-05).
package func commandLineAssignment(
    _ word: Bytes, _ language: Language
) -> (name: Bytes, AssignmentOperator, value: Bytes)? {
    word.withUnsafeBufferPointer { line in
        guard
            case .assignment(let name, let operation, let value) = LineClassifier(
                line: line, text: word, offset: 0, language: language
            )
            .assignment()
        else { return nil }
        return (name.source(language), operation, value.source)
    }
}
