package import MakeLanguage
package import Text

/// All targets and sources of one make, and the rules between them. Does no I/O but through the evaluator's `World`.
package final class Graph {
    package let evaluator: Evaluator
    package var nodes: [Node] = []
    private var names = Interner()
    /// Indexed by the number of a name.
    private var nodeOfName: [NodeID?] = []
    package var suffixes = SuffixTable()
    package var searchPath: SearchPath
    package var settings = GraphSettings()
    var groupCount: Int32 = 0
    /// Files by their one name, in a dialect that knows them under several.
    var spellings: Spellings?
    /// `.WAIT`
    package let waitNode: NodeID
    /// Where make stands with -n, -q, -t.
    package var pretends = false
    /// Nil in ordinary runs.
    package var origins: Origins?

    package var language: Language { evaluator.language }
    var world: any World { evaluator.world }

    package init(evaluator: Evaluator) {
        self.evaluator = evaluator
        searchPath = SearchPath()
        let dialect = evaluator.language.dialect
        suffixes.prefersShortSuffixes = dialect.prefersShortSuffixes
        spellings = dialect.unifiesSpellings ? Spellings() : nil
        let wait = Node(name: Bytes(".WAIT"))
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

    /// The node of that name, made if need be.
    package func node(_ name: Bytes) -> NodeID {
        let number = Int(names.intern(name).raw)
        if number < nodeOfName.count {
            if let known = nodeOfName[number] { return known }
        } else {
            nodeOfName.append(nil)
        }
        let id = spellings == nil ? addUnnamed(name) : nodeOfFile(name)
        nodeOfName[number] = id
        return id
    }

    /// A node that is not found by its name: a cohort.
    func addUnnamed(_ name: Bytes) -> NodeID {
        let id = NodeID(nodes.count)
        nodes.append(Node(name: name))
        return id
    }

    package subscript(id: NodeID) -> Node { nodes[id.index] }

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
