internal import Pkgsrc
internal import Platform
internal import Text

/// The packages that a dependency may be satisfied by, in the order of their names, so that those with a common
/// beginning stand together.
struct Candidates {
    private let names: [Bytes]
    private let numbers: [PackageNumber]
    private let set: PackageSet

    init(_ numbers: [PackageNumber], of set: PackageSet) {
        let sorted = numbers.map { (text: set.packages[$0].name.text, number: $0) }.sorted {
            precedes($0.text, $1.text)
        }
        (names, self.numbers, self.set) = (sorted.map(\.text), sorted.map(\.number), set)
    }

    /// The packages that match, in the order of their names, each once.
    func matching(_ pattern: PackagePattern) -> [PackageNumber] {
        var places: [Int] = []
        let prefixes = pattern.prefixes
        for prefix in prefixes {
            var place = firstPlace(notBefore: prefix)
            while place < names.count, names[place].hasPrefix(prefix) {
                if pattern.matches(set.packages[numbers[place]].name) { places.append(place) }
                place += 1
            }
        }
        // Where there are alternatives, what matches several was found several times.
        if prefixes.count > 1 { places = Set(places).sorted() }
        return places.map { numbers[$0] }
    }

    private func firstPlace(notBefore prefix: Bytes) -> Int {
        var (low, high) = (0, names.count)
        while low < high {
            let middle = (low + high) / 2
            if precedes(names[middle], prefix) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The order of bytes.
func precedes(_ left: Bytes, _ right: Bytes) -> Bool {
    let order = left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
            left.isEmpty || right.isEmpty
                ? 0 : memcmp(left.baseAddress!, right.baseAddress!, min(left.count, right.count))
        }
    }
    return order != 0 ? order < 0 : left.count < right.count
}
