internal import Text

/// A ustar archive of regular files and hard links, for the far side's tar. Written by us, so it needs to hold nothing else.
struct TarArchive {
    private(set) var bytes: Bytes = []

    /// - Parameter name: at most 100 bytes go into the header; a longer one gets GNU's long-name entry, which all tars
    ///   of today read.
    mutating func add(_ content: Bytes, name: Bytes, modified: Int64, mode: Int) {
        addLong(name, kind: "L")
        let seconds = min(max(modified / 1_000_000_000, 0), 0o77_777_777_777)
        addHeader(name: Bytes(name.prefix(100)), size: content.count, seconds: seconds, mode: mode, kind: "0")
        addPadded(content)
    }

    /// Another name for a file of the archive, or of the place where it is unpacked.
    mutating func addLink(name: Bytes, to target: Bytes) {
        addLong(name, kind: "L")
        addLong(target, kind: "K")
        addHeader(name: Bytes(name.prefix(100)), size: 0, seconds: 0, mode: 0o444, kind: "1", target: target)
    }

    private mutating func addLong(_ name: Bytes, kind: Unicode.Scalar) {
        guard name.count > 100 else { return }
        addHeader(name: Bytes("././@LongLink"), size: name.count + 1, seconds: 0, mode: 0o644, kind: kind)
        addPadded(name + [0])
    }

    /// The end of the archive; nothing can be added after it.
    mutating func finish() { bytes += Bytes(repeating: 0, count: 1024) }

    private mutating func addPadded(_ content: Bytes) {
        bytes += content
        bytes += Bytes(repeating: 0, count: (512 - content.count % 512) % 512)
    }

    private mutating func addHeader(
        name: Bytes, size: Int, seconds: Int64, mode: Int, kind: Unicode.Scalar, target: Bytes = []
    ) {
        var header = Bytes(repeating: 0, count: 512)
        func put(_ bytes: Bytes, at offset: Int) {
            header.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        }
        func number(_ value: Int64, digits: Int) -> Bytes {
            let text = Bytes(String(value, radix: 8).utf8)
            return Bytes(repeating: Ascii.zero, count: max(digits - text.count, 0)) + text.suffix(digits)
        }
        put(name, at: 0)
        put(number(Int64(mode), digits: 7), at: 100)
        put(number(0, digits: 7), at: 108)
        put(number(0, digits: 7), at: 116)
        put(number(Int64(size), digits: 11), at: 124)
        put(number(seconds, digits: 11), at: 136)
        put(Bytes("        "), at: 148)
        header[156] = UInt8(ascii: kind)
        put(Bytes(target.prefix(100)), at: 157)
        put(Bytes("ustar") + [0, Ascii.zero, Ascii.zero], at: 257)
        let sum = header.reduce(0) { $0 + Int64($1) }
        put(number(sum, digits: 6) + [0, Ascii.space], at: 148)
        bytes += header
    }
}
