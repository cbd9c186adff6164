internal import Text

/// A condition, taken apart (make-language.md 5.1).
indirect enum Condition: Sendable {
    /// Any number of terms side by side, for conditions are as long as lines.
    case or([Condition])
    case and([Condition])
    case not(Condition)
    case function(ConditionFunction, Template)
    /// `defined(NAME)` of a name without expressions.
    case isDefined(NameID, isDotted: Bool)
    /// `empty(V:mods)`; nil if the expression could not be taken apart.
    case empty(Expression)
    case comparison(Operand, Comparison, Operand)
    /// A quoted string, a number or an expression, without an operator (S5-10).
    case value(Operand)
    /// A bare word, tested by the directive's own function (S5-11).
    case word(Template)

    struct Operand: Sendable {
        let template: Template
        let isQuoted: Bool
    }
}

enum ConditionFunction: Sendable { case defined, make, exists, target, commands }

enum Comparison: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual }

/// What is wrong with a condition, apart from being malformed.
enum ConditionProblem: Error, Sendable {
    case malformed
    case missingParenthesis(Bytes)
    case missingRightSide(Bytes)
    case stringOperator
    /// The brace behind the name is missing, even in a part that is not evaluated.
    case unclosed(Expression)
}

/// A condition that is taken apart when it is first needed.
final class LazyCondition: Sendable {
    private let text: Bytes
    private let start: Int
    private let end: Int
    private let compiled = Once<CompiledCondition>()

    /// A part of a makefile's text, which is kept.
    init(_ text: Bytes, _ range: Range<Int>) {
        self.text = text
        start = range.lowerBound
        end = range.upperBound
    }

    var source: Bytes { Bytes(text[start..<end]) }

    func compile(_ language: Language) -> CompiledCondition {
        compiled.load()
            ?? compiled.storeIfNil(
                CompiledCondition(ConditionCompiler.compile(source, language, bareLeftOperands: false)))
    }
}

/// Holds the result of taking apart, so that it can be shared by reference.
final class CompiledCondition: Sendable {
    let result: ConditionResult
    init(_ result: ConditionResult) { self.result = result }
}

/// A condition as far as it could be taken apart: what stands before a mistake is still evaluated, because its
/// expressions may have effects and messages of their own.
struct ConditionResult: Sendable {
    let condition: Condition?
    let problem: ConditionProblem?
}
