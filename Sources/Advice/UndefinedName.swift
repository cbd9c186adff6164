package import Text

/// Expressions of GNU make that BSD make takes for variables that nobody has defined: they vanish without a word.
package enum UndefinedName {
    /// What to say of an undefined variable, for a name that is one of GNU make's.
    ///
    /// - Returns: the text of the note, and the advice with it.
    package static func advice(_ name: Bytes, lines: [Bytes], number: Int) -> (note: String, advice: Advice)? {
        let mistake = Mistake(message: [], lines: lines, number: number)
        if let blank = name.firstIndex(where: { $0 == Ascii.space || $0 == Ascii.tab }) {
            let word = name[..<blank]
            guard let function = GNUFunction.all.first(where: { word.elementsEqual($0.name.utf8) }) else { return nil }
            return (
                "$(\(function.name) ...) is a function of GNU make; here it is an undefined variable, and empty",
                mistake.at(Bytes("(\(function.name) "), mend: function.counterpart)
            )
        }
        guard let variable = GNUFunction.variables.first(where: { name.elementsEqual($0.name.utf8) }) else {
            return nil
        }
        let shown = name.count == 1 ? "$\(variable.name)" : "${\(variable.name)}"
        return (
            "\(shown) is a variable of GNU make; here it is undefined, and empty",
            mistake.at(Bytes(name.count == 1 ? shown : variable.name), mend: variable.counterpart)
        )
    }
}
