/// One step of a compiled expression. Places of other instructions are relative, so that code can be moved and repeated
/// while it is compiled.
enum Instruction: Equatable {
    case byte(UInt8)
    /// Any byte of the set with this number.
    case set(Int32)
    case any
    /// Goes both ways; the first is preferred.
    case split(Int32, Int32)
    case jump(Int32)
    /// Notes the position: slot 2n for the beginning of group n, 2n + 1 for its end.
    case save(Int32)
    /// Goes on if the position is at such a place.
    case assert(Assertion)
    case match
}

enum Assertion: Equatable {
    case start, end, wordEdge, wordInside, wordStart, wordEnd
}

/// The instructions of an expression, with the sets they speak of.
struct RegexProgram: Sendable {
    var code: [Instruction] = []
    var sets: [ByteSet] = []
    var groupCount = 0

    /// Whether the instruction waits for a byte and takes this one.
    func consumes(_ place: Int, _ byte: UInt8) -> Bool {
        switch code[place] {
        case .byte(let wanted): wanted == byte
        case .set(let number): sets[Int(number)].contains(byte)
        case .any: true
        default: false
        }
    }
}
