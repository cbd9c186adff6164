package import Text

extension Evaluator {
    /// Names and raw values of all variables of a scope, sorted by name, for `-dg`.
    package func variables(of scope: VariableScope) -> [(name: Bytes, value: Bytes)] {
        let variables =
            switch scope {
            case .global: globals
            case .commandLine: commandLine
            case .builtin: internals
            }
        return variables.all.map { (language.names.bytes(of: $0.name), $0.value) }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }
}
