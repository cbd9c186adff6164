internal import Pkgsrc
package import Text

/// Ways of writing down which packages need which.
package enum GraphForm: String, CaseIterable, Sendable {
    /// For graphviz.
    case dot
    /// One object of nodes and edges, a line each.
    case json
    /// `dependency package`, and packages without either alone: what paexec(1) reads.
    case edges
    /// `DEPENDS dependency package`, and packages without either alone (bulk-building.md 2.5).
    case deps
}

/// The graph of the packages in a form.
package func graphText(_ resolution: Resolution, _ states: PackageStates, _ form: GraphForm) -> Bytes {
    let graph = GraphText(resolution, states)
    return switch form {
    case .dot: graph.dot
    case .json: graph.json
    case .edges: graph.lines([])
    case .deps: graph.lines(Bytes("DEPENDS "))
    }
}

private struct GraphText {
    private let resolution: Resolution
    private let states: PackageStates
    /// 1 and the number of packages that need it, directly or not, would cost too much for all; this is of those that do so directly.
    private let dependants: Dependants

    init(_ resolution: Resolution, _ states: PackageStates) {
        (self.resolution, self.states) = (resolution, states)
        dependants = Dependants(resolution.dependencies)
    }

    func lines(_ word: Bytes) -> Bytes {
        var out: Bytes = []
        for number in resolution.chosen {
            let name = resolution.name(number)
            for other in resolution.dependencies[number] {
                out += word
                out += resolution.name(other)
                out.append(Ascii.space)
                out += name
                out.append(Ascii.newline)
            }
            if resolution.dependencies[number].isEmpty, dependants[number].isEmpty {
                out += name
                out.append(Ascii.newline)
            }
        }
        return out
    }

    var dot: Bytes {
        var out = Bytes("digraph packages {\n\trankdir=LR;\n\tnode [shape=box, style=filled, fillcolor=white];\n")
        for number in resolution.chosen {
            let colour =
                switch states[number] {
                case .open: ""
                case .skipped, .indirectSkipped: ", fillcolor=lightgrey"
                case .failed, .unresolved, .cyclic: ", fillcolor=red"
                case .indirectFailed: ", fillcolor=orange"
                }
            out += Bytes("\tn\(number) [label=") + jsonString(resolution.name(number)) + Bytes(colour) + Bytes("];\n")
        }
        for number in resolution.chosen {
            for other in resolution.dependencies[number] { out += Bytes("\tn\(number) -> n\(other);\n") }
        }
        return out + Bytes("}\n")
    }

    var json: Bytes {
        var out = Bytes("{\"format\": \"distbulk graph\", \"version\": 1,\n\"nodes\": [\n")
        let nodes = resolution.chosen.map { number in
            let package = resolution.set.packages[number]
            var line = Bytes("{\"id\": \(number), \"name\": ") + jsonString(package.name.text)
            if !package.path.isEmpty { line += Bytes(", \"path\": ") + jsonString(package.path) }
            if let weight = package.weight { line += Bytes(", \"weight\": \(weight)") }
            line += Bytes(", \"state\": \"\(states[number].rawValue)\"")
            let chain = states.chain(number)
            if chain.count > 1 { line += Bytes(", \"because\": \(chain[1])") }
            return line + Bytes("}")
        }
        out += Bytes(nodes.joined(separator: Bytes(",\n"))) + Bytes("\n],\n\"edges\": [\n")
        let edges = resolution.chosen.flatMap { number in
            resolution.dependencies[number].map { Bytes("{\"from\": \(number), \"to\": \($0)}") }
        }
        return out + Bytes(edges.joined(separator: Bytes(",\n"))) + Bytes("\n]}\n")
    }
}
