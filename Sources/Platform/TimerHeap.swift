/// Timers by the time when they are due: adding and taking one costs the logarithm of how many there are.
struct TimerHeap {
    private struct Entry {
        /// On `monotonicClock`.
        let due: Int64
        /// Ascending, so that timers of the same time are taken in the order in which they were added.
        let id: UInt64

        func precedes(_ other: Entry) -> Bool { due != other.due ? due < other.due : id < other.id }
    }

    /// A binary heap, the earliest first. A cancelled timer stays in it until its turn.
    private var heap: [Entry] = []
    private var handlers: [UInt64: () -> Void] = [:]

    /// - Parameter id: greater than those before.
    mutating func add(_ id: UInt64, due: Int64, _ handler: @escaping () -> Void) {
        handlers[id] = handler
        heap.append(Entry(due: due, id: id))
        var child = heap.count - 1
        while child > 0, case let parent = (child - 1) / 2, heap[child].precedes(heap[parent]) {
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Unknown ids are ignored.
    mutating func cancel(_ id: UInt64) {
        guard handlers.removeValue(forKey: id) != nil else { return }
        // Long timers that are always cancelled must not pile up.
        if heap.count > 2 * handlers.count + 64 { dropCancelled() }
    }

    /// When the next timer is due; nil if there is none.
    mutating func nextDue() -> Int64? {
        while let first = heap.first {
            if handlers[first.id] != nil { return first.due }
            removeFirst()
        }
        return nil
    }

    /// Takes the next timer if it is due at that time and its id is below `limit`, and gives its handler.
    mutating func take(dueAt time: Int64, addedBefore limit: UInt64) -> (() -> Void)? {
        guard let due = nextDue(), due <= time, heap[0].id < limit else { return nil }
        let id = heap[0].id
        removeFirst()
        return handlers.removeValue(forKey: id)
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink(0)
    }

    private mutating func sink(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].precedes(heap[least])
            {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private mutating func dropCancelled() {
        heap.removeAll { handlers[$0.id] == nil }
        for index in (0..<heap.count / 2).reversed() { sink(index) }
    }
}
