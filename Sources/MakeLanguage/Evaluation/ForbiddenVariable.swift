package import Text

/// Variables of a target that must not be used there.
extension TargetScope {
    /// True if it has a value, and not only a prohibition.
    package func hasOwn(_ name: NameID) -> Bool { self[name].map { !$0.isComputed } ?? false }

    /// Using the variable ends make with a message.
    package func forbid(_ name: NameID, _ message: Bytes, _ language: Language) {
        let end = Expression(
            name: .fixed(language.names.intern([])), modifiers: [.forbidden(message)], otherText: [])
        let variable = self[name] ?? Variable(name: name, value: [])
        if self[name] == nil { add(variable) }
        variable.set(Template(source: [], parts: [.expression(end)]))
    }
}
