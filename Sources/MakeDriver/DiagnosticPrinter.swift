package import MakeLanguage
internal import Platform
internal import Report
package import Text

/// Prints what the language has to say, in make's words and places (make-language.md S2-17), and counts it.
package final class DiagnosticPrinter: DiagnosticSink {
    private let output: TextOutput
    private let wording: Wording
    package private(set) var errors = 0
    /// `-W`
    var warningsAreErrors = false
    /// Something that is not only a warning was said; `-dL` makes that a status of 2 (S1-11).
    private(set) var hasComplained = false
    /// Where `-d` writes.
    var debugDestination = DebugDestination.standardError
    /// Where make works, for the first message; some dialects tell it.
    var directory: () -> Bytes = { [] }
    private var hasToldDirectory = false
    /// Messages that are neither told nor counted.
    var overlooked: Set<Bytes> = []
    /// The status of a message that ends make.
    package private(set) var fatalStatus: Int32?

    /// Who explains mistakes; nil if nobody wants that.
    var hints: HintPrinter?

    init(output: TextOutput, wording: Wording) {
        self.output = output
        self.wording = wording
    }

    package var explains: Bool { hints != nil }

    package func explain(_ diagnostic: Diagnostic, at place: SourceLocation?, trail: Bytes) {
        guard diagnostic.severity != .info else { return }
        hints?.explain(diagnostic.message, at: place, trail: trail)
    }

    package func noteUndefined(_ name: Bytes, at place: SourceLocation?) { hints?.noteUndefined(name, at: place) }

    /// Standard output is written first, so that the order is right if both go to one file (S1-09).
    package func debug(_ line: Bytes) {
        switch debugDestination {
        case .standardError: output.putError(line + [Ascii.newline])
        case .standardOutput: output.putLine(line)
        case .file(let fd):
            output.flush()
            writeAll(fd, line + [Ascii.newline])
        }
    }

    package func report(_ diagnostic: Diagnostic) {
        if !overlooked.isEmpty, overlooked.contains(diagnostic.message) { return }
        switch diagnostic.severity {
        case .fatal:
            // Without the program's name, as bmake prints it.
            fatalStatus = 2
        case .error: errors += 1
        case .warning, .plain, .info: break
        }
        if diagnostic.severity != .info, diagnostic.severity != .warning { hasComplained = true }
        let text = wording.diagnostic(diagnostic, directory: hasToldDirectory ? nil : directory())
        if diagnostic.location != nil { hasToldDirectory = true }
        output.putError(text + [Ascii.newline])
        if diagnostic.severity == .warning, warningsAreErrors {
            if errors == 0 { output.putError(wording.program + Bytes(": parsing warnings being treated as errors\n")) }
            errors += 1
        }
    }
}
