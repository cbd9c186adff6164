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

/// Names for the ASCII bytes that the language gives a meaning.
package enum Ascii {
    package static let tab: UInt8 = 0x09
    package static let newline: UInt8 = 0x0A
    package static let carriageReturn: UInt8 = 0x0D
    package static let space: UInt8 = 0x20
    package static let exclamation: UInt8 = 0x21
    package static let quote: UInt8 = 0x22
    package static let hash: UInt8 = 0x23
    package static let dollar: UInt8 = 0x24
    package static let percent: UInt8 = 0x25
    package static let ampersand: UInt8 = 0x26
    package static let apostrophe: UInt8 = 0x27
    package static let leftParen: UInt8 = 0x28
    package static let rightParen: UInt8 = 0x29
    package static let star: UInt8 = 0x2A
    package static let plus: UInt8 = 0x2B
    package static let comma: UInt8 = 0x2C
    package static let minus: UInt8 = 0x2D
    package static let dot: UInt8 = 0x2E
    package static let slash: UInt8 = 0x2F
    package static let zero: UInt8 = 0x30
    package static let colon: UInt8 = 0x3A
    package static let semicolon: UInt8 = 0x3B
    package static let less: UInt8 = 0x3C
    package static let equals: UInt8 = 0x3D
    package static let greater: UInt8 = 0x3E
    package static let question: UInt8 = 0x3F
    package static let at: UInt8 = 0x40
    package static let leftBracket: UInt8 = 0x5B
    package static let backslash: UInt8 = 0x5C
    package static let rightBracket: UInt8 = 0x5D
    package static let caret: UInt8 = 0x5E
    package static let underscore: UInt8 = 0x5F
    package static let backquote: UInt8 = 0x60
    package static let leftBrace: UInt8 = 0x7B
    package static let bar: UInt8 = 0x7C
    package static let rightBrace: UInt8 = 0x7D
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
