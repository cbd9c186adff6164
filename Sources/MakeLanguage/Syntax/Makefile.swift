package import Text

/// A makefile, cut into lines; immutable, shared by all evaluations of one `Language`.
package final class Makefile: Sendable {
    package let text: Bytes
    let lines: [Line]
    /// Number of the text's first line in its file.
    let firstLine: Int

    /// - Parameters:
    ///   - firstLine: 1, but for the body of a loop.
    ///   - isReadOften: most of its lines will be executed, and more than once.
    package init(_ text: Bytes, _ language: Language, firstLine: Int = 1, isReadOften: Bool = false) {
        self.text = text
        self.firstLine = firstLine
        lines = LineScanner(text: text, firstLine: firstLine, language: language).lines(readsAll: isReadOften)
    }

    /// What a line is, if that was not decided when the file was cut into lines.
    func content(of line: Line, _ language: Language) -> LineContent? {
        guard case .unread(let hasSpecials, let isEnded) = line.content else { return line.content }
        return LineScanner(text: text, firstLine: firstLine, language: language)
            .content(of: line, hasSpecials: hasSpecials, isEnded: isEnded)
    }
}

/// One logical line that is neither blank nor a comment.
struct Line: Sendable {
    let number: Int
    /// Offset of its first byte in the text; the body of a loop is taken from there.
    let start: Int
    /// Offset behind its last newline.
    let end: Int
    /// Told apart from its content, which lines that are skipped are not asked for.
    let isConditional: Bool
    let content: LineContent

    init(number: Int, start: Int, end: Int, content: LineContent) {
        self.number = number
        self.start = start
        self.end = end
        self.content = content
        if case .conditional = content { isConditional = true } else { isConditional = false }
    }
}

/// What a line is (make-language.md S2-12).
enum LineContent: Sendable {
    case conditional(Conditional)
    case loop(LoopLine)
    case endLoop
    case directive(Directive, LazyTemplate)
    case recipe(LazyTemplate)
    case assignment(AssignedName, AssignmentOperator, LazyTemplate)
    case rule(LazyTemplate, command: Bytes?)
    /// `include file ...` without a dot.
    case oldInclude(LazyTemplate, mayBeMissing: Bool)
    /// `targets: NAME=value`
    case targetAssignment(TargetAssignment)
    /// `export NAME=value`
    case environment(LazyTemplate)
    case zeroByte
    /// No directive; what it is is decided each time that it is executed.
    ///
    /// `hasSpecials`: a backslash, a `#` or a zero byte occurs; `isEnded`: by a newline.
    case unread(hasSpecials: Bool, isEnded: Bool)
}

/// `.if` and its family.
enum Conditional: Sendable {
    case open(DefaultTest?, LazyCondition)
    case elseIf(DefaultTest?, LazyCondition)
    case otherwise(hasArguments: Bool)
    case close(hasArguments: Bool)
}

enum Directive: Sendable {
    case include(mayBeMissing: Bool, isDepend: Bool)
    case error, warning, info
    case export, exportEnvironment, exportLiteral, exportAll
    case unexport, unexportEnvironment
    case undefine
    case breakLoop
    case poison
}

/// The left side of an assignment.
enum AssignedName: Sendable {
    /// `isDotted`: the name begins with a dot, so make itself may have to know.
    case fixed(NameID, isDotted: Bool)
    /// A name with expressions, expanded when the line is read (make-language.md S3-13).
    case computed(LazyTemplate)

    func source(_ language: Language) -> Bytes {
        switch self {
        case .fixed(let id, _): language.names.bytes(of: id)
        case .computed(let template): template.source
        }
    }
}
