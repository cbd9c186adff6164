package import Text

/// What a dependency asks for, as pkg_match(3) and pbulk understand it (bulk-building.md 2.6). In this order: alternatives in
/// braces, of which any may match; versions between bounds (`libz>=1.2<2`); a glob for the whole name; the name itself.
package struct PackagePattern: Sendable {
    package let text: Bytes
    private let form: Form

    private enum Form: Sendable {
        case alternatives([PackagePattern])
        /// The name without its version, and which versions.
        case versions(Bytes, VersionRange)
        case glob(Glob)
        case name
        /// A name that any version may follow: `foo` also for `foo-1.0`.
        case bareName(Glob)
        case mistake(String)
    }

    /// - Parameter bareNames: whether `foo` stands for `foo-[0-9]*` too, as for pkg_add(1), but not for pbulk.
    package init(_ text: Bytes, bareNames: Bool = false) {
        guard text.contains(Ascii.leftBrace) else {
            self.init(withoutBraces: text, bareNames: bareNames)
            return
        }
        let form: Form =
            switch alternatives(text) {
            case .success(let words): .alternatives(words.map { Self(withoutBraces: $0, bareNames: bareNames) })
            case .failure(let mistake): .mistake(mistake.text)
            }
        self.init(text, form)
    }

    private init(_ text: Bytes, _ form: Form) { (self.text, self.form) = (text, form) }

    private init(withoutBraces text: Bytes, bareNames: Bool) {
        self.text = text
        if let place = text.firstIndex(where: { $0 == Ascii.less || $0 == Ascii.greater }) {
            form = .versions(Bytes(text[..<place]), VersionRange(text, at: place))
        } else if text.contains(where: isWild) {
            form = .glob(Glob(withMakesNegation(text)))
        } else {
            form = bareNames ? .bareName(Glob(text + Bytes("-[0-9]*"))) : .name
        }
    }

    /// What keeps the pattern from matching anything; nil if it can match.
    package var mistake: String? {
        if case .mistake(let text) = form { text } else { nil }
    }

    package func matches(_ name: PackageName) -> Bool {
        switch form {
        case .alternatives(let patterns):
            return patterns.contains { $0.matches(name) }
        case .versions(let base, let range):
            return name.baseCount == base.count && name.text.hasPrefix(base) && range.contains(name.version)
        case .glob(let glob):
            // A leading period has to be written (fnmatch(3), FNM_PERIOD).
            let isHidden = name.text.first == Ascii.dot && text.first != Ascii.dot && !text.hasPrefix(Bytes("\\."))
            return !isHidden && glob.matches(name.text)
        case .name:
            return name.text.isSame(as: text)
        case .bareName(let glob):
            return name.text.isSame(as: text) || glob.matches(name.text)
        case .mistake:
            return false
        }
    }

    /// What the names that can match begin with, one of these; the fewer names begin so, the less there is to look at.
    package var prefixes: [Bytes] {
        switch form {
        case .alternatives(let patterns): patterns.flatMap(\.prefixes)
        case .versions(let base, _): [base + [Ascii.minus]]
        case .glob: [Bytes(text.prefix { !isWild($0) && $0 != Ascii.backslash })]
        case .name, .bareName: [text]
        case .mistake: []
        }
    }
}

private func isWild(_ byte: UInt8) -> Bool {
    byte == Ascii.star || byte == Ascii.question || byte == Ascii.leftBracket || byte == Ascii.rightBracket
}

/// fnmatch(3) knows `[!x]`, make only `[^x]`.
private func withMakesNegation(_ pattern: Bytes) -> Bytes {
    var out = pattern
    for index in out.indices.dropFirst()
    where out[index] == Ascii.exclamation && out[index - 1] == Ascii.leftBracket {
        out[index] = Ascii.caret
    }
    return out
}
