internal import BuildGraph
internal import MakeLanguage
internal import Platform
internal import Text

/// Sentences that the dialects word differently (make-language.md S2-17, S7-15, 7.6).
struct Wording {
    let dialect: Dialect
    /// The program's name.
    let program: Bytes

    private var tellsPlaces: Bool { dialect.speaksOfErrorsWithPlaces }

    // MARK: Reading

    /// `"FILE" line 3: warning: text`, or `*** Warning in DIR: text (FILE:3)`.
    ///
    /// - Parameter directory: nil if it has been told already.
    func diagnostic(_ diagnostic: Diagnostic, directory: Bytes?) -> Bytes {
        let isWarning = diagnostic.severity == .warning
        guard tellsPlaces else {
            var text: Bytes = diagnostic.severity == .fatal ? [] : program + Bytes(": ")
            if let location = diagnostic.location, location.line > 0 {
                text += Bytes("\"") + location.file + Bytes("\" line \(location.line): ")
            }
            return text + (isWarning ? Bytes("warning: ") : []) + diagnostic.message
        }
        switch diagnostic.severity {
        case .fatal, .plain, .info: return diagnostic.message
        case .error, .warning:
            var text = Bytes(isWarning ? "*** Warning" : "*** Parse error")
            if let directory { text += Bytes(" in ") + directory }
            text += Bytes(": ") + diagnostic.message
            if let location = diagnostic.location { text += Bytes(" (") + place(location) + Bytes(")") }
            return text
        }
    }

    /// A warning about a line of a recipe.
    func warning(_ text: Bytes, at location: SourceLocation) -> Bytes {
        Bytes("*** Warning: ") + text + Bytes(" (") + place(location) + Bytes(")")
    }

    private func place(_ location: SourceLocation) -> Bytes {
        location.line > 0 ? location.file + Bytes(":\(location.line)") : location.file
    }

    // MARK: Recipes

    /// `Error code 1`, or `Error 1`; a signal by number, or by name.
    func failure(_ status: ExitStatus) -> Bytes {
        switch status {
        case .exited(let code): Bytes(tellsPlaces ? "Error \(code)" : "Error code \(code)")
        case .signaled(let signal): Bytes("Signal ") + (tellsPlaces ? signalName(signal) : Bytes("\(signal)"))
        }
    }

    /// A failure that does not count.
    func ignored(_ status: ExitStatus, of target: Bytes) -> Bytes {
        let failure = Bytes("*** ") + failure(status)
        return failure + (tellsPlaces ? Bytes(" in target '") + target + Bytes("'") : []) + Bytes(" (ignored)")
    }

    /// A failure after which make goes on with something else.
    func continued(_ status: ExitStatus, of target: Bytes, at location: SourceLocation?) -> Bytes {
        var text = Bytes("*** ") + failure(status)
        if tellsPlaces {
            text += Bytes(" in target '") + target + Bytes("'")
            if let location { text += Bytes(", line \(location.line) of ") + location.file }
        }
        return text + Bytes(" (continuing)")
    }

    /// A failure that ends make, in the words of OpenBSD's make.
    ///
    /// - Parameter command: nil if it was shown before it ran.
    func ending(
        _ status: ExitStatus, in directory: Bytes, of target: Bytes, at location: SourceLocation?, command: Bytes?
    ) -> Bytes {
        var text = Bytes("*** ") + failure(status) + Bytes(" in ") + directory + Bytes(" (")
        if let location { text += place(location) + [Ascii.space] }
        text += Bytes("'") + target + Bytes("'")
        if let command { text += Bytes(": ") + command }
        return text + Bytes(")")
    }

    /// `*** Signal SIGINT in DIR (a b)`
    func interrupted(by signal: Int32, in directory: Bytes, making targets: [Bytes]) -> Bytes {
        let names = Bytes(targets.joined(separator: [Ascii.space]))
        return Bytes("*** ") + failure(.signaled(signal)) + Bytes(" in ") + directory + Bytes(" (") + names + Bytes(")")
    }

    /// The last line of a make that stops.
    func stopped(in directory: Bytes) -> Bytes {
        tellsPlaces ? Bytes("Stop in ") + directory + [Ascii.newline] : program + Bytes(": stopped in ") + directory
    }

    // MARK: Targets

    /// - Parameter parents: the targets that want it.
    func noRule(for target: Bytes, wantedBy parents: [Bytes]) -> Bytes {
        let text = program + Bytes(": don't know how to make ") + target
        guard tellsPlaces, !parents.isEmpty else { return text }
        return text + Bytes(" (prerequisite of: ") + parents.joined(separator: [Ascii.space]) + Bytes(")")
    }

    func ignoring(_ sentence: Bytes, of parents: [Bytes]) -> Bytes {
        sentence + Bytes(tellsPlaces && !parents.isEmpty ? "(ignored)" : " (ignored)")
    }

    func continuing(_ sentence: Bytes, of parents: [Bytes]) -> Bytes {
        sentence + Bytes(tellsPlaces && !parents.isEmpty ? "(continuing)" : " (continuing)")
    }

    func removed(_ file: Bytes) -> Bytes {
        (tellsPlaces ? Bytes(" *** ") : program + Bytes(": *** ")) + file + Bytes(" removed")
    }
}
