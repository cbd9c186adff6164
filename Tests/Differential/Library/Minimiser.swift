/// Takes away from a trial what its difference does not need.
package struct Minimiser {
    private let differs: (Trial) -> Bool
    private var budget: Int

    /// - Parameter differs: whether a smaller trial still shows a difference.
    package init(budget: Int = 500, differs: @escaping (Trial) -> Bool) {
        self.differs = differs
        self.budget = budget
    }

    package mutating func minimise(_ trial: Trial) -> Trial {
        var best = trial
        var size = Int.max
        while best.text.utf8.count < size, budget > 0 {
            size = best.text.utf8.count
            dropArguments(&best)
            dropFiles(&best)
            for file in best.files.indices where best.files[file].isMakefile { dropLines(file, &best) }
            for file in best.files.indices where best.files[file].isMakefile {
                for line in best.files[file].lines.indices { shorten(line, file, &best) }
            }
        }
        return best
    }

    private mutating func attempt(_ smaller: Trial, _ best: inout Trial) -> Bool {
        guard budget > 0 else { return false }
        budget -= 1
        guard differs(smaller) else { return false }
        best = smaller
        return true
    }

    private mutating func dropArguments(_ best: inout Trial) {
        if best.runs > 1 {
            var smaller = best
            smaller.runs = 1
            _ = attempt(smaller, &best)
        }
        var index = 0
        while index < best.arguments.count {
            var smaller = best
            smaller.arguments.remove(at: index)
            if !attempt(smaller, &best) { index += 1 }
        }
    }

    private mutating func dropFiles(_ best: inout Trial) {
        var index = 1
        while index < best.files.count {
            var smaller = best
            smaller.files.remove(at: index)
            if !attempt(smaller, &best) { index += 1 }
        }
    }

    /// Half of the lines, then a quarter, and so on.
    private mutating func dropLines(_ file: Int, _ best: inout Trial) {
        var length = max(1, best.files[file].lines.count / 2)
        while true {
            var start = 0
            while start < best.files[file].lines.count {
                var smaller = best
                let end = min(start + length, best.files[file].lines.count)
                smaller.files[file].lines.removeSubrange(start..<end)
                if !attempt(smaller, &best) { start += length }
            }
            if length == 1 { return }
            length /= 2
        }
    }

    private mutating func shorten(_ line: Int, _ file: Int, _ best: inout Trial) {
        var length = max(1, best.files[file].lines[line].count / 2)
        while length >= 1 {
            var start = 0
            while start < best.files[file].lines[line].count {
                var smaller = best
                var characters = Array(best.files[file].lines[line])
                characters.removeSubrange(start..<min(start + length, characters.count))
                smaller.files[file].lines[line] = String(characters)
                if !attempt(smaller, &best) { start += length }
            }
            length /= 2
        }
    }
}
