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
}

extension DiagnosticSink {
    package func debug(_ line: Bytes) {}
}
