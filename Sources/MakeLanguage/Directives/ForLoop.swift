internal import Text

/// A `.for` loop on its way through its items.
struct ForLoop {
    let body: LoopBody
    let items: [Bytes]
    /// Index into `items` of the next iteration's first value.
    private var next = 0

    init(body: LoopBody, items: [Bytes]) {
        self.body = body
        self.items = items
    }

    /// `a = 1, b = 2`: what the variables stand for in the present iteration.
    var bindings: Bytes {
        let first = max(0, next - body.variables.count)
        let pairs = zip(body.variables, items[first...]).map { $0 + Bytes(" = ") + $1 }
        return Bytes(pairs.joined(separator: Bytes(", ")))
    }

    /// What the variables stand for in the next iteration; nil when all items are done.
    mutating func nextValues() -> ArraySlice<Bytes>? {
        let count = body.variables.count
        guard next + count <= items.count else { return nil }
        defer { next += count }
        return items[next..<next + count]
    }
}
