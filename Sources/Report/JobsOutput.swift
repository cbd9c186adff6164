package import Text

/// The classic output of jobs mode: whole lines, and a banner whenever the output goes over to another target
/// (make-language.md S7-18).
package struct JobsOutput {
    /// `---`, or what `.MAKE.JOB.PREFIX` says; empty: no banners.
    package var prefix = Bytes("---")
    /// False with one job at a time.
    package var hasBanners = true
    /// The job whose banner was printed last.
    private var current: UInt32?
    /// Lines that have no end yet.
    private var partial: [UInt32: Bytes] = [:]
    /// A line that is not shown: a shell's own, when its echo is turned off. Empty: none.
    package var hiddenLine: Bytes = []

    package init() {}

    /// The banner, if the output was not this job's already.
    package mutating func switchTo(_ job: UInt32, _ target: Bytes) -> Bytes {
        guard current != job else { return [] }
        current = job
        guard hasBanners, !prefix.isEmpty else { return [] }
        return prefix + [Ascii.space] + target + Bytes(" ---\n")
    }

    /// Output of a job; what it gives back is to be printed.
    package mutating func add(_ text: Bytes, of job: UInt32, _ target: Bytes) -> Bytes {
        guard !text.isEmpty else { return [] }
        var text = text
        if let start = partial.removeValue(forKey: job) { text = start + text }
        guard let newline = text.lastIndex(of: Ascii.newline) else {
            partial[job] = Self.withoutZeros(text)
            return []
        }
        if newline + 1 < text.count {
            partial[job] = Self.withoutZeros(Bytes(text[(newline + 1)...]))
            text.removeSubrange((newline + 1)...)
        }
        if !hiddenLine.isEmpty {
            text = Bytes(
                text.split(separator: Ascii.newline, omittingEmptySubsequences: false).filter {
                    !$0.elementsEqual(hiddenLine)
                }
                .joined(separator: [Ascii.newline]))
            if text.isEmpty { return [] }
        }
        return switchTo(job, target) + text
    }

    /// As bmake has it, zero bytes of a line that is not complete become blanks.
    private static func withoutZeros(_ text: Bytes) -> Bytes {
        text.contains(0) ? text.map { $0 == 0 ? Ascii.space : $0 } : text
    }

    /// The job ended: a line without its end gets one.
    package mutating func finish(_ job: UInt32, _ target: Bytes) -> Bytes {
        guard let rest = partial.removeValue(forKey: job) else { return [] }
        return switchTo(job, target) + rest + [Ascii.newline]
    }
}
