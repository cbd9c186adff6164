/// Why a text is no extended regular expression; the wording is that of regerror(3) in the GNU C library, which users of
/// bmake see behind `Regex compilation error:` (make-language.md section 4.2).
package enum RegexError: Error, Equatable {
    case invalidPattern
    case invalidCollation
    case invalidClassName
    case trailingBackslash
    case invalidBackReference
    case unmatchedBracket
    case unmatchedParenthesis
    case unmatchedBrace
    case invalidRepetition
    case invalidRange
    case tooBig
    case nothingToRepeat

    package var message: Bytes {
        switch self {
        case .invalidPattern: Bytes("Invalid regular expression")
        case .invalidCollation: Bytes("Invalid collation character")
        case .invalidClassName: Bytes("Invalid character class name")
        case .trailingBackslash: Bytes("Trailing backslash")
        case .invalidBackReference: Bytes("Invalid back reference")
        case .unmatchedBracket: Bytes("Unmatched [, [^, [:, [., or [=")
        case .unmatchedParenthesis: Bytes("Unmatched ( or \\(")
        case .unmatchedBrace: Bytes("Unmatched \\{")
        case .invalidRepetition: Bytes("Invalid content of \\{\\}")
        case .invalidRange: Bytes("Invalid range end")
        case .tooBig: Bytes("Regular expression too big")
        case .nothingToRepeat: Bytes("Invalid preceding regular expression")
        }
    }
}
