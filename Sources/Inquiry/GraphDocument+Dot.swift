internal import BuildGraph
package import Text

/// The language of graphviz: what is out of date is filled, what cannot be made is red.
extension GraphDocument {
    package var dot: Bytes {
        var out = Bytes("digraph ") + quoted(Bytes(goals.map { graph[$0].name }.joined(separator: [Ascii.space])))
        out += Bytes(" {\n\trankdir=LR;\n\tnode [shape=box, style=filled, fillcolor=white];\n")
        for entry in entries { out += Bytes("\tn\(entry.number) [") + look(entry) + Bytes("];\n") }
        for edge in edges {
            let style: Bytes =
                switch edge.kind {
                case .source: []
                case .impliedSource: Bytes(" [style=bold]")
                case .order: Bytes(" [style=dotted, label=\".ORDER\"]")
                case .wait: Bytes(" [style=dotted]")
                case .rule: Bytes(" [label=\"::\"]")
                }
            out += Bytes("\tn\(edge.from) -> n\(edge.to)") + style + Bytes(";\n")
        }
        return out + Bytes("}\n")
    }

    private func look(_ entry: Entry) -> Bytes {
        guard let id = entry.id else { return Bytes("label=\".WAIT\", shape=plaintext") }
        var text = Bytes("label=") + quoted(graph[id].name)
        if graph[id].attributes.contains(.phony) { text += Bytes(", shape=ellipse") }
        switch survey[id]?.verdict {
        case .outOfDate: text += Bytes(", fillcolor=orange")
        case .noRule, .sourceFails, .cycle: text += Bytes(", fillcolor=red")
        default: break
        }
        if let reason = reason(id) { text += Bytes(", tooltip=") + quoted(reason) }
        return text
    }

    /// In labels a backslash begins an escape.
    private func quoted(_ name: Bytes) -> Bytes {
        var out: Bytes = [Ascii.quote]
        for byte in name.text.utf8 {
            switch byte {
            case Ascii.quote, Ascii.backslash: out += [Ascii.backslash, byte]
            case Ascii.newline: out += Bytes("\\n")
            case 0: break
            default: out.append(byte)
            }
        }
        return out + [Ascii.quote]
    }
}
