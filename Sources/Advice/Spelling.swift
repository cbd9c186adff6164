internal import Text

/// Finds what somebody may have meant.
package enum Spelling {
    /// The word that is nearest to another, if it is near enough to be meant; of several the first.
    package static func nearest(to word: [UInt8], among known: some Sequence<[UInt8]>) -> [UInt8]? {
        // A third of the letters may be wrong, but a name of two letters is like too many others.
        let limit = word.count < 3 ? 0 : Swift.min(2, Swift.max(1, word.count / 3))
        guard limit > 0, word.count <= 64 else { return nil }
        var best: (word: [UInt8], distance: Int)?
        for candidate in known where candidate != word && abs(candidate.count - word.count) <= limit {
            let distance = lowercased(candidate) == lowercased(word) ? 0 : distance(word, candidate)
            if distance <= limit, distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// How many letters must be added, dropped, changed or exchanged with their neighbour.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before = [Int](repeating: 0, count: right.count + 1)
        var row = Array(0...right.count)
        for i in 0..<left.count {
            var next = [i + 1]
            for j in 0..<right.count {
                var cost = Swift.min(row[j] + (left[i] == right[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    cost = Swift.min(cost, before[j - 1] + 1)
                }
                next.append(cost)
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }

    private static func lowercased(_ word: [UInt8]) -> [UInt8] {
        word.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
    }
}
