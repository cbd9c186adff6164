/// Seats in the order in which they take work; the first one is found at once, and one that changes finds its new place in
/// as many steps as the logarithm of their number.
///
/// What comes before what is the caller's to say, the same way each time.
struct SeatHeap: Sendable {
    /// Each entry comes before its two children, at twice its index and one or two more.
    private var heap: [Int] = []
    /// Where each seat is in `heap`; -1 if it is not.
    private var positions: [Int] = []

    var first: Int? { heap.first }

    /// The first seat but for one.
    func first(except seat: Int, isBefore: (Int, Int) -> Bool) -> Int? {
        guard let first = heap.first, first == seat else { return heap.first }
        guard heap.count > 2 else { return heap.count == 2 ? heap[1] : nil }
        return isBefore(heap[1], heap[2]) ? heap[1] : heap[2]
    }

    /// The seat changed: it finds its place, or leaves.
    mutating func update(_ seat: Int, isIn: Bool, isBefore: (Int, Int) -> Bool) {
        while positions.count <= seat { positions.append(-1) }
        switch (positions[seat], isIn) {
        case (-1, false): break
        case (-1, true):
            heap.append(seat)
            positions[seat] = heap.count - 1
            rise(from: heap.count - 1, isBefore)
        case (let position, false):
            positions[seat] = -1
            let last = heap.removeLast()
            guard last != seat else { return }
            heap[position] = last
            positions[last] = position
            sink(from: rise(from: position, isBefore), isBefore)
        case (let position, true): sink(from: rise(from: position, isBefore), isBefore)
        }
    }

    @discardableResult
    private mutating func rise(from start: Int, _ isBefore: (Int, Int) -> Bool) -> Int {
        var index = start
        while index > 0, case let above = (index - 1) / 2, isBefore(heap[index], heap[above]) {
            swap(index, above)
            index = above
        }
        return index
    }

    private mutating func sink(from start: Int, _ isBefore: (Int, Int) -> Bool) {
        var index = start
        while true {
            var best = index
            for below in [2 * index + 1, 2 * index + 2] where below < heap.count {
                if isBefore(heap[below], heap[best]) { best = below }
            }
            guard best != index else { return }
            swap(index, best)
            index = best
        }
    }

    private mutating func swap(_ a: Int, _ b: Int) {
        heap.swapAt(a, b)
        positions[heap[a]] = a
        positions[heap[b]] = b
    }
}
