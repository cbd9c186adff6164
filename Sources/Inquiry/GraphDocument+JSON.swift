internal import BuildGraph
internal import MakeLanguage
package import Text

/// One line for each node and each edge, so that two graphs can be compared line by line.
extension GraphDocument {
    package var json: Bytes {
        var out = Bytes("{\"format\": \"distmake graph\", \"version\": 1, \"directory\": ") + jsonString(directory)
        out += Bytes(", \"goals\": ") + list(goals.map { graph[$0].name }) + Bytes(",\n\"nodes\": [\n")
        append(entries.map(line), to: &out)
        out += Bytes("],\n\"edges\": [\n")
        append(edges.map(line), to: &out)
        return out + Bytes("]}\n")
    }

    private func append(_ lines: [Bytes], to out: inout Bytes) {
        for (index, line) in lines.enumerated() {
            out += line
            if index + 1 < lines.count { out.append(Ascii.comma) }
            out.append(Ascii.newline)
        }
    }

    private func list(_ words: [Bytes]) -> Bytes {
        [Ascii.leftBracket] + Bytes(words.map(jsonString).joined(separator: Bytes(", "))) + [Ascii.rightBracket]
    }

    private func line(_ edge: Edge) -> Bytes {
        Bytes("{\"from\": \(edge.from), \"to\": \(edge.to), \"kind\": ") + jsonString(edge.kind.text) + Bytes("}")
    }

    private func line(_ entry: Entry) -> Bytes {
        var out = Bytes("{\"id\": \(entry.number)")
        func add(_ key: StaticString, _ value: Bytes) { out += Bytes(", \"") + Bytes(key) + Bytes("\": ") + value }
        func add(_ key: StaticString, text: Bytes?) {
            if let text, !text.isEmpty { add(key, jsonString(text)) }
        }
        guard let id = entry.id else {
            add("kind", text: Bytes("wait"))
            return out + Bytes("}")
        }
        let node = graph[id]
        add("name", jsonString(node.name))
        add("kind", text: kind(id))
        add("path", text: node.path)
        let attributes = graph.attributeNames(id)
        if !attributes.isEmpty { add("attributes", list(attributes)) }
        if case .modified(let time) = survey[id]?.time {
            add("modified", text: graph.date(time, "%Y-%m-%dT%H:%M:%S", local: false) + Bytes("Z"))
        }
        add("state", text: state(id))
        add("reason", text: reason(id))
        add("recipe", text: graph.recipePlace(id))
        let rules = graph.origins?.rules[id] ?? []
        if !rules.isEmpty { add("rules", list(rules.map { graph.place($0) })) }
        add("suffix rule", text: graph.origins?.suffixRules[id].map { graph[$0].name })
        return out + Bytes("}")
    }
}
