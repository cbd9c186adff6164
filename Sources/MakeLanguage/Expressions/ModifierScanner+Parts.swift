internal import Text

/// The texts of which modifiers are made, each with its own escapes (make-language.md S4-05 to S4-08).
extension ModifierScanner {
    enum PartKind { case plain, oldOfSubstitution, newOfSubstitution, loopBody }

    /// The text up to an unescaped delimiter (S4-05); nil if the delimiter does not come.
    ///
    /// `anchored` tells whether a `$` stood right before the delimiter of an old text.
    func part(
        from begin: Int, delimiter: UInt8, kind: PartKind = .plain
    ) -> (template: Template, anchored: Bool, next: Int)? {
        var builder = PartBuilder()
        var index = begin
        var anchored = false
        while index < text.count, text[index] != delimiter {
            let current = text[index]
            let following = byte(index + 1)
            let hasFollowing = index + 1 < text.count
            if current == Ascii.backslash, hasFollowing,
                following == delimiter || following == Ascii.backslash || following == Ascii.dollar
                    || (kind == .newOfSubstitution && following == Ascii.ampersand)
            {
                builder.append(following)
                index += 2
            } else if current == Ascii.dollar {
                if following == delimiter, hasFollowing {
                    if kind == .oldOfSubstitution { anchored = true } else { builder.append(current) }
                    index += 1
                } else if following == Ascii.dollar, compiler.language.dialect.dropsDoubledDollarsInParts {
                    index += 2
                } else if kind == .loopBody {
                    // The body is expanded at use, so its expressions stay as they are written.
                    let end = compiler.expression(at: index)?.end ?? index + 1
                    builder.append(text, index..<end)
                    index = end
                } else {
                    index = compiler.expression(at: index, into: &builder)
                }
            } else if current == Ascii.ampersand, kind == .newOfSubstitution {
                builder.append(.ampersand)
                index += 1
            } else {
                let begin = index
                repeat { index += 1 } while index < text.count && !isSpecial(text[index], delimiter)
                builder.append(text, begin..<index)
            }
        }
        guard index < text.count else { return nil }
        return (builder.template(source: Bytes(text[begin..<index])), anchored, index + 1)
    }

    /// True for what ends a run of bytes that stand for themselves.
    func isSpecial(_ byte: UInt8, _ delimiter: UInt8) -> Bool {
        byte == delimiter || byte == Ascii.backslash || byte == Ascii.dollar || byte == Ascii.ampersand
    }

    func unfinished(_ delimiter: UInt8) -> (Modifier, next: Int) {
        (.invalid(.unfinished(delimiter)), text.count)
    }

    /// The text of `:D`, `:U` and `:gmtime=` (S4-08).
    func text(from begin: Int) -> (Template, next: Int) {
        var builder = PartBuilder()
        var index = begin
        while index < text.count, text[index] != Ascii.colon, text[index] != close {
            let following = byte(index + 1)
            if text[index] == Ascii.backslash, index + 1 < text.count,
                following == Ascii.colon || following == Ascii.dollar || following == Ascii.backslash
                    || following == close
            {
                builder.append(following)
                index += 2
            } else if text[index] == Ascii.dollar {
                index = compiler.expression(at: index, into: &builder)
            } else {
                let run = index
                repeat {
                    index += 1
                } while !isEnd(index) && text[index] != Ascii.backslash && text[index] != Ascii.dollar
                builder.append(text, run..<index)
            }
        }
        return (builder.template(source: Bytes(text[begin..<index])), index)
    }

    func defaultText(_ make: (Template) -> Modifier) -> (Modifier, next: Int) {
        let (template, next) = text(from: start + 1)
        return (make(template), next)
    }

    func flags(from begin: Int) -> (Modifier.SubstitutionFlags, next: Int) {
        var flags = Modifier.SubstitutionFlags()
        var index = begin
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "g"): flags.global = true
            case UInt8(ascii: "1"): flags.firstOnly = true
            case UInt8(ascii: "W") where !compiler.language.dialect.hasFewModifiers: flags.wholeValue = true
            default: return (flags, index)
            }
            index += 1
        }
        return (flags, index)
    }
}
