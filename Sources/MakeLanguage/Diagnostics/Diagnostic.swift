package import Text

/// Something that make has to say about a makefile.
package struct Diagnostic: Sendable {
    package enum Severity: Sendable {
        /// Counted; nothing is built after it (make-language.md S0-03).
        case error
        case warning
        case info
        /// Not counted: the plain errors of S12-06.
        case plain
        /// Ends make at once with status 2.
        case fatal
    }

    package var severity: Severity
    /// Where it was found; nil outside of reading makefiles, and for plain errors.
    package var location: SourceLocation?
    package var message: Bytes
}

/// Receives what the language has to say, in order.
package protocol DiagnosticSink: AnyObject {
    func report(_ diagnostic: Diagnostic)
    /// A line of debug output, without its newline; only what was asked for comes here.
    func debug(_ line: Bytes)
    /// True if somebody reads more than the messages: then the two functions below are called.
    var explains: Bool { get }
    /// Follows each report.
    ///
    /// - Parameters:
    ///   - place: the line that is read or the line of a recipe, also where the message itself shows none.
    ///   - trail: how reading came to that line, a line each, innermost first (make-language.md S2-17).
    func explain(_ diagnostic: Diagnostic, at place: SourceLocation?, trail: Bytes)
    /// The value of an undefined variable was asked for.
    func noteUndefined(_ name: Bytes, at place: SourceLocation?)
}

extension DiagnosticSink {
    package func debug(_ line: Bytes) {}
    package var explains: Bool { false }
    package func explain(_ diagnostic: Diagnostic, at place: SourceLocation?, trail: Bytes) {}
    package func noteUndefined(_ name: Bytes, at place: SourceLocation?) {}
}
