/// The nodes of a graph, by number. A node stays where it is, so that it can be used in its place: nothing is copied
/// or counted when one of its fields is read.
public final class NodeTable: RandomAccessCollection {
    @usableFromInline static var blockSize: Int { 1024 }

    /// Each holds `blockSize` nodes.
    @usableFromInline private(set) var blocks: UnsafeMutablePointer<UnsafeMutablePointer<NodeRow>>
    private var capacity = 16
    public private(set) var count = 0

    init() { blocks = .allocate(capacity: capacity) }

    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { count }

    @inlinable public subscript(index: Int) -> Node {
        precondition(index < count)
        return Node(row: blocks[index / Self.blockSize] + index % Self.blockSize)
    }

    /// Adds a node, whose number is the count before.
    func append(_ node: consuming NodeRow) {
        let block = count / Self.blockSize
        if count % Self.blockSize == 0 {
            if block == capacity { growDirectory() }
            (blocks + block).initialize(to: .allocate(capacity: Self.blockSize))
        }
        (blocks[block] + count % Self.blockSize).initialize(to: node)
        count += 1
    }

    private func growDirectory() {
        let larger = UnsafeMutablePointer<UnsafeMutablePointer<NodeRow>>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: blocks, count: capacity)
        blocks.deallocate()
        blocks = larger
        capacity *= 2
    }

    deinit {
        for start in stride(from: 0, to: count, by: Self.blockSize) {
            let block = blocks[start / Self.blockSize]
            block.deinitialize(count: Swift.min(count - start, Self.blockSize))
            block.deallocate()
        }
        blocks.deallocate()
    }
}
