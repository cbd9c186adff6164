package import Text

/// What `-d` tells of the language's work (make-language.md S1-08). The wording is that of bmake 20200710 as it is
/// seen by running it, but for what S1-08 and S10-02 say of later releases.
extension Evaluator {
    /// A line of debug output, if its letter was given.
    @inline(__always)
    package func trace(_ flag: DebugFlags, _ text: @autoclosure () -> Bytes) {
        if debugFlags.contains(flag) { diagnostics.debug(text()) }
    }

    /// `-dv`: a variable has a new value. `scope` is `Global`, `Command`, `Internal` or the name of a target.
    package func trace(assigned name: Bytes, in scope: Bytes, value: Bytes) {
        diagnostics.debug(scope + Bytes(": ") + name + Bytes(" = ") + value)
    }

    func trace(assigned variable: Variable?, in scope: VariableScope) {
        guard let variable else { return }
        trace(assigned: language.names.bytes(of: variable.name), in: scope.label, value: variable.value)
    }

    /// `-dv`: a target's own variable has a new value.
    func trace(assigned id: NameID, in scope: TargetScope, value: Bytes) {
        let target = scope.value(LocalName.target) ?? []
        trace(assigned: language.names.bytes(of: id), in: target, value: value)
    }

    /// `-dv`: a variable is gone, or was not there.
    func trace(deleted name: Bytes, found: Bool) {
        diagnostics.debug(Bytes("Global: delete ") + name + (found ? [] : Bytes(" (not found)")))
    }

    /// `-dc`: the two sides of a comparison, as numbers or as texts.
    func trace(comparing left: Double, _ operation: Comparison, _ right: Double) {
        let sides = Bytes("lhs = ") + sixDecimals(left) + Bytes(", rhs = ") + sixDecimals(right)
        diagnostics.debug(sides + Bytes(", op = ") + operation.padded)
    }

    func trace(comparing left: Bytes, _ operation: Comparison, _ right: Bytes) {
        let sides = Bytes("lhs = \"") + left + Bytes("\", rhs = \"") + right
        diagnostics.debug(sides + Bytes("\", op = ") + operation.padded)
    }
}

extension VariableScope {
    fileprivate var label: Bytes {
        switch self {
        case .global: Bytes("Global")
        case .commandLine: Bytes("Command")
        case .builtin: Bytes("Internal")
        }
    }
}

extension Comparison {
    /// Two characters wide, as bmake shows it.
    fileprivate var padded: Bytes {
        switch self {
        case .equal: Bytes("==")
        case .notEqual: Bytes("!=")
        case .less: Bytes("< ")
        case .lessOrEqual: Bytes("<=")
        case .greater: Bytes("> ")
        case .greaterOrEqual: Bytes(">=")
        }
    }
}

/// A number as printf(3) shows it with `%f`; those too large for it as Swift does.
private func sixDecimals(_ number: Double) -> Bytes {
    guard number.magnitude < 1e12 else { return Bytes("\(number)") }
    let millionths = UInt64((number.magnitude * 1e6).rounded())
    let fraction = Bytes("\(millionths % 1_000_000)")
    let sign: Bytes = number.sign == .minus ? [Ascii.minus] : []
    return sign + Bytes("\(millionths / 1_000_000).") + Bytes(repeating: Ascii.zero, count: 6 - fraction.count)
        + fraction
}
