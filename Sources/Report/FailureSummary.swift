package import Text

/// What failed, once more at the end, where it is seen (make-language.md S10-14).
package struct FailureSummary {
    package struct Failure {
        package let target: Bytes
        /// Where the recipe begins.
        package let place: SourceLocation?
        /// nil: this machine.
        package let host: Bytes?
        /// `Error code 1`
        package let reason: Bytes
        package let command: Bytes
        /// The end of its output.
        package let output: Bytes

        package init(
            target: Bytes, place: SourceLocation?, host: Bytes?, reason: Bytes, command: Bytes, output: Bytes
        ) {
            self.target = target
            self.place = place
            self.host = host
            self.reason = reason
            self.command = command
            self.output = output
        }
    }

    package private(set) var failures: [Failure] = []
    /// How many lines of output are shown of each.
    static let lines = 10

    package init() {}

    package mutating func add(_ failure: Failure) { failures.append(failure) }

    /// Empty if nothing failed.
    package func text(_ style: TextStyle) -> Bytes {
        guard !failures.isEmpty else { return [] }
        var out =
            style.bad(Bytes("\(failures.count) target\(failures.count == 1 ? "" : "s") failed:")) + [Ascii.newline]
        for failure in failures {
            out += Bytes("  ") + style.strong(failure.target)
            if let place = failure.place { out += Bytes(" (") + place.file + Bytes(":\(place.line))") }
            if let host = failure.host { out += Bytes(" on ") + host }
            out += Bytes(": ") + failure.reason + [Ascii.newline]
            for line in failure.command.split(separator: Ascii.newline) {
                out += Bytes("    $ ") + line + [Ascii.newline]
            }
            let lines = failure.output.split(separator: Ascii.newline, omittingEmptySubsequences: false)
            // The last piece is what stands behind the last line's end: nothing.
            let whole = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
            if whole.count > Self.lines { out += Bytes("    ...\n") }
            for line in whole.suffix(Self.lines) { out += Bytes("    ") + line + [Ascii.newline] }
        }
        return out
    }
}
