internal import BuildGraph

extension Graph {
    /// Sources in any order that barriers allow.
    func shuffled(_ children: [NodeID]) -> [NodeID] {
        Array(children.split(separator: waitNode, omittingEmptySubsequences: true).map { $0.shuffled() }.joined())
    }
}
