internal import MakeLanguage
package import Text

/// The graph as text, for `-dg` (make-language.md S1-08): the layout of bmake 20200710, where states and attributes
/// have names instead of numbers, and variables are sorted.
extension Graph {
    package func description() -> Bytes {
        var out = Bytes("#*** Input graph:\n")
        for id in listed { describe(id, to: &out) }
        out += Bytes("#\n#   Files that are only sources:\n")
        for id in listed where !nodes[id.index].isTarget {
            out += Bytes("#\t") + nodes[id.index].name + Bytes(" [") + nodes[id.index].fileName + Bytes("] \n")
        }
        out += Bytes("#*** Global Variables:\n") + list(.global)
        out += Bytes("#*** Command-line Variables:\n") + list(.commandLine)
        out += Bytes("\n#*** Directory Cache:\n# directory\n")
        for directory in [[Ascii.dot]] + searchPath.directories { out += Bytes("# ") + directory + [Ascii.newline] }
        out += Bytes("\n#*** Suffixes:\n")
        for suffix in suffixes.suffixes { describe(suffix, to: &out) }
        out += Bytes("#*** Transformations:\n")
        for key in sortedRules {
            guard let rule = suffixes.rules[key] else { continue }
            out += padded(nodes[rule.index].name) + Bytes(": ") + names(nodes[rule.index].children) + [Ascii.newline]
            out += commands(of: rule) + [Ascii.newline]
        }
        return out
    }

    private var listed: [NodeID] {
        nodes.indices.dropFirst().map(NodeID.init).filter {
            !nodes[$0.index].attributes.contains(.transformation) && nodes[$0.index].leader == nil
        }
    }

    private var sortedRules: [SuffixTable.Key] {
        suffixes.rules.keys.sorted { ($0.source + $0.target).lexicographicallyPrecedes($1.source + $1.target) }
    }

    private func describe(_ id: NodeID, to out: inout Bytes) {
        out += Bytes("# ") + nodes[id.index].name + Bytes(", ") + Bytes(nodes[id.index].state.text) + [Ascii.newline]
        guard nodes[id.index].isTarget else { return }
        out += Bytes("#\n")
        if settings.mainTargets.contains(id) || settings.firstTarget == id { out += Bytes("# *** MAIN TARGET ***\n") }
        if case .modified(let time) = nodes[id.index].time {
            let format = Bytes("%k:%M:%S %b %d, %Y")
            let text = world.formatTime(format, seconds: time / 1_000_000_000, local: true)
            out += Bytes("# last modified ") + text + [Ascii.newline]
        }
        for rule in [id] + nodes[id.index].cohorts { describe(rule: rule, to: &out) }
    }

    private func describe(rule id: NodeID, to out: inout Bytes) {
        let sign: Bytes =
            switch nodes[id.index].dependency {
            case .force: Bytes("! ")
            case .independent: Bytes(":: ")
            case .normal, .none: Bytes(": ")
            }
        out += padded(nodes[id.index].name) + sign + nodes[id.index].attributes.names
        out += names(nodes[id.index].children) + [Ascii.newline]
        out += commands(of: id) + Bytes("\n\n")
    }

    private func commands(of id: NodeID) -> Bytes {
        nodes[id.index].commands.reduce(into: []) { $0 += [Ascii.tab] + $1.command.source + [Ascii.newline] }
    }

    private func names(_ children: [NodeID]) -> Bytes {
        children.reduce(into: []) { $0 += nodes[$1.index].name + [Ascii.space] }
    }

    private func describe(_ suffix: SuffixTable.Suffix, to out: inout Bytes) {
        let to = sortedRules.filter { $0.source == suffix.name }.map(\.target)
        let from = sortedRules.filter { $0.target == suffix.name }.map(\.source)
        out += Bytes("# `") + suffix.name + Bytes("'") + (suffix.isInclude ? Bytes(" SUFF_INCLUDE") : [])
        out += (suffix.isLibrary ? Bytes(" SUFF_LIBRARY") : []) + Bytes("\n#\tTo: ") + joined(to)
        out += Bytes("\n#\tFrom: ") + joined(from) + Bytes("\n#\tSearch Path: ")
        out += joined(suffix.hasPath ? suffix.path.directories : searchPath.directories) + [Ascii.newline]
    }

    private func joined(_ words: [Bytes]) -> Bytes { words.reduce(into: []) { $0 += $1 + [Ascii.space] } }

    private func list(_ scope: VariableScope) -> Bytes {
        evaluator.variables(of: scope).reduce(into: []) {
            $0 += padded($1.name) + Bytes(" = ") + $1.value + [Ascii.newline]
        }
    }

    private func padded(_ name: Bytes) -> Bytes {
        name + Bytes(repeating: Ascii.space, count: max(0, 16 - name.count))
    }
}

extension MakeState {
    fileprivate var text: StaticString {
        switch self {
        case .unmade: "unmade"
        case .requested: "requested"
        case .beingMade: "being made"
        case .made: "made"
        case .upToDate: "up-to-date"
        case .failed: "error when made"
        case .aborted: "aborted"
        }
    }
}

extension Attributes {
    /// As a makefile would say it, each with a blank behind.
    fileprivate var names: Bytes {
        let known: [(Attributes, StaticString)] = [
            (.exec, ".EXEC "), (.ignore, ".IGNORE "), (.invisible, ".INVISIBLE "), (.join, ".JOIN "),
            (.made, ".MADE "), (.make, ".MAKE "), (.meta, ".META "), (.noMeta, ".NOMETA "),
            (.noMetaCompare, ".NOMETA_CMP "), (.noPath, ".NOPATH "), (.notMain, ".NOTMAIN "),
            (.optional, ".OPTIONAL "), (.phony, ".PHONY "), (.precious, ".PRECIOUS "), (.silent, ".SILENT "),
            (.use, ".USE "), (.useBefore, ".USEBEFORE "),
        ]
        return known.reduce(into: []) { if contains($1.0) { $0 += Bytes($1.1) } }
    }
}
