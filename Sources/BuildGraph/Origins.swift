internal import MakeLanguage
package import Text

/// Where targets have their rules from. Only explanations need it, so it is kept only if somebody is going to ask.
package struct Origins: Sendable {
    /// The dependency lines that name a target, in order; a further rule of a `::` target has its own.
    package var rules: [NodeID: [SourceLocation]] = [:]
    /// The suffix rule that leads from its implied source to it.
    package var suffixRules: [NodeID: NodeID] = [:]
    /// The `.USE` and `.USEBEFORE` targets that were merged into it.
    package var macros: [NodeID: [NodeID]] = [:]

    package init() {}
}

extension Graph {
    /// Commands of `.DEFAULT` for a target that has none; false if there is nothing to make it of (S7-33).
    package func findCommands(for id: NodeID) -> Bool {
        let node = nodes[id.index]
        guard node.commands.isEmpty, !node.attributes.hasAny(.special) else { return true }
        if node.isTarget || node.attributes.contains(.archiveMember) || time(of: id) != .missing { return true }
        if let fallback = settings.fallback, !nodes[fallback.index].commands.isEmpty {
            node.commands = nodes[fallback.index].commands
            scope(of: id).set(LocalName.impliedSource, node.name)
            return true
        }
        return false
    }
}
