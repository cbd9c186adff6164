internal import MakeLanguage
package import Text

extension Graph {
    /// Targets that have a node among their sources.
    package func names(ofParents id: NodeID) -> [Bytes] {
        nodes.filter { $0.children.contains(id) && !$0.attributes.contains(.wait) }.map(\.name)
    }

    /// Makes `$<` in a target without an implied source fatal when it is expanded (make-language.md S3-35).
    package func forbidStrayImpliedSource(of id: NodeID, at location: SourceLocation) {
        let scope = scope(of: id)
        guard nodes[id.index].impliedSource == nil, !scope.hasOwn(LocalName.impliedSource) else { return }
        let place = Bytes(" (") + location.file + Bytes(":\(location.line))")
        scope.forbid(
            LocalName.impliedSource,
            Bytes("Using $< in a non-suffix rule context is a GNUmake idiom") + place, evaluator.language)
    }
}
