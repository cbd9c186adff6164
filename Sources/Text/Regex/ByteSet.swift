/// A set of byte values.
struct ByteSet: Equatable {
    private var low: (UInt64, UInt64) = (0, 0)
    private var high: (UInt64, UInt64) = (0, 0)

    static func == (left: ByteSet, right: ByteSet) -> Bool { left.low == right.low && left.high == right.high }

    func contains(_ byte: UInt8) -> Bool {
        let word =
            switch byte >> 6 {
            case 0: low.0
            case 1: low.1
            case 2: high.0
            default: high.1
            }
        return word >> UInt64(byte & 63) & 1 != 0
    }

    mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: low.0 |= bit
        case 1: low.1 |= bit
        case 2: high.0 |= bit
        default: high.1 |= bit
        }
    }

    mutating func insert(from first: UInt8, through last: UInt8) {
        for byte in first...last { insert(byte) }
    }

    mutating func insert(where isMember: (UInt8) -> Bool) {
        for byte in UInt8.min...UInt8.max where isMember(byte) { insert(byte) }
    }

    mutating func formUnion(_ other: ByteSet) {
        low = (low.0 | other.low.0, low.1 | other.low.1)
        high = (high.0 | other.high.0, high.1 | other.high.1)
    }

    mutating func invert() {
        low = (~low.0, ~low.1)
        high = (~high.0, ~high.1)
    }

    /// A class of the POSIX locale by its name, as in `[:alpha:]`.
    init?(className: Bytes) {
        self.init()
        switch className.text {
        case "alpha": insert { $0.isAlpha }
        case "digit": insert { $0.isDigit }
        case "alnum": insert { $0.isAlphanumeric }
        case "upper": insert { $0.isUpper }
        case "lower": insert { $0.isLower }
        case "space": insert { $0.isSpace }
        case "blank": insert { $0 == Ascii.space || $0 == Ascii.tab }
        case "punct": insert { $0 > 0x20 && $0 < 0x7F && !$0.isAlphanumeric }
        case "print": insert { $0 >= 0x20 && $0 < 0x7F }
        case "graph": insert { $0 > 0x20 && $0 < 0x7F }
        case "cntrl": insert { $0 < 0x20 || $0 == 0x7F }
        case "xdigit": insert { $0.isDigit || ($0.lowercased >= 0x61 && $0.lowercased <= 0x66) }
        default: return nil
        }
    }

    init() {}
}
