internal import MakeLanguage
package import Text

/// What `-p` prints (make-language.md S9-21): variables, targets, suffixes. The form is free; a rule is one that make
/// could read again, and the rest are comments.
extension Graph {
    package func database() -> Bytes {
        var out = Bytes("#*** Global Variables:\n") + assignments(.global)
        out += Bytes("#*** Command-line Variables:\n") + assignments(.commandLine)
        out += Bytes("#*** Targets:\n")
        for node in nodes.dropFirst() where node.leader == nil && !node.attributes.contains(.transformation) {
            describe(node, to: &out)
        }
        out += Bytes("#*** Suffixes:\n.SUFFIXES: ") + joined(suffixes.names) + [Ascii.newline]
        for suffix in suffixes.suffixes where suffix.hasPath {
            out += Bytes(".PATH") + suffix.name + Bytes(": ") + joined(suffix.path.directories) + [Ascii.newline]
        }
        for node in nodes where node.attributes.contains(.transformation) { describe(node, to: &out) }
        return out
    }

    private func assignments(_ scope: VariableScope) -> Bytes {
        evaluator.variables(of: scope).reduce(into: []) {
            $0 += $1.name + Bytes(" = ") + $1.value + [Ascii.newline]
        }
    }

    private func describe(_ node: Node, to out: inout Bytes) {
        guard node.isTarget else {
            out += Bytes("# ") + node.name + Bytes(": only a source\n")
            return
        }
        for rule in [node] + node.cohorts.map({ self[$0] }) {
            out += rule.name + (rule.dependency == .independent ? Bytes("::") : [rule.sign])
            for child in rule.children { out += [Ascii.space] + nodes[child.index].name }
            out.append(Ascii.newline)
            if settings.firstTarget.map({ self[$0] === rule }) ?? false { out += Bytes("# main target\n") }
            if let path = rule.path { out += Bytes("# path: ") + path + [Ascii.newline] }
            if let location = rule.location, location.line > 0 {
                out += Bytes("# at ") + location.file + Bytes(":\(location.line)\n")
            }
            for line in rule.commands { out += [Ascii.tab] + line.command.source + [Ascii.newline] }
        }
    }

    private func joined(_ words: [Bytes]) -> Bytes { Bytes(words.joined(separator: [Ascii.space])) }
}

extension Node {
    fileprivate var sign: UInt8 { dependency == .force ? Ascii.exclamation : Ascii.colon }
}
