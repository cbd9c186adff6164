package import MakeLanguage
internal import Report
internal import Text

/// Prints what the language has to say, in make's words and places (make-language.md S2-17), and counts it.
package final class DiagnosticPrinter: DiagnosticSink {
    private let output: TextOutput
    private let program: Bytes
    package private(set) var errors = 0
    /// `-W`
    var warningsAreErrors = false
    /// The status of a message that ends make.
    package private(set) var fatalStatus: Int32?

    init(output: TextOutput, program: Bytes) {
        self.output = output
        self.program = program
    }

    package func report(_ diagnostic: Diagnostic) {
        var text: Bytes = []
        switch diagnostic.severity {
        case .fatal:
            // Without the program's name, as bmake prints it.
            fatalStatus = 2
        case .error: errors += 1
        case .warning, .plain, .info: break
        }
        if diagnostic.severity != .fatal { text += program + Bytes(": ") }
        if let location = diagnostic.location, location.line > 0 {
            text += Bytes("\"") + location.file + Bytes("\" line \(location.line): ")
        }
        if diagnostic.severity == .warning { text += Bytes("warning: ") }
        output.putError(text + diagnostic.message + [Ascii.newline])
        if diagnostic.severity == .warning, warningsAreErrors {
            if errors == 0 { output.putError(program + Bytes(": parsing warnings being treated as errors\n")) }
            errors += 1
        }
    }
}
