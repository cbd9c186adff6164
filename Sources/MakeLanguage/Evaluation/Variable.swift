package import Text

/// A variable: its value as it was assigned, and what was made of it.
package final class Variable {
    package let name: NameID
    /// The value, unless it stands in a makefile.
    private var own: Bytes
    /// Where the value stands in a makefile, if it does: then its template is shared.
    private var shared: LazyTemplate?
    /// The value taken apart, once it was expanded.
    private var compiled: Template?
    /// True while the value is being expanded, to notice recursion (make-language.md S3-28).
    var isBeingExpanded = false
    package var isReadOnly = false
    var isExported = false
    /// It was exported while its value had expressions: each command gets it anew.
    var isTracked = false
    /// Set on the command line; the makefile cannot change it (S3-03).
    var comesFromCommandLine = false
    /// The text is not that of the value: a command that has not been run (`!!=`).
    private(set) var isComputed = false

    init(name: NameID, value: Bytes) {
        self.name = name
        own = value
    }

    init(name: NameID, _ lazy: LazyTemplate) {
        self.name = name
        own = []
        shared = lazy
    }

    package var value: Bytes { shared?.source ?? own }
    var count: Int { shared?.count ?? own.count }

    func set(_ value: Bytes) {
        own = value
        compiled = nil
        shared = nil
        isComputed = false
    }

    /// The value is what a template makes each time; as text it is that template's.
    func set(_ template: Template) {
        own = template.source
        compiled = template
        shared = nil
        isComputed = true
    }

    /// Appends with exactly one space between (S3-18).
    func append(_ more: Bytes) {
        beginAppending(more.count)
        own += more
    }

    func append(_ more: LazyTemplate) {
        beginAppending(more.count)
        more.append(to: &own)
    }

    private func beginAppending(_ count: Int) {
        compiled = nil
        if let shared {
            own = []
            own.reserveCapacity(shared.count + 2 * (count + 1))
            shared.append(to: &own)
            self.shared = nil
        }
        own.append(Ascii.space)
    }

    func template(_ language: Language) -> Template {
        if let compiled { return compiled }
        let template = shared?.template(language) ?? TemplateCompiler.compile(own, language)
        compiled = template
        return template
    }

    /// Takes over a value whose template is shared with others.
    func set(_ lazy: LazyTemplate) {
        if !own.isEmpty { own = [] }
        compiled = nil
        shared = lazy
        isComputed = false
    }
}

/// Variables by name, for the scopes that hold many.
final class Scope {
    /// Indexed by name id.
    private var variables: [Variable?] = []

    subscript(name: NameID) -> Variable? {
        get { Int(name.raw) < variables.count ? variables[Int(name.raw)] : nil }
        set {
            let index = Int(name.raw)
            if index >= variables.count {
                guard newValue != nil else { return }
                variables.append(
                    contentsOf: repeatElement(nil, count: max(index + 1 - variables.count, variables.count)))
            }
            variables[index] = newValue
        }
    }

    /// All variables, in the order in which their names were first seen anywhere.
    var all: [Variable] { variables.compactMap { $0 } }
}

/// The variables of one target: `.TARGET` and its kin, and what expressions assign while its recipe is expanded.
package final class TargetScope {
    private var variables: [Variable] = []

    package init() {}

    subscript(name: NameID) -> Variable? {
        for variable in variables where variable.name == name { return variable }
        return nil
    }

    /// The raw value of a local variable.
    package func value(_ name: NameID) -> Bytes? { self[name]?.value }

    package func set(_ name: NameID, _ value: Bytes) {
        if let variable = self[name] { variable.set(value) } else { add(Variable(name: name, value: value)) }
    }

    func add(_ variable: Variable) { variables.append(variable) }

    package func remove(_ name: NameID) { variables.removeAll { $0.name == name } }
}
