import Text

/// `:hash`: 32 bits as eight hexadecimal digits, the lowest first (make-language.md section 4.2). The constants are those
/// of an early published form of MurmurHash3, in which the factors change from block to block; rotations, order of steps
/// and the shorter end were found by trying all against the output of bmake.
func hashOfValue(_ value: Bytes) -> Bytes {
    var hash: UInt32 = 0x971E_137B
    var first: UInt32 = 0x9554_3787
    var second: UInt32 = 0x2AD7_EB25
    var position = 0
    while position < value.count {
        var block: UInt32 = 0
        for offset in 0..<min(4, value.count - position) {
            block |= UInt32(value[position + offset]) << UInt32(8 * offset)
        }
        position += 4
        first = first &* 5 &+ 0x7B7D_159C
        second = second &* 5 &+ 0x6BCE_6396
        block = rotated(block &* first, by: 11) &* second
        hash = (rotated(hash, by: 13) &* 5 &+ 0x52DC_E729) ^ block
    }
    hash ^= UInt32(truncatingIfNeeded: value.count)
    hash &*= 0x85EB_CA6B
    hash ^= hash >> 13
    hash &*= 0xC2B2_AE35
    hash ^= hash >> 16
    let digits = Bytes("0123456789abcdef")
    return (0..<8).map { digits[Int(hash >> UInt32(4 * $0) & 0xF)] }
}

private func rotated(_ word: UInt32, by count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
}
