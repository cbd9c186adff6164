internal import CText

/// Text as make knows it: bytes, never Unicode (make-language.md S0-01).
package typealias Bytes = [UInt8]

extension Array where Element == UInt8 {
    /// The bytes of a literal.
    package init(_ text: StaticString) {
        self = text.withUTF8Buffer { [UInt8]($0) }
    }

    /// The bytes of a message that is put together at run time.
    package init(_ text: String) { self = [UInt8](text.utf8) }

    /// For messages only: bytes that are not UTF-8 are shown as replacement characters.
    package var text: String { String(decoding: self, as: UTF8.self) }

    /// As `==`, eight bytes at a time.
    package func isSame(as other: [UInt8]) -> Bool {
        withUnsafeBytes { left in other.withUnsafeBytes { right in areSame(left, right) } }
    }

    /// The place of the first such byte at or behind `start`; `count` if there is none.
    package func index(of byte: UInt8, from start: Int) -> Int {
        withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, start < bytes.count else { return bytes.count }
            return start + ct_find(base + start, bytes.count - start, byte)
        }
    }

    package func hasSuffix(_ suffix: [UInt8]) -> Bool {
        count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
    }

    package func hasPrefix(_ prefix: [UInt8]) -> Bool {
        count >= prefix.count && self[..<prefix.count].elementsEqual(prefix)
    }
}

func areSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    var index = 0
    while index + 8 <= left.count {
        let one = left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        if one != right.loadUnaligned(fromByteOffset: index, as: UInt64.self) { return false }
        index += 8
    }
    while index < left.count {
        if left[index] != right[index] { return false }
        index += 1
    }
    return true
}

/// Names for the ASCII bytes that the language gives a meaning. Computed, so that other modules see plain numbers and
/// not the address of a global.
public enum Ascii {
    @inlinable public static var tab: UInt8 { 0x09 }
    @inlinable public static var newline: UInt8 { 0x0A }
    @inlinable public static var carriageReturn: UInt8 { 0x0D }
    @inlinable public static var space: UInt8 { 0x20 }
    @inlinable public static var exclamation: UInt8 { 0x21 }
    @inlinable public static var quote: UInt8 { 0x22 }
    @inlinable public static var hash: UInt8 { 0x23 }
    @inlinable public static var dollar: UInt8 { 0x24 }
    @inlinable public static var percent: UInt8 { 0x25 }
    @inlinable public static var ampersand: UInt8 { 0x26 }
    @inlinable public static var apostrophe: UInt8 { 0x27 }
    @inlinable public static var leftParen: UInt8 { 0x28 }
    @inlinable public static var rightParen: UInt8 { 0x29 }
    @inlinable public static var star: UInt8 { 0x2A }
    @inlinable public static var plus: UInt8 { 0x2B }
    @inlinable public static var comma: UInt8 { 0x2C }
    @inlinable public static var minus: UInt8 { 0x2D }
    @inlinable public static var dot: UInt8 { 0x2E }
    @inlinable public static var slash: UInt8 { 0x2F }
    @inlinable public static var zero: UInt8 { 0x30 }
    @inlinable public static var colon: UInt8 { 0x3A }
    @inlinable public static var semicolon: UInt8 { 0x3B }
    @inlinable public static var less: UInt8 { 0x3C }
    @inlinable public static var equals: UInt8 { 0x3D }
    @inlinable public static var greater: UInt8 { 0x3E }
    @inlinable public static var question: UInt8 { 0x3F }
    @inlinable public static var at: UInt8 { 0x40 }
    @inlinable public static var leftBracket: UInt8 { 0x5B }
    @inlinable public static var backslash: UInt8 { 0x5C }
    @inlinable public static var rightBracket: UInt8 { 0x5D }
    @inlinable public static var caret: UInt8 { 0x5E }
    @inlinable public static var underscore: UInt8 { 0x5F }
    @inlinable public static var backquote: UInt8 { 0x60 }
    @inlinable public static var leftBrace: UInt8 { 0x7B }
    @inlinable public static var bar: UInt8 { 0x7C }
    @inlinable public static var rightBrace: UInt8 { 0x7D }
}

extension UInt8 {
    /// Blank, tab, newline and the other white space of the C locale.
    @inlinable public var isSpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
    @inlinable public var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    @inlinable public var isUpper: Bool { self >= 0x41 && self <= 0x5A }
    @inlinable public var isLower: Bool { self >= 0x61 && self <= 0x7A }
    @inlinable public var isAlpha: Bool { isUpper || isLower }
    @inlinable public var isAlphanumeric: Bool { isAlpha || isDigit }
    @inlinable public var lowercased: UInt8 { isUpper ? self + 0x20 : self }
    @inlinable public var uppercased: UInt8 { isLower ? self - 0x20 : self }
}
