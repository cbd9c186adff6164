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

    package func hasSuffix(_ suffix: [UInt8]) -> Bool {
        count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
    }

    package func hasPrefix(_ prefix: [UInt8]) -> Bool {
        count >= prefix.count && self[..<prefix.count].elementsEqual(prefix)
    }
}

/// Names for the ASCII bytes that the language gives a meaning. Computed, so that other modules see plain numbers and
/// not the address of a global.
package enum Ascii {
    @inlinable package static var tab: UInt8 { 0x09 }
    @inlinable package static var newline: UInt8 { 0x0A }
    @inlinable package static var carriageReturn: UInt8 { 0x0D }
    @inlinable package static var space: UInt8 { 0x20 }
    @inlinable package static var exclamation: UInt8 { 0x21 }
    @inlinable package static var quote: UInt8 { 0x22 }
    @inlinable package static var hash: UInt8 { 0x23 }
    @inlinable package static var dollar: UInt8 { 0x24 }
    @inlinable package static var percent: UInt8 { 0x25 }
    @inlinable package static var ampersand: UInt8 { 0x26 }
    @inlinable package static var apostrophe: UInt8 { 0x27 }
    @inlinable package static var leftParen: UInt8 { 0x28 }
    @inlinable package static var rightParen: UInt8 { 0x29 }
    @inlinable package static var star: UInt8 { 0x2A }
    @inlinable package static var plus: UInt8 { 0x2B }
    @inlinable package static var comma: UInt8 { 0x2C }
    @inlinable package static var minus: UInt8 { 0x2D }
    @inlinable package static var dot: UInt8 { 0x2E }
    @inlinable package static var slash: UInt8 { 0x2F }
    @inlinable package static var zero: UInt8 { 0x30 }
    @inlinable package static var colon: UInt8 { 0x3A }
    @inlinable package static var semicolon: UInt8 { 0x3B }
    @inlinable package static var less: UInt8 { 0x3C }
    @inlinable package static var equals: UInt8 { 0x3D }
    @inlinable package static var greater: UInt8 { 0x3E }
    @inlinable package static var question: UInt8 { 0x3F }
    @inlinable package static var at: UInt8 { 0x40 }
    @inlinable package static var leftBracket: UInt8 { 0x5B }
    @inlinable package static var backslash: UInt8 { 0x5C }
    @inlinable package static var rightBracket: UInt8 { 0x5D }
    @inlinable package static var caret: UInt8 { 0x5E }
    @inlinable package static var underscore: UInt8 { 0x5F }
    @inlinable package static var backquote: UInt8 { 0x60 }
    @inlinable package static var leftBrace: UInt8 { 0x7B }
    @inlinable package static var bar: UInt8 { 0x7C }
    @inlinable package static var rightBrace: UInt8 { 0x7D }
}

extension UInt8 {
    /// Blank, tab, newline and the other white space of the C locale.
    @inlinable package var isSpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
    @inlinable package var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    @inlinable package var isUpper: Bool { self >= 0x41 && self <= 0x5A }
    @inlinable package var isLower: Bool { self >= 0x61 && self <= 0x7A }
    @inlinable package var isAlpha: Bool { isUpper || isLower }
    @inlinable package var isAlphanumeric: Bool { isAlpha || isDigit }
    @inlinable package var lowercased: UInt8 { isUpper ? self + 0x20 : self }
    @inlinable package var uppercased: UInt8 { isLower ? self - 0x20 : self }
}
