package import BuildGraph
internal import MakeLanguage
package import Text

/// The part of a graph that goals depend on, ready to be written down: nodes with what was found of them, and edges.
package struct GraphDocument {
    package enum EdgeKind: Sendable {
        case source
        /// A suffix rule found it.
        case impliedSource
        /// `.ORDER`
        case order
        /// To a barrier, or from it.
        case wait
        /// From a `::` target to one of its further rules.
        case rule

        var text: Bytes {
            switch self {
            case .source: Bytes("source")
            case .impliedSource: Bytes("implied source")
            case .order: Bytes("order")
            case .wait: Bytes("wait")
            case .rule: Bytes("rule")
            }
        }
    }

    /// A target or source, or (with a nil) one barrier.
    struct Entry {
        let number: Int
        let id: NodeID?
    }

    struct Edge {
        let from: Int
        let to: Int
        let kind: EdgeKind
    }

    let graph: Graph
    let survey: Survey
    let goals: [NodeID]
    /// .OBJDIR
    let directory: Bytes
    /// Goals first; numbers count from 1.
    private(set) var entries: [Entry] = []
    private(set) var edges: [Edge] = []
    private var numbers: [NodeID: Int] = [:]

    /// `survey` has visited the goals.
    package init(_ graph: Graph, _ survey: Survey, goals: [NodeID], directory: Bytes) {
        self.graph = graph
        self.survey = survey
        self.goals = goals
        self.directory = directory
        for goal in goals { _ = number(of: goal) }
        var next = 0
        while next < entries.count {
            if let id = entries[next].id { addEdges(from: id, entries[next].number) }
            next += 1
        }
        // Both ends are known only now.
        for entry in entries {
            for before in entry.id.map({ graph[$0].predecessors }) ?? [] {
                if let to = numbers[before] { edges.append(Edge(from: entry.number, to: to, kind: .order)) }
            }
        }
    }

    private mutating func number(of id: NodeID) -> Int {
        if let known = numbers[id] { return known }
        let number = addEntry(id)
        numbers[id] = number
        return number
    }

    private mutating func addEntry(_ id: NodeID?) -> Int {
        entries.append(Entry(number: entries.count + 1, id: id))
        return entries.count
    }

    private mutating func addEdges(from id: NodeID, _ from: Int) {
        let node = graph[id]
        var stage: [Int] = []
        var barrier: Int?
        for child in node.children {
            if child == graph.waitNode {
                guard !stage.isEmpty else { continue }
                let wait = addEntry(nil)
                edges += stage.map { Edge(from: wait, to: $0, kind: .wait) }
                if let barrier { edges.append(Edge(from: wait, to: barrier, kind: .wait)) }
                barrier = wait
                stage = []
                continue
            }
            let to = number(of: child)
            edges.append(Edge(from: from, to: to, kind: child == node.impliedSource ? .impliedSource : .source))
            if let barrier { edges.append(Edge(from: to, to: barrier, kind: .wait)) }
            stage.append(to)
        }
        for cohort in node.cohorts { edges.append(Edge(from: from, to: number(of: cohort), kind: .rule)) }
    }

    // MARK: Words

    func kind(_ id: NodeID) -> Bytes {
        let attributes = graph[id].attributes
        if attributes.contains(.archiveMember) { return Bytes("member") }
        if attributes.contains(.special) { return Bytes("special") }
        if attributes.contains(.phony) { return Bytes("phony") }
        return Bytes(attributes.contains(.library) ? "library" : "file")
    }

    func state(_ id: NodeID) -> Bytes? {
        switch survey[id]?.verdict {
        case .upToDate, .saidToBeMade: Bytes("up to date")
        case .outOfDate: Bytes("out of date")
        case .noRule, .sourceFails, .cycle: Bytes("cannot be made")
        case .notNeeded: Bytes("missing")
        case nil: nil
        }
    }

    func reason(_ id: NodeID) -> Bytes? {
        guard let finding = survey[id] else { return nil }
        switch finding.verdict {
        case .upToDate, .notNeeded: return nil
        case .saidToBeMade: return Bytes(".MADE")
        case .noRule: return Bytes("no rule")
        case .sourceFails: return Bytes("source fails")
        case .cycle: return Bytes("cycle")
        case .outOfDate: break
        }
        switch finding.staleness {
        case .always: return Bytes("always")
        case .missing: return Bytes("missing")
        case .independent: return Bytes(":: without sources")
        case .recordsDiffer: return Bytes("meta file")
        case .joined: return Bytes("source made")
        case .olderThanSource:
            let isMade = finding.culprit.flatMap { survey[$0] }?.isMade ?? false
            return Bytes(isMade ? "source made" : "source newer")
        case .upToDate: return nil
        }
    }
}
