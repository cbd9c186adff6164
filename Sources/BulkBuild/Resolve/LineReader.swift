internal import Platform
internal import Text

/// Reads a file line by line in pieces, so that memory does not grow with it. It is not mapped: a file that somebody cuts short
/// meanwhile would end the process.
struct LineReader {
    private let fd: Int32
    private let pieceSize: Int
    /// The part of the file at hand, and where it begins in the file.
    private(set) var piece: Bytes = []
    private(set) var offset: Int64 = 0
    private var position = 0
    private var isAtEnd = false
    private(set) var failure: SystemError?

    init(_ fd: Int32, pieceSize: Int = 1 << 18) { (self.fd, self.pieceSize) = (fd, pieceSize) }

    /// The next line as a part of `piece`, without its end; nil at the end of the file and after a failure.
    mutating func next() -> Range<Int>? {
        var end = piece.index(of: Ascii.newline, from: position)
        while end == piece.count && !isAtEnd {
            let known = piece.count - position
            readOn()
            end = piece.index(of: Ascii.newline, from: known)
        }
        guard position < piece.count else { return nil }
        defer { position = min(end + 1, piece.count) }
        return position..<end
    }

    /// Leaves what was handed out, and reads behind what was not.
    private mutating func readOn() {
        let rest = piece.count - position
        var got = 0
        // A line that is longer than a piece doubles it.
        let room = max(pieceSize, rest)
        let next = offset + Int64(piece.count)
        let longer = Bytes(unsafeUninitializedCapacity: rest + room) { buffer, count in
            piece.withUnsafeBytes { old in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: old[position..<piece.count]))
            }
            got = retrying { pread(fd, buffer.baseAddress.map { $0 + rest }, room, off_t(next)) }
            count = rest + max(got, 0)
        }
        if got < 0 { failure = SystemError.last }
        isAtEnd = got <= 0
        offset += Int64(position)
        (piece, position) = (longer, 0)
    }
}
