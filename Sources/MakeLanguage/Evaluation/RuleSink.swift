package import Text

/// What the language asks of, and tells to, the rules that it reads. The graph of the build implements it.
package protocol RuleSink: AnyObject {
    /// A dependency line, its expressions expanded (make-language.md S6-01). `command` stood behind a `;`.
    func addRule(_ line: Bytes, command: Bytes?, at location: SourceLocation)
    /// The scopes of the targets of a dependency line without sources, which it declares; nil for special targets.
    func scopes(of line: Bytes, at location: SourceLocation) -> [TargetScope]?
    /// A line that began with a tab. False if no rule is open.
    func addRecipeLine(_ line: LazyTemplate, at location: SourceLocation) -> Bool
    /// Something other than a recipe line came: the open rule is complete.
    func closeRule()

    /// `make(pattern)`: is a goal of that name or pattern wanted?
    func isGoal(_ pattern: Bytes) -> Bool
    /// `exists(path)`, the search path included.
    func exists(_ path: Bytes) -> Bool
    /// `target(name)`
    func isTarget(_ name: Bytes) -> Bool
    /// `commands(name)`
    func hasCommands(_ name: Bytes) -> Bool
    /// `:P`: where the file of that name is; nil if it is not known.
    func path(of name: Bytes) -> Bytes?
    /// The path of an included file on the search path of rules, its own suffix's first; nil if it is not there.
    func searchedFile(_ name: Bytes) -> Bytes?
    /// True for a variable whose value is computed when it is read: `.ALLTARGETS`, `.SUFFIXES`.
    func isComputed(_ name: Bytes) -> Bool
    /// The value of such a variable; nil for others.
    func computedVariable(_ name: Bytes) -> Bytes?
    /// A makefile gives such a variable a value, or takes it away.
    func assignComputed(_ name: Bytes, _ value: Bytes?)
}

/// What a program built around the language does when certain variables change.
package protocol EvaluationDelegate: AnyObject {
    /// A global or command-line variable whose name begins with a dot was assigned.
    func didAssign(_ name: Bytes)
}
