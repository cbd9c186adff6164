import Text

/// The body of a `:@` of which only the words themselves are not the same for each word: literal text, the loop's variable,
/// and others whose values are literal. Then no variable has to be set, and nothing is evaluated.
struct LoopPieces {
    private enum Piece {
        case fixed(Bytes)
        case word
    }
    private var pieces: [Piece] = []
    private var literal: Bytes = []
    /// What a word counts for besides its own length (`TextLimit`), and how often that counts.
    private(set) var work = 0
    private(set) var uses = 0
    private(set) var fixedCount = 0

    /// Nil if evaluation can do more with the body than put texts together, or if there is, or must be, a variable of that
    /// name.
    init?(_ body: Template, for variable: NameID, _ evaluator: Evaluator, _ scope: TargetScope?) {
        guard evaluator.debugFlags.isEmpty, !evaluator.hasPoisons, evaluator.isExpanding,
            LocalName.canonical(variable) == variable, variable.raw >= LocalName.count, variable != evaluator.emptyName,
            !evaluator.isKnown(variable, scope)
        else { return nil }
        for part in body.parts {
            switch part {
            case .literal(let bytes): literal += bytes
            case .dollar: literal.append(Ascii.dollar)
            case .ampersand: literal.append(Ascii.ampersand)
            case .loopValue(let number): evaluator.appendLoopValue(number, to: &literal)
            case .expression(let expression):
                guard expression.modifiers.isEmpty, !expression.isUnclosed, case .fixed(let name) = expression.name
                else { return nil }
                if name == variable {
                    flush()
                    pieces.append(.word)
                    uses += 1
                    work += TextLimit.expansion
                } else {
                    guard let other = evaluator.lookup(name, scope),
                        let value = other.template(evaluator.language).literal
                    else { return nil }
                    literal += value
                    work += value.count + TextLimit.expansion
                }
            }
        }
        flush()
    }

    private mutating func flush() {
        guard !literal.isEmpty else { return }
        fixedCount += literal.count
        pieces.append(.fixed(literal))
        literal = []
    }

    func append(_ word: Range<Int>, of text: Span<UInt8>, to output: inout WordOutput) {
        for piece in pieces {
            switch piece {
            case .fixed(let bytes): output += bytes
            case .word: output.append(text, word)
            }
        }
    }
}

extension Evaluator {
    /// True if anything has that name, wherever it is looked for.
    fileprivate func isKnown(_ name: NameID, _ scope: TargetScope?) -> Bool {
        scope?[name] != nil || commandLine[name] != nil || globals[name] != nil || internals[name] != nil
            || environmentScope[name] != nil
    }
}
