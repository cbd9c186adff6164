internal import Text

/// Why a modifier may have been written for the other dialect (make-language.md S4-15).
enum DialectDoubt: Sendable {
    /// `:L` where it is the variable's name; there it is the value in lower case.
    case ownName
    /// `:U` where it is an empty default; there it is the value in upper case.
    case emptyDefault
    /// `:L` and `:U` where they convert; there they are the variable's name and an empty default.
    case lower, upper
}

extension Modifier {
    /// `--warn=dialect`: what may be doubtful, decided when the expression is taken apart.
    func doubt(in dialect: Dialect) -> DialectDoubt? {
        switch self {
        case .ownName: .ownName
        case .ifUndefined(let text) where text.source.isEmpty: .emptyDefault
        case .lower where dialect.hasFewModifiers: .lower
        case .upper where dialect.hasFewModifiers: .upper
        default: nil
        }
    }
}

extension ModifierChain {
    /// Warns if the value is one that shows the difference.
    func warn(of doubt: DialectDoubt) {
        let name = evaluator.language.names.bytes(of: name)
        let expression: Bytes
        let here: StaticString
        let there: StaticString
        switch doubt {
        case .ownName:
            guard hasVariable else { return }
            expression = name + Bytes(":L")
            (here, there) = ("the name of the variable", "the value in lower case")
        case .emptyDefault:
            guard hasVariable, value.contains(where: \.isLower) else { return }
            expression = name + Bytes(":U")
            (here, there) = ("the value", "the value in upper case")
        case .lower:
            guard !hasVariable else { return }
            expression = name + Bytes(":L")
            (here, there) = ("nothing", "the name of the variable")
        case .upper:
            guard !hasVariable else { return }
            expression = name + Bytes(":U")
            (here, there) = ("undefined", "empty")
        }
        let other: StaticString = evaluator.language.dialect.hasFewModifiers ? "netbsd" : "openbsd"
        evaluator.warning(
            Bytes("${") + expression + Bytes("} is ") + Bytes(here) + Bytes(" here, but ") + Bytes(there)
                + Bytes(" in the ") + Bytes(other) + Bytes(" dialect"))
    }
}
