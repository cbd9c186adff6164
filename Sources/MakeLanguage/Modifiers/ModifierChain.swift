internal import Text

/// The value of one expression on its way through its modifiers (make-language.md 4.1).
struct ModifierChain {
    let evaluator: Evaluator
    let scope: TargetScope?
    let mode: Evaluator.Mode
    let name: NameID
    var value: Bytes = []
    /// Undefined is a state of its own, which only some modifiers turn into defined (S4-01).
    var isDefined = false
    /// The variable itself has a value: what `:D` and `:U` ask for, whatever other modifiers made of it (S4-01).
    var hasVariable = false
    var words: WordMode
    /// An error was reported; the modifiers that follow work on nothing.
    private var hasFailed = false
    /// Where the text goes on that does not belong to the expression after its failure, in the text that was taken
    /// apart; nil if nothing is left (S4-10).
    private var rest: Int?

    init(evaluator: Evaluator, scope: TargetScope?, mode: Evaluator.Mode, name: NameID) {
        self.evaluator = evaluator
        self.scope = scope
        self.mode = mode
        self.name = name
        words = evaluator.wordMode
    }

    /// Begins with the value of a variable.
    mutating func begin(with text: Bytes) {
        start(text)
        hasVariable = true
    }

    mutating func start(_ text: Bytes) {
        value = text
        isDefined = true
    }

    mutating func apply(_ modifiers: [Modifier]) -> Evaluator.Result {
        applyAll(modifiers)
        if hasFailed {
            evaluator.placeOfRest = rest
            return .failed
        }
        return isDefined ? .value(value) : .undefined
    }

    /// False if the chain ends here.
    @discardableResult
    private mutating func applyAll(_ modifiers: [Modifier]) -> Bool {
        guard evaluator.debugFlags.contains(.variables) else {
            for modifier in modifiers {
                let hadFailed = hasFailed
                if !apply(modifier) || isTooLong() { return false }
                if hadFailed { recover(with: modifier) }
            }
            return true
        }
        for modifier in modifiers {
            traceStart(of: modifier)
            let hadFailed = hasFailed
            let goesOn = apply(modifier)
            traceResult(of: modifier)
            if !goesOn || isTooLong() { return false }
            if hadFailed { recover(with: modifier) }
        }
        return true
    }

    private mutating func isTooLong() -> Bool {
        guard value.count > evaluator.textLimit else { return false }
        value = []
        hasFailed = true
        evaluator.giveUpOnLength()
        return true
    }

    func expand(_ template: Template) -> Bytes { evaluator.expand(template, scope, .plain) }

    /// The text of a part between delimiters.
    func part(_ template: Template) -> Bytes {
        let text = expand(template)
        if evaluator.debugFlags.contains(.variables) { trace(part: text) }
        return text
    }

    /// False if the rest of the chain is not to be looked at.
    private mutating func apply(_ modifier: Modifier) -> Bool {
        switch modifier {
        case .head: value = headOfWords(value, words)
        case .tail: value = tailOfWords(value, words)
        case .suffix: value = suffixOfWords(value, words)
        case .root: value = rootOfWords(value, words)
        case .match(let pattern, let keep):
            let text = expand(pattern)
            if evaluator.debugFlags.contains(.variables) { trace(pattern: text, of: value) }
            value = matchingWords(value, Glob(text), keep: keep, words)
        case .matchFixed(let glob, let keep):
            if evaluator.debugFlags.contains(.variables) { trace(pattern: glob.pattern, of: value) }
            value = matchingWords(value, glob, keep: keep, words)
        case .substituteFixed(let substitution):
            if evaluator.debugFlags.contains(.variables) {
                trace(part: substitution.old)
                trace(part: substitution.new)
            }
            value = MakeLanguage.substitute(value, substitution, words)
        case .substitute(let old, let new, let atStart, let atEnd, let flags):
            substitute(old, new, atStart, atEnd, flags)
        case .substituteRegex(let pattern, let replacement, let flags):
            return substituteRegex(pattern, replacement, flags)
        case .substituteSuffix(let old, let new):
            // What the first expansion made of the new text is expanded once more for each word.
            let pattern = SystemVPattern(part(old))
            if evaluator.debugFlags.contains(.variables) { trace(part: new.source) }
            let text = expand(new)
            value = substituteSystemV(value, pattern, words) { evaluator.expand(text, in: scope) }
        case .substituteStem(let old, let new):
            value = substituteSystemV(value, SystemVPattern(part(old), keepsStem: true), words) { expand(new) }
        case .loop(let variable, let body): return loop(variable, body)
        case .ifDefined(let text):
            isDefined = true
            if hasVariable { value = expand(text) }
        case .ifUndefined(let text):
            isDefined = true
            if !hasVariable { value = expand(text) }
        case .ownName: start(evaluator.language.names.bytes(of: name))
        case .path:
            let own = evaluator.language.names.bytes(of: name)
            start(evaluator.rules?.path(of: own) ?? own)
        case .quote: value = quoted(value, newline: evaluator.shellNewline)
        case .quoteForMake: value = quotedForMake(value, newline: evaluator.shellNewline)
        case .quoteKeepingBlanks: value = quotedKeepingBlanks(value)
        case .sort(.random):
            var seed = evaluator.world.random()
            value = shuffleWords(value, using: &seed)
        case .sort(let order): value = sortWords(value, wordOrder(order))
        case .unique: value = uniqueWords(value)
        case .lower: value = lowercased(value)
        case .upper: value = uppercased(value)
        case .realPath:
            let text = value
            value = mapWords(text, words) { _, word, out in
                let path = Bytes(text[word])
                out += evaluator.world.realPath(of: path) ?? path
            }
        case .separator(let byte):
            words.separator = byte
            value = joinedWords(value, words)
        case .asOneWord: words.isOneWord = true
        case .asWords: words.isOneWord = false
        case .select(let argument, let rest):
            let text = part(argument)
            guard let selection = WordSelection(text) else {
                self.rest = rest
                return fail(.bad(Bytes("[") + text + Bytes("]")))
            }
            value = selectWords(value, selection, &words)
        case .remember(let target):
            let id = target.map { evaluator.language.names.intern($0) } ?? evaluator.underscore
            assign(id, value)
        case .choose(let then, let otherwise): return choose(then, otherwise)
        case .commandOutput(let command): start(evaluator.output(ofCommand: part(command)))
        case .valueAsCommand: if isDefined { value = evaluator.output(ofCommand: value) }
        case .assign(let operation, let text, let rest):
            guard name != evaluator.emptyName else {
                self.rest = rest
                evaluator.report(.plain, Bytes("Bad modifier \":\" for variable \"\""))
                return markFailed()
            }
            assign(operation, text)
        case .hash: value = hashOfValue(value)
        case .range(let count):
            guard let numbers = rangeOfWords(value, count: count) else {
                evaluator.giveUpOnLength()
                return markFailed()
            }
            value = numbers
        case .formatTime(let local, let at): return formatTime(local, at)
        case .modificationTime(let fallback, let isError): return modificationTime(fallback, isError)
        case .indirect(let text, let isWhole, let rest, let otherwise):
            let goesOn = indirect(text, isWhole, otherwise)
            if hasFailed, !goesOn { self.rest = rest }
            return goesOn
        case .forbidden(let message):
            evaluator.report(.fatal, message)
            return markFailed()
        case .doubtful(let doubt): warn(of: doubt)
        case .lazyOutput(let command, let owner): outputOnce(of: command, for: owner)
        case .invalid(let problem): return fail(problem)
        case .missingColon(let text):
            guard evaluator.isStrict else { return true }
            evaluator.error(Bytes("Missing ':' behind modifier \"") + text + Bytes("\""))
            return markFailed()
        }
        return true
    }

    private func wordOrder(_ order: Modifier.Order) -> WordOrder {
        switch order {
        case .ascending, .random: WordOrder()
        case .descending: WordOrder(isNumeric: false, isReversed: true)
        case .numeric: WordOrder(isNumeric: true, isReversed: false)
        case .numericDescending: WordOrder(isNumeric: true, isReversed: true)
        }
    }

    private mutating func substitute(
        _ old: Template, _ new: Template, _ atStart: Bool, _ atEnd: Bool, _ flags: Modifier.SubstitutionFlags
    ) {
        let old = part(old)
        var pieces: [Bytes] = [[]]
        for part in new.parts {
            switch part {
            case .ampersand: pieces.append([])
            case .literal(let bytes): pieces[pieces.count - 1] += bytes
            case .dollar: pieces[pieces.count - 1].append(Ascii.dollar)
            case .expression, .loopValue:
                let text = expand(Template(source: [], parts: [part]))
                pieces[pieces.count - 1] += text
            }
        }
        if evaluator.debugFlags.contains(.variables) {
            trace(part: Bytes(pieces.joined(separator: [Ascii.ampersand])))
        }
        if pieces.count > 1, old.count > TextLimit.bytes / pieces.count {
            evaluator.giveUpOnLength()
            return
        }
        let substitution = Substitution(
            old: old, pieces: pieces, anchoredStart: atStart, anchoredEnd: atEnd, global: flags.global,
            firstOnly: flags.firstOnly, wholeValue: flags.wholeValue)
        value = MakeLanguage.substitute(value, substitution, words)
    }

    // MARK: Loops, conditions, assignments

    /// Sets a variable where expressions put them: in the target's scope while its recipe is expanded (S3-08).
    private func assign(_ id: NameID, _ value: Bytes) {
        evaluator.put(id, value, scope, .global)
    }

    /// `:?then:else`: the name is the condition (S4-21).
    private mutating func choose(_ then: Template, _ otherwise: Template) -> Bool {
        let text = evaluator.language.names.bytes(of: name)
        let compiled = ConditionCompiler.compile(text, evaluator.language, bareLeftOperands: true)
        let location = evaluator.location
        switch evaluator.truth(of: compiled, scope) {
        case .yes: start(part(then))
        case .no: start(part(otherwise))
        case .malformed:
            evaluator.location = location
            evaluator.report(
                .plain,
                Bytes("Bad conditional expression '") + text + Bytes("' in '") + text + Bytes("?") + then.unexpanded
                    + Bytes(":") + otherwise.unexpanded + Bytes("'"))
            hasFailed = true
            return false
        }
        return true
    }

    /// `::=` and its kin: the result is empty.
    private mutating func assign(_ operation: Modifier.Assignment, _ text: Template) {
        let text = part(text)
        // A variable that exists elsewhere is changed there; an unknown one belongs to the target, or to the command line
        // in conditions, messages and dependency lines.
        let local = scope.flatMap { $0[name] != nil || evaluator.lookup(name, nil) == nil ? $0 : nil }
        let isFront =
            evaluator.isAside && scope == nil
            && (evaluator.commandLine[name] != nil || evaluator.lookup(name, nil) == nil)
        let outside: VariableScope = isFront ? .commandLine : .global
        switch operation {
        case .set: put(text, local, outside)
        case .setIfUndefined: if evaluator.lookup(name, scope) == nil { put(text, local, outside) }
        case .append:
            if let local, let old = local.value(name) {
                put(old + [Ascii.space] + text, local, outside)
            } else if local != nil {
                put(text, local, outside)
            } else {
                evaluator.append(name, text, in: outside)
            }
        case .shell:
            // A command that fails assigns nothing.
            let (output, succeeded) = evaluator.run(text, .plain)
            if succeeded { put(output, local, outside) }
        }
        value = []
    }

    private func put(_ text: Bytes, _ local: TargetScope?, _ outside: VariableScope) {
        evaluator.put(name, text, local, outside)
    }

    /// `:${M}` (S4-12). The inner chain has a word mode of its own.
    private mutating func indirect(_ text: Template, _ isWhole: Bool, _ otherwise: Modifier) -> Bool {
        let list = expand(text)
        evaluator.trace(.variables, Bytes("Got '") + list + Bytes("' from '") + text.source + Bytes("'"))
        if isWhole {
            guard !list.isEmpty else { return true }
            // The text may bring itself forth again: `${A:$@}` outside of a target.
            guard evaluator.enter() else { return markFailed() }
            defer { evaluator.leave() }
            let compiler = TemplateCompiler(text: list, language: evaluator.language, depth: 0)
            let (modifiers, _) = compiler.modifiers(from: 0, open: 0, close: nil)
            let outer = words
            words = WordMode()
            let goesOn = applyAll(modifiers)
            words = outer
            return goesOn && !hasFailed
        }
        if list.isEmpty { return true }
        _ = apply(otherwise)
        return false
    }

    // MARK: Errors

    /// Behind a modifier that is not known the value is empty, and a value again as soon as another modifier makes one.
    private mutating func recover(with modifier: Modifier) {
        switch modifier {
        case .invalid, .missingColon, .remember, .asOneWord, .asWords, .assign: break
        case .ifDefined where !hasVariable: break
        case .ifUndefined where hasVariable: break
        case .indirect: break
        case .select(let argument, _) where [[Ascii.star], [Ascii.at], [Ascii.zero]].contains(argument.literal): break
        default: hasFailed = false
        }
    }

    mutating func markFailed() -> Bool {
        hasFailed = true
        return false
    }

    /// Reports what is wrong (S4-10); false if that ends the chain.
    mutating func fail(_ problem: ModifierProblem) -> Bool {
        let hadFailed = hasFailed
        hasFailed = true
        if let said = failInFewWords(problem) { return said }
        let variable = evaluator.language.names.bytes(of: name)
        switch problem {
        case .unknown(let text):
            evaluator.error(Bytes("Unknown modifier \"") + text + Bytes("\""))
            value = []
            return true
        case .bad(let text):
            evaluator.report(
                .plain, Bytes("Bad modifier \":") + text + Bytes("\" for variable \"") + variable + Bytes("\""))
        case .foreign: break
        case .unfinished(let delimiter):
            evaluator.report(
                .plain,
                Bytes("Unfinished modifier for \"") + variable + Bytes("\" ('") + [delimiter] + Bytes("' missing)"))
        case .missingDelimiter(let letter):
            evaluator.report(.plain, Bytes("Missing delimiter for modifier ':") + [letter] + Bytes("'"))
        case .unclosedBehind(let modifier, let expected):
            evaluator.report(
                .plain,
                Bytes("Unclosed variable expression, expecting '") + [expected] + Bytes("' for modifier \"") + modifier
                    + Bytes("\" of variable \"") + variable + Bytes("\" with value \"") + value + Bytes("\""))
            // What the modifiers made so far is kept.
            hasFailed = hadFailed
        case .unclosed(let expected):
            evaluator.report(
                .plain,
                Bytes("Unclosed variable expression (expecting '") + [expected] + Bytes("') for \"") + variable
                    + Bytes("\""))
        case .invalidTime(let text): evaluator.error(Bytes("Invalid time value at \"") + text + Bytes("\""))
        case .invalidRange(let text):
            evaluator.error(Bytes("Invalid number \"") + text + Bytes("\" for ':range' modifier"))
        case .invalidCharacter(let text):
            evaluator.error(Bytes("Invalid character number at \"") + text + Bytes("\""))
        case .nestedTooDeeply: evaluator.giveUp(Bytes("Expressions are nested too deeply"))
        }
        return false
    }
}
