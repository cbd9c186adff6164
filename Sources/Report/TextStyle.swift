internal import Text

/// How text stands out on a terminal (ECMA-48 "select graphic rendition"), or not at all.
package struct TextStyle: Sendable {
    package var hasColors: Bool

    package init(hasColors: Bool) { self.hasColors = hasColors }

    func bad(_ text: Bytes) -> Bytes { wrap(text, "31;1") }
    func good(_ text: Bytes) -> Bytes { wrap(text, "32") }
    func strong(_ text: Bytes) -> Bytes { wrap(text, "1") }

    private func wrap(_ text: Bytes, _ code: String) -> Bytes {
        hasColors && !text.isEmpty ? Bytes("\u{1B}[\(code)m") + text + Bytes("\u{1B}[0m") : text
    }
}
