package import Text

/// One evaluation of makefiles: variables, expressions, the environment of commands. Belongs to one thread; has no
/// state outside of itself.
package final class Evaluator {
    package let language: Language
    package let world: any World
    package unowned let diagnostics: any DiagnosticSink
    package unowned var rules: (any RuleSink)?
    package unowned var delegate: (any EvaluationDelegate)?

    /// `-e`: the environment comes before the makefile's variables.
    package var environmentFirst = false
    /// `-X`: command-line variables are not exported one by one.
    package var exportsCommandLine = true
    /// `-d`: what is told of the work.
    package var debugFlags: DebugFlags = []
    /// `-dL`: what is doubtful is an error (make-language.md S1-11).
    package var isStrict: Bool { debugFlags.contains(.lint) }
    /// The shell that runs `!=`, `:sh` and `:!cmd!`. Its messages begin with the last component.
    package var shell = Bytes("/bin/sh")
    /// What `:Q` puts for a newline (.SHELL's `newline`).
    package var shellNewline = Bytes("'\n'")
    /// How reading came to that line, for `-dp`.
    var includeStack: (() -> Bytes)?
    /// The line being read, for messages; nil when no makefile is read.
    package var location: SourceLocation?
    /// The line of a recipe that is being expanded, for advice only.
    package var recipeLocation: SourceLocation?
    /// A variable turned out to be recursive, or a limit was hit: nothing more may be run.
    package private(set) var hasFailedFatally = false

    /// True while a condition, a message or a dependency line is expanded: loops leave global variables alone.
    var isAside = false

    /// What the variables of the running loops stand for, those of the outermost first.
    var loopValues: [Bytes] = []

    let globals = Scope()
    let commandLine = Scope()
    /// `MAKEFILE` only.
    let internals = Scope()
    /// The environment as makefiles see it.
    var environmentScope = Scope()
    package var environment: ExportedEnvironment
    /// What `.MAKE.SAVE_DOLLARS` was last set to (S3-20).
    var savesDollars = false
    /// Notes which variables are looked for; nil if nobody asks.
    package var inputReads: InputReads?
    /// Some variable was exported by its name.
    var exportsSome = false
    /// A bare `.export` was read.
    var exportsEverything = false
    /// Expansions inside expansions, bounded so that no input overflows the stack.
    private var depth = 0
    /// How much text an expansion may make.
    package var textLimit = TextLimit.bytes
    /// How much text the outermost expansion has made so far.
    private var work = 0
    /// Where the text goes on behind the expression that has just failed (S4-10).
    var placeOfRest: Int?
    static let maximalDepth = 700
    /// Compiled patterns of `:C`.
    var matchers: [Bytes: CompiledPattern] = [:]
    /// For the patterns of commands that run without a shell.
    var directoryNames = DirectoryNames()
    /// Fixed names, interned once.
    let emptyName: NameID
    let saveDollars: NameID
    let exportedNames: NameID
    let underscore: NameID
    /// How a chain of modifiers begins.
    let wordMode: WordMode
    /// What `.poison` has forbidden.
    var poisons: [NameID: Poison] = [:] { didSet { hasPoisons = true } }
    private(set) var hasPoisons = false

    package init(language: Language, world: any World, diagnostics: any DiagnosticSink) {
        self.language = language
        self.world = world
        self.diagnostics = diagnostics
        emptyName = language.names.intern([])
        saveDollars = language.names.intern(Bytes(".MAKE.SAVE_DOLLARS"))
        exportedNames = language.names.intern(Bytes(".MAKE.EXPORTED"))
        underscore = language.names.intern([Ascii.underscore])
        wordMode = WordMode(keepsEmptyWords: language.dialect.keepsSeparatorsOfEmptyWords)
        environment = ExportedEnvironment(world.environment())
        for (name, value) in environment.initial where !name.isEmpty && !language.dialect.keepsToItself(name) {
            let id = language.names.intern(name)
            environmentScope[id] = Variable(name: id, value: value)
        }
    }

    // MARK: Messages

    func error(_ message: Bytes) { report(.error, message) }
    func warning(_ message: Bytes) { report(.warning, message) }

    /// An error after which no text can be trusted: nothing more is read or made.
    func giveUp(_ message: Bytes) {
        error(message)
        hasFailedFatally = true
    }

    /// Nothing more is read or made; why was told elsewhere.
    package func stop() { hasFailedFatally = true }

    package func report(_ severity: Diagnostic.Severity, _ message: Bytes) {
        // What follows a fatal error follows from it.
        guard !hasFailedFatally else { return }
        if severity == .fatal { hasFailedFatally = true }
        let located = severity != .plain && severity != .fatal
        let diagnostic = Diagnostic(severity: severity, location: located ? location : nil, message: written(message))
        diagnostics.report(diagnostic)
        if diagnostics.explains {
            diagnostics.explain(
                diagnostic, at: location ?? recipeLocation, trail: location == nil ? [] : includeStack?() ?? [])
            return
        }
        guard located, severity != .info, debugFlags.contains(.parsing), let stack = includeStack?() else { return }
        if !stack.isEmpty { diagnostics.debug(stack) }
    }

    // MARK: Lookup

    /// The variable that a name stands for (make-language.md S3-01); nil if it is undefined.
    ///
    /// Where what is expanded becomes part of a global variable, or is the name of one, globals come before the
    /// environment even with `-e`, and there is no `MAKEFILE`.
    func lookup(_ name: NameID, _ scope: TargetScope?) -> Variable? {
        if let scope, let variable = scope[name] { return variable }
        inputReads?.note(name)
        if let variable = commandLine[name] { return variable }
        let isForGlobals = scope == nil && !isAside
        if environmentFirst, !isForGlobals, let variable = environmentScope[name] { return variable }
        if let variable = globals[name] { return variable }
        if !isForGlobals, let variable = internals[name] { return variable }
        return environmentScope[name]
    }

    /// A variable's value, not expanded; nil if it is undefined.
    package func rawValue(_ name: Bytes) -> Bytes? {
        if let computed = computed(name) { return computed }
        return lookup(LocalName.canonical(language.names.intern(name)), nil)?.value
    }

    /// A variable's value, expanded; nil if it is undefined.
    package func value(_ name: Bytes, in scope: TargetScope? = nil) -> Bytes? {
        if let computed = computed(name) { return computed }
        let id = LocalName.canonical(language.names.intern(name))
        guard let variable = lookup(id, scope) else { return nil }
        var out: Bytes = []
        appendValue(of: variable, to: &out, scope, .plain)
        return out
    }

    func computed(_ name: Bytes) -> Bytes? {
        guard name.first == Ascii.dot, let rules else { return nil }
        return rules.computedVariable(name)
    }

    /// A truth value of a variable, as make(1) reads it; `fallback` if undefined or empty.
    package func truth(_ name: StaticString, fallback: Bool) -> Bool {
        truth(of: value(Bytes(name)) ?? [], fallback: fallback)
    }

    /// False are 0, no, false and off, by their first letters; all else is true.
    package func truth(of value: Bytes, fallback: Bool) -> Bool {
        guard let first = value.first else { return fallback }
        switch first.lowercased {
        case UInt8(ascii: "0"), UInt8(ascii: "n"), UInt8(ascii: "f"): return false
        case UInt8(ascii: "o"): return value.count < 2 || value[1].lowercased != UInt8(ascii: "f")
        default: return true
        }
    }

    // MARK: Expansion

    /// How expressions that have no value, and dollars, are treated.
    struct Mode {
        /// Undefined expressions stay as they are written (S3-20).
        var keepsUndefined = false
        /// Undefined expressions are mistakes: `-dL`, where a line of a makefile is read (S1-11).
        var reportsUndefined = false
        /// `$$` stays `$$`.
        var keepsDollars = false
        static let plain = Mode()
    }

    package func expand(_ text: Bytes, in scope: TargetScope? = nil) -> Bytes {
        guard text.contains(Ascii.dollar) else { return text }
        return expand(TemplateCompiler.compile(text, language), scope, .plain)
    }

    package func expand(_ lazy: LazyTemplate, in scope: TargetScope? = nil) -> Bytes {
        // Most lines of rules have no expression and are read once: a template would cost more than it saves.
        if TemplateCompiler.isLiteral(lazy.source) { return lazy.source }
        return expand(lazy.template(language), scope, .plain)
    }

    /// Expands what is told of a failure, even if an expansion was the failure.
    package func expandAfterFailure(_ lazy: LazyTemplate) -> Bytes {
        let hadFailed = hasFailedFatally
        hasFailedFatally = false
        defer { if hadFailed { hasFailedFatally = true } }
        return expand(lazy)
    }

    /// Expands what is no value of a variable: a message, a dependency line, the name of a file.
    package func expandAside(_ lazy: LazyTemplate) -> Bytes {
        let outer = isAside
        isAside = true
        defer { isAside = outer }
        return expand(lazy)
    }

    func expand(_ template: Template, _ scope: TargetScope?, _ mode: Mode) -> Bytes {
        if let literal = template.literal { return literal }
        var out: Bytes = []
        append(template, to: &out, scope, mode)
        return out
    }

    func append(_ template: Template, to out: inout Bytes, _ scope: TargetScope?, _ mode: Mode) {
        if let literal = template.literal {
            out += literal
            return
        }
        if depth == 0 { work = 0 }
        for part in template.parts {
            switch part {
            case .literal(let bytes): out += bytes
            case .dollar:
                out.append(Ascii.dollar)
                if mode.keepsDollars { out.append(Ascii.dollar) }
            case .ampersand: out.append(Ascii.ampersand)
            case .loopValue(let number): appendLoopValue(number, to: &out)
            case .expression(let expression): append(expression, to: &out, scope, mode)
            }
        }
    }

    private func append(_ expression: Expression, to out: inout Bytes, _ scope: TargetScope?, _ mode: Mode) {
        trace(.variables, Bytes("Var_Parse: ") + expression.text)
        if expression.modifiers.isEmpty, !expression.isUnclosed, case .fixed(let name) = expression.name,
            let variable = lookup(name, scope)
        {
            appendValue(of: variable, to: &out, scope, mode)
            return
        }
        switch evaluate(expression, scope, mode) {
        case .value(let value): if out.isEmpty { out = value } else { out += value }
        case .failed: appendRest(of: expression, to: &out, scope, mode)
        case .undefined:
            guard mode.keepsUndefined else {
                if mode.reportsUndefined { reportUndefined(expression, scope) }
                if diagnostics.explains, expression.modifiers.isEmpty {
                    diagnostics.noteUndefined(nameText(expression, scope), at: location ?? recipeLocation)
                }
                return
            }
            out.append(Ascii.dollar)
            append(TemplateCompiler.compile(expression.remainder, language), to: &out, scope, mode)
        case .verbatim: out += written(expression.text)
        }
    }

    /// What stands behind the place of a mistake belongs to the text around the expression.
    private func appendRest(of expression: Expression, to out: inout Bytes, _ scope: TargetScope?, _ mode: Mode) {
        guard let place = placeOfRest else { return }
        placeOfRest = nil
        let length = place - expression.start
        guard length > 0, length < expression.text.count, !hasFailedFatally else { return }
        append(TemplateCompiler.compile(Bytes(expression.text[length...]), language), to: &out, scope, mode)
    }

    /// Appends the expanded value of a variable; a recursive one is fatal.
    func appendValue(of variable: Variable, to out: inout Bytes, _ scope: TargetScope?, _ mode: Mode) {
        let template = variable.template(language)
        if let literal = template.literal {
            work += literal.count + TextLimit.expansion
            guard work <= textLimit else { return giveUpOnLength() }
            if out.isEmpty { out = literal } else { out += literal }
            if hasPoisons { _ = allows(variable.name, isDefined: true, isEmpty: literal.isEmpty) }
            return
        }
        guard !variable.isBeingExpanded else {
            if !hasFailedFatally {
                let name = language.names.bytes(of: variable.name)
                let chain = language.dialect.tellsChainOfRecursion ? recursion(from: variable) : []
                report(.fatal, Bytes("Variable ") + name + Bytes(" is recursive.") + chain)
            }
            return
        }
        guard !hasFailedFatally, enter() else { return }
        variable.isBeingExpanded = true
        let start = out.count
        append(template, to: &out, scope, mode)
        variable.isBeingExpanded = false
        if hasPoisons { _ = allows(variable.name, isDefined: true, isEmpty: out.count == start) }
        depth -= 1
    }

    /// Counts one more expansion inside another; false, with a fatal error, beyond the limit.
    func enter() -> Bool {
        guard depth < Self.maximalDepth else {
            giveUp(
                Bytes(
                    "Variables are nested more than \(Self.maximalDepth) deep; one of them must be given a value by `:='"
                ))
            return false
        }
        depth += 1
        return true
    }

    func leave() { depth -= 1 }

    /// True within an expansion.
    var isExpanding: Bool { depth > 0 && !hasFailedFatally }

    /// Counts what expansions make; false, and nothing is counted, if that were too much.
    func mayExpand(_ more: Int) -> Bool {
        guard work + more <= textLimit else { return false }
        work += more
        return true
    }

    /// What an expression came to.
    enum Result {
        case value(Bytes)
        case undefined
        /// An error was reported.
        case failed
        /// A per-target variable outside of a target: stays as it is written (S3-32).
        case verbatim
    }

    func evaluate(_ expression: Expression, _ scope: TargetScope?, _ mode: Mode) -> Result {
        if expression.isUnclosed {
            error(unclosedText(expression, scope))
            return .failed
        }
        guard !hasFailedFatally, enter() else { return .failed }
        defer { depth -= 1 }
        var chain: ModifierChain
        switch expression.name {
        case .fixed(let id):
            if scope == nil, LocalName.isDynamic(id), lookup(id, nil) == nil { return .verbatim }
            chain = ModifierChain(evaluator: self, scope: scope, mode: mode, name: id)
        case .directoryPart(let id), .filePart(let id):
            guard let local = scope?[id] else {
                return scope == nil && LocalName.isDynamic(id) ? .verbatim : .undefined
            }
            chain = ModifierChain(evaluator: self, scope: scope, mode: mode, name: id)
            var text: Bytes = []
            appendValue(of: local, to: &text, scope, mode)
            if case .directoryPart = expression.name {
                text = headOfWords(text, WordMode())
            } else {
                text = tailOfWords(text, WordMode())
            }
            chain.begin(with: text)
            return chain.apply(expression.modifiers)
        case .computed(let template):
            let name = expand(template, scope, .plain)
            let id = LocalName.canonical(language.names.intern(name))
            if scope == nil, LocalName.isDynamic(id), lookup(id, nil) == nil { return .verbatim }
            chain = ModifierChain(evaluator: self, scope: scope, mode: mode, name: id)
        }
        if let variable = lookup(chain.name, scope) {
            if variable.isBeingExpanded, variable.template(language).literal == nil {
                appendValue(of: variable, to: &chain.value, scope, mode)
                return .failed
            }
            // Loops assign to variables of the same name, so the mark stays on while the modifiers run.
            if !hasPoisons, let literal = variable.template(language).literal, literal.count < textLimit {
                work += literal.count + TextLimit.expansion
                if work <= textLimit { chain.value = literal } else { giveUpOnLength() }
            } else {
                appendValue(of: variable, to: &chain.value, scope, mode)
            }
            chain.isDefined = true
            chain.hasVariable = true
        } else if chain.name.raw >= LocalName.count, let text = computed(language.names.bytes(of: chain.name)) {
            chain.begin(with: text.contains(Ascii.dollar) ? expand(text, in: scope) : text)
        } else if hasPoisons, !allows(chain.name, isDefined: false, isEmpty: true) {
            return .failed
        }
        return chain.apply(expression.modifiers)
    }

    /// The name of an expression, for messages.
    func nameText(_ expression: Expression, _ scope: TargetScope?) -> Bytes {
        if case .computed(let template) = expression.name { return expand(template, scope, .plain) }
        return expression.spelling
    }
}
