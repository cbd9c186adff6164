internal import CText
import Text

/// The parts of a `:S` modifier (make-language.md section 4.2).
struct Substitution: Equatable, Sendable {
    /// The text to look for, without the anchors.
    let old: Bytes
    /// What takes its place; where `&` stood, `old` is already in it, for nothing else can have been matched.
    let new: Bytes
    /// `^`: only at the beginning of a word.
    var anchoredStart = false
    /// `$`: only at the end of a word.
    var anchoredEnd = false
    /// Flag `g`: everywhere in a word.
    var global = false
    /// Flag `1`: only in the first word that has it.
    var firstOnly = false
    /// Flag `W`: the value is one word.
    var wholeValue = false

    /// `pieces` are the texts between the `&` of the right side: one more than there are of these.
    init(
        old: Bytes, pieces: [Bytes], anchoredStart: Bool = false, anchoredEnd: Bool = false, global: Bool = false,
        firstOnly: Bool = false, wholeValue: Bool = false
    ) {
        self.old = old
        new = Bytes(pieces.joined(separator: old))
        self.anchoredStart = anchoredStart
        self.anchoredEnd = anchoredEnd
        self.global = global
        self.firstOnly = firstOnly
        self.wholeValue = wholeValue
    }
}

/// `:S`: replaces text in words. An empty text is found only at an anchor (make-language.md section 4.2).
func substitute(_ value: Bytes, _ substitution: Substitution, _ mode: WordMode) -> Bytes {
    var mode = mode
    if substitution.wholeValue { mode.isOneWord = true }
    var isDone = false
    return mapWords(value, mode, extra: substitution.new.count) { bytes, word, output in
        if isDone { return output.append(bytes, word) }
        let replaced = substitution.append(word, of: bytes, to: &output)
        isDone = replaced && substitution.firstOnly
    }
}

extension Substitution {
    /// Appends the word with what is replaced in it; true if that is anything.
    fileprivate func append(_ word: Range<Int>, of bytes: Span<UInt8>, to output: inout WordOutput) -> Bool {
        let old = old.span
        let start: Int
        if anchoredStart {
            start = word.lowerBound
            if anchoredEnd && word.count != old.count || !found(old, in: bytes, at: start, word) {
                output.append(bytes, word)
                return false
            }
        } else if anchoredEnd {
            start = word.upperBound - old.count
            if !found(old, in: bytes, at: start, word) {
                output.append(bytes, word)
                return false
            }
        } else {
            return appendReplacingInside(word, of: bytes, to: &output)
        }
        output.append(bytes, word.lowerBound..<start)
        output += new
        output.append(bytes, (start + old.count)..<word.upperBound)
        return true
    }

    private func appendReplacingInside(_ word: Range<Int>, of bytes: Span<UInt8>, to output: inout WordOutput) -> Bool {
        let old = old.span
        var copied = word.lowerBound
        if old.count > 0 {
            let first = old[0]
            let last = word.upperBound - old.count
            var position = copied
            while true {
                position = index(of: first, in: bytes, from: position, to: last)
                if position > last { break }
                if old.count == 1 || found(old, in: bytes, at: position, word) {
                    output.append(bytes, copied..<position)
                    output += new
                    position += old.count
                    copied = position
                    if !global || output.count > TextLimit.bytes { break }
                } else {
                    position += 1
                }
            }
        }
        output.append(bytes, copied..<word.upperBound)
        return copied > word.lowerBound
    }

    /// Where the byte is between two places, the last included; behind them if it is not there.
    @inline(__always)
    private func index(of byte: UInt8, in bytes: Span<UInt8>, from place: Int, to last: Int) -> Int {
        var place = place
        while place <= last {
            guard place + 16 <= bytes.count else {
                if bytes[unchecked: place] == byte { return place }
                place += 1
                continue
            }
            let found = bytes.withUnsafeBufferPointer { ct_equal($0.baseAddress.unsafelyUnwrapped + place, byte) }
            if found != 0 { return place + found.trailingZeroBitCount }
            place += 16
        }
        return place
    }

    private func found(_ old: Span<UInt8>, in bytes: Span<UInt8>, at position: Int, _ word: Range<Int>) -> Bool {
        guard position >= word.lowerBound && position + old.count <= word.upperBound else { return false }
        for offset in 0..<old.count where bytes[unchecked: position + offset] != old[unchecked: offset] { return false }
        return true
    }
}
