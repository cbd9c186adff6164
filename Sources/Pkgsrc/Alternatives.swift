internal import Text

/// Why a pattern with braces stands for nothing.
struct BraceMistake: Error {
    let text: String
}

/// A dependency with more alternatives than these is no dependency.
private let mostAlternatives = 1024

/// The words that a pattern with `{a,b}` stands for, nested groups included.
func alternatives(_ pattern: Bytes) -> Result<[Bytes], BraceMistake> {
    guard let count = alternativeCount(pattern) else {
        return .failure(BraceMistake(text: "its braces do not match"))
    }
    guard count <= mostAlternatives, let words = braceExpansion(of: pattern) else {
        return .failure(BraceMistake(text: "it has more than \(mostAlternatives) alternatives"))
    }
    // Where brackets do not match, nothing is expanded.
    if words.contains(where: { $0.contains(Ascii.leftBrace) }) {
        return .failure(BraceMistake(text: "its brackets do not match"))
    }
    return .success(words)
}

/// How many words the expansion has, without making one; nil if the braces do not match.
private func alternativeCount(_ pattern: Bytes) -> Int? {
    /// For each open group: the words of the alternatives that are closed, and those of the one that is read.
    var open: [(closed: Int, current: Int)] = []
    var outermost = 1
    func limited(_ count: Int) -> Int { min(count, mostAlternatives + 1) }
    for byte in pattern {
        switch byte {
        case Ascii.leftBrace:
            open.append((0, 1))
        case Ascii.comma:
            guard let group = open.last else { continue }
            open[open.count - 1] = (limited(group.closed + group.current), 1)
        case Ascii.rightBrace:
            guard let group = open.popLast() else { return nil }
            let count = limited(group.closed + group.current)
            if let above = open.last {
                open[open.count - 1].current = limited(above.current * count)
            } else {
                outermost = limited(outermost * count)
            }
        default:
            break
        }
    }
    return open.isEmpty ? outermost : nil
}
