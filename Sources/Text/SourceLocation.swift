/// A line of a makefile.
package struct SourceLocation: Equatable, Sendable {
    /// The file's name as it was opened.
    package var file: Bytes
    /// Number of the first physical line of the logical line, from 1 (make-language.md S2-02).
    package var line: Int

    package init(file: Bytes, line: Int) {
        self.file = file
        self.line = line
    }
}
