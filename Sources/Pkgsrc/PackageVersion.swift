package import Text

/// The version of a package, in the order of pkg_match(3) and of pkg_admin(1) (bulk-building.md 2.6).
///
/// A version is a row of numbers and a revision (`nb2`). Rows are compared number by number, what is missing counts as zero; only equal
/// rows are told apart by revisions. Versions that are written differently may so be equal: `1.0` is `1`, `1.0.1` is `1.0a`.
package struct PackageVersion: Comparable, Hashable, Sendable {
    /// Without zeros at the end, so that equal rows are the same.
    private var numbers: [Int64] = []
    private var revision: Int64 = 0

    package init(_ text: Bytes) { self.init(text, in: 0..<text.count) }

    /// The version that is written in a part of a text. Any bytes are a version.
    package init(_ text: Bytes, in range: Range<Int>) {
        var place = range.lowerBound
        numbers.reserveCapacity(8)
        while place < range.upperBound {
            let byte = text[place]
            if byte.isDigit {
                numbers.append(number(text, &place, range.upperBound))
            } else if let word = versionWords.first(where: { begins(text, place, range.upperBound, $0.text) }) {
                numbers.append(word.value)
                place += word.text.count
            } else if begins(text, place, range.upperBound, [UInt8(ascii: "n"), UInt8(ascii: "b")]) {
                place += 2
                revision = number(text, &place, range.upperBound)
            } else {
                if byte.isAlpha { numbers += [0, Int64(byte.lowercased - UInt8(ascii: "a")) + 1] }
                place += 1
            }
        }
        while numbers.last == 0 { numbers.removeLast() }
    }

    package static func < (left: PackageVersion, right: PackageVersion) -> Bool {
        for index in 0..<max(left.numbers.count, right.numbers.count) {
            let one = index < left.numbers.count ? left.numbers[index] : 0
            let other = index < right.numbers.count ? right.numbers[index] : 0
            if one != other { return one < other }
        }
        return left.revision < right.revision
    }
}

/// The words that are a number of their own, in any case of letters.
private let versionWords: [(text: Bytes, value: Int64)] = [
    (Bytes("."), 0), (Bytes("_"), 0), (Bytes("alpha"), -3), (Bytes("beta"), -2), (Bytes("pre"), -1), (Bytes("rc"), -1),
    (Bytes("pl"), 0),
]

private func begins(_ text: Bytes, _ place: Int, _ end: Int, _ word: Bytes) -> Bool {
    guard end - place >= word.count else { return false }
    for offset in 0..<word.count where text[place + offset].lowercased != word[offset] { return false }
    return true
}

/// The digits at a place, as a number; the largest number if there are too many.
private func number(_ text: Bytes, _ place: inout Int, _ end: Int) -> Int64 {
    var value: Int64 = 0
    while place < end, text[place].isDigit {
        let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, isStillTooLarge) = tens.addingReportingOverflow(Int64(text[place] - Ascii.zero))
        value = isTooLarge || isStillTooLarge ? .max : sum
        place += 1
    }
    return value
}
