package import MakeLanguage
package import Text

/// All targets and sources of one make, and the rules between them. Does no I/O but through the evaluator's `World`.
public final class Graph {
    package let evaluator: Evaluator
    let world: any World
    public let nodes = NodeTable()
    private var names = Interner()
    /// Indexed by the number of a name; every name has one.
    private var nodeOfName: [NodeID] = []
    package let suffixes = SuffixTable()
    package var searchPath: SearchPath
    package var settings = GraphSettings()
    var groupCount: Int32 = 0
    var listings = DirectoryListings()
    /// The suffixes that names have, as bits of the table of suffixes, and how many nodes were looked at for them.
    private var suffixBits: UInt64 = 0
    private var examinedCount = 0
    /// Files by their one name, in a dialect that knows them under several.
    var spellings: Spellings?
    /// `.WAIT`
    package let waitNode: NodeID
    /// Where make stands with -n, -q, -t.
    package var pretends = false
    /// Nil in ordinary runs.
    package var origins: Origins?

    package var language: Language { evaluator.language }

    package init(evaluator: Evaluator) {
        self.evaluator = evaluator
        world = evaluator.world
        searchPath = SearchPath()
        let dialect = evaluator.language.dialect
        suffixes.prefersShortSuffixes = dialect.prefersShortSuffixes
        spellings = dialect.unifiesSpellings ? Spellings() : nil
        var wait = NodeRow(name: Bytes(".WAIT"))
        wait.attributes = [.wait, .phony, .invisible]
        wait.state = .upToDate
        waitNode = NodeID(0)
        nodes.append(wait)
    }

    /// The node of that name, if there is one.
    package func find(_ name: Bytes) -> NodeID? {
        guard let number = names.find(name) else { return spellings == nil ? nil : knownFile(name) }
        return nodeOfName[Int(number.raw)]
    }

    /// The suffixes from which rules lead that occur among the names of sources and targets, as bits of the table of
    /// suffixes.
    func suffixesOfNames() -> UInt64 {
        while examinedCount < nodes.count {
            if !nodes[examinedCount].attributes.hasAny(.transformation | .special) {
                let name = nodes[examinedCount].name
                suffixBits |= suffixes.bits(of: name, 0..<name.count)
            }
            examinedCount += 1
        }
        return suffixBits
    }

    /// True if there is a node of that name.
    func knows(_ name: Bytes) -> Bool { find(name) != nil }

    /// The node of that name, made if need be.
    package func node(_ name: Bytes) -> NodeID {
        let number = names.intern(name)
        if number.raw < nodeOfName.count { return nodeOfName[Int(number.raw)] }
        nodeOfName.append(spellings == nil ? addUnnamed(names.name(number)) : nodeOfFile(name))
        return nodeOfName[Int(number.raw)]
    }

    /// The same for a part of a line, which has neither wildcards nor expressions.
    func node(_ line: Bytes, _ range: Range<Int>) -> NodeID {
        if spellings != nil { return node(Bytes(line[range])) }
        let number = names.intern(line, range)
        if number.raw < nodeOfName.count { return nodeOfName[Int(number.raw)] }
        let id = NodeID(nodes.count)
        nodes.append(NodeRow(name: names.name(number), isPattern: false))
        nodeOfName.append(id)
        return id
    }

    /// A node that is not found by its name: a cohort.
    func addUnnamed(_ name: Bytes) -> NodeID {
        let id = NodeID(nodes.count)
        nodes.append(NodeRow(name: name))
        return id
    }

    @inlinable public subscript(id: NodeID) -> Node { nodes[id.index] }

    /// What stands left of an operator somewhere, in the order of first mention.
    package var targets: [NodeID] { nodes.indices.lazy.map(NodeID.init).filter { self[$0].isTarget } }

    /// The variables of a target's recipe.
    package func scope(of id: NodeID) -> TargetScope {
        if let scope = nodes[id.index].scope { return scope }
        let scope = TargetScope()
        nodes[id.index].scope = scope
        return scope
    }
}

/// What special targets say of the whole make (make-language.md 6.4).
package struct GraphSettings: Sendable {
    package var ignoresErrors = false
    package var isSilent = false
    package var allPrecious = false
    package var deletesOnError = false
    package var isNotParallel = false
    /// `.SINGLESHELL`: as without -j.
    package var isCompatible = false
    package var isPosix = false
    /// `.MAIN`, or the first target that can be one.
    package var mainTargets: [NodeID] = []
    package var firstTarget: NodeID?
    package var begin: NodeID?
    package var end: NodeID?
    package var interrupt: NodeID?
    package var onError: NodeID?
    package var fallback: NodeID?
    package var stale: NodeID?
    /// Names and patterns of `.DIST`, in order.
    package var distributed: [Bytes] = []
    package var hasDist = false
}
