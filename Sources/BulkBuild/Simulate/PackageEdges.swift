package import Scheduling
package import Text

/// A graph of packages as text: a line for an edge, `DEPENDENCY -> DEPENDANT` or, as `distbulk graph --format edges` and paexec(1) have it,
/// `DEPENDENCY DEPENDANT`; a name alone is a package that stands alone, `weight:` lines are passed over.
package struct PackageEdges {
    package private(set) var names: [Bytes] = []
    package private(set) var edges: [(dependency: Int, dependent: Int)] = []

    package init(_ text: Bytes, file: String) throws(HistoryMistake) {
        var numbers: [Bytes: Int] = [:]
        var seen: Set<[Int]> = []
        func number(_ name: ArraySlice<UInt8>) -> Int {
            let name = Bytes(name)
            if let known = numbers[name] { return known }
            numbers[name] = names.count
            names.append(name)
            return names.count - 1
        }
        for (index, line) in text.split(separator: Ascii.newline, omittingEmptySubsequences: false).enumerated() {
            var words = line.split { $0.isSpace }
            if words.first?.elementsEqual(Bytes("weight:")) == true { continue }
            if words.count == 3, words[1].elementsEqual(Bytes("->")) { words.remove(at: 1) }
            switch words.count {
            case 0: continue
            case 1: _ = number(words[0])
            case 2:
                let edge = (dependency: number(words[0]), dependent: number(words[1]))
                if seen.insert([edge.dependency, edge.dependent]).inserted { edges.append(edge) }
            default:
                throw HistoryMistake(
                    file: file, line: index + 1,
                    text:
                        "`\(Bytes(line).text)' is no edge; `DEPENDENCY -> DEPENDANT' or `DEPENDENCY DEPENDANT' was expected"
                )
            }
        }
    }

    package var graph: WorkGraph { WorkGraph(count: names.count, edges: edges) }
}
