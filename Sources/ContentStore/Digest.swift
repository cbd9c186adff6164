internal import CPlatform

/// The SHA-256 of some bytes.
package struct Digest: Hashable, Sendable {
    // Four words, because InlineArray is not Hashable.
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0

    /// - Parameter portableOnly: leaves the processor's own instructions aside, to test the code without them.
    package init(of content: [UInt8], portableOnly: Bool = false) {
        var hasher = DigestBuilder(portableOnly: portableOnly)
        hasher.add(content)
        self = hasher.digest()
    }

    fileprivate init(raw: [UInt8]) {
        func word(_ index: Int) -> UInt64 { raw[(index * 8)..<(index * 8 + 8)].reduce(0) { $0 << 8 | UInt64($1) } }
        (first, second, third, fourth) = (word(0), word(1), word(2), word(3))
    }

    /// 64 hexadecimal digits.
    package var hex: [UInt8] {
        let digits = [UInt8]("0123456789abcdef".utf8)
        return [first, second, third, fourth].flatMap { word in
            (0..<16).map { digits[Int(truncatingIfNeeded: word >> UInt64(60 - 4 * $0)) & 15] }
        }
    }
}

/// A SHA-256 in the making.
package struct DigestBuilder {
    private var state = cp_sha256()

    package init(portableOnly: Bool = false) { cp_sha256_begin(&state, portableOnly ? 1 : 0) }

    package mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { cp_sha256_add(&state, $0.baseAddress, $0.count) }
    }

    /// The digest of all that was added. The builder is used up.
    package mutating func digest() -> Digest {
        var raw = [UInt8](repeating: 0, count: 32)
        cp_sha256_end(&state, &raw)
        return Digest(raw: raw)
    }
}
