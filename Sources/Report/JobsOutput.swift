package import Text

/// The output of jobs mode.
///
/// Classic: whole lines, and a banner whenever the output goes over to another target (make-language.md S7-18).
/// Grouped: what a job says is held until it ends, and then stands together below its banner.
package struct JobsOutput {
    package enum Style: Sendable { case classic, grouped }

    package var style = Style.classic
    /// `---`, or what `.MAKE.JOB.PREFIX` says; empty: no banners.
    package var prefix = Bytes("---")
    /// False with one job at a time.
    package var hasBanners = true
    /// The job whose banner was printed last.
    private var current: UInt32?
    /// Lines that have no end yet; grouped: all that is held.
    private var held: [UInt32: Bytes] = [:]
    /// The last lines of jobs that run, for those who ask `tail`; kept in the grouped style only.
    private var tails: [UInt32: Bytes] = [:]

    /// A job that says more than this is not held any longer.
    static let mostHeld = 1 << 20
    /// How much of the end is remembered.
    static let mostRemembered = 1 << 13
    /// A line that is not shown: a shell's own, when its echo is turned off. Empty: none.
    package var hiddenLine: Bytes = []

    package init() {}

    /// A job starts; recipes may print nothing for long, so that the classic style prints its banner at once.
    package mutating func begin(_ job: UInt32, _ target: Bytes) -> Bytes {
        style == .classic ? switchTo(job, target) : []
    }

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
        if style == .grouped {
            held[job, default: []] += text
            guard held[job, default: []].count > Self.mostHeld else { return [] }
        }
        var text = text
        if style == .classic, let start = held.removeValue(forKey: job) { text = start + text }
        if style == .grouped { text = held.removeValue(forKey: job) ?? [] }
        guard let newline = text.lastIndex(of: Ascii.newline) else {
            held[job] = Self.withoutZeros(text)
            return []
        }
        if newline + 1 < text.count {
            held[job] = Self.withoutZeros(Bytes(text[(newline + 1)...]))
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
        remember(text, of: job)
        return switchTo(job, target) + text
    }

    /// As bmake has it, zero bytes of a line that is not complete become blanks.
    private static func withoutZeros(_ text: Bytes) -> Bytes {
        text.contains(0) ? text.map { $0 == 0 ? Ascii.space : $0 } : text
    }

    /// The job ended: a line without its end gets one.
    package mutating func finish(_ job: UInt32, _ target: Bytes) -> Bytes {
        guard var rest = held.removeValue(forKey: job) else { return [] }
        if rest.last != Ascii.newline { rest.append(Ascii.newline) }
        remember(rest, of: job)
        return switchTo(job, target) + rest
    }

    /// The job is given up: what is held of it in the grouped style.
    package mutating func abandon(_ job: UInt32, _ target: Bytes) -> Bytes {
        style == .grouped ? finish(job, target) : []
    }

    /// The end of what a job said, and no longer remembered; empty in the classic style.
    package mutating func takeTail(of job: UInt32) -> Bytes { tails.removeValue(forKey: job) ?? [] }

    private mutating func remember(_ text: Bytes, of job: UInt32) {
        guard style == .grouped else { return }
        let all = (tails[job] ?? []) + text.suffix(Self.mostRemembered)
        tails[job] = Bytes(all.suffix(Self.mostRemembered))
    }
}
