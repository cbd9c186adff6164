internal import MakeLanguage
internal import Text

/// Rules with several targets whose recipe is the same for all: `y.tab.c y.tab.h: parse.y` (make-language.md S9-06).
///
/// bmake runs such a recipe once for each target, with -j even several times at once. Jobs mode never does the latter,
/// and looks whether the others are still out of date when one is done.
extension RuleParser {
    /// The targets of a rule that is complete now.
    func joinGroup(_ targets: [NodeID]) {
        guard targets.count > 1, let recipe = graph[targets[0]].commands.first?.location,
            !graph[targets[0]].commands.contains(where: { mentionsTarget($0.command.source) })
        else { return }
        let members = targets.filter {
            // An earlier recipe is another recipe; and a `::` rule has its own way with several of them.
            !graph[$0].hasScript && graph[$0].dependency != .independent
                && graph[$0].commands.first?.location == recipe
                && !graph[$0].attributes.hasAny(.phony | .transformation | .special | .macro)
        }
        guard members.count > 1 else { return }
        graph.groupCount += 1
        for id in members { graph[id].group = graph.groupCount }
    }
}

/// True if a line, before its expansion, has one of the variables that differ between the targets of a rule.
///
/// Variables that hold such a line are not looked into: when it is time, expanded recipes are compared as well.
func mentionsTarget(_ line: Bytes) -> Bool {
    let names: [StaticString] = [".TARGET", ".PREFIX", ".ARCHIVE", ".MEMBER"]
    var index = 0
    while let dollar = line[index...].firstIndex(of: Ascii.dollar), dollar + 1 < line.count {
        index = dollar + 2
        var next = dollar + 1
        if line[next] == Ascii.leftBrace || line[next] == Ascii.leftParen { next += 1 }
        guard next < line.count else { return false }
        switch line[next] {
        case Ascii.at, Ascii.star, Ascii.percent, Ascii.exclamation: return true
        case Ascii.dot where next > dollar + 1:
            let rest = line[next...]
            if names.contains(where: { rest.starts(with: Bytes($0)) }) { return true }
        default: break
        }
    }
    return false
}
