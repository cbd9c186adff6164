package import Text

/// Standard output and standard error of make, in the order in which things were said.
///
/// Standard output is collected; `write` hands it to the outside when it must be seen: before anything goes to
/// standard error, before a command starts that writes there itself, and at the end.
package final class TextOutput {
    package enum Channel: Sendable { case output, error }

    private var pending: Bytes = []
    private let write: (Channel, Bytes) -> Void
    /// A line stands on the terminal that goes before anything else is written.
    package private(set) var hasStatus = false

    package init(write: @escaping (Channel, Bytes) -> Void) { self.write = write }

    package func put(_ text: Bytes) {
        pending += text
        if pending.count > 1 << 16 { flush() }
    }

    package func putLine(_ text: Bytes) {
        pending += text
        pending.append(Ascii.newline)
        if pending.count > 1 << 16 { flush() }
    }

    package func putError(_ text: Bytes) {
        flush()
        clearStatus()
        write(.error, text)
    }

    package func flush() {
        guard !pending.isEmpty else { return }
        clearStatus()
        write(.output, pending)
        pending.removeAll(keepingCapacity: true)
    }

    // MARK: The line at the bottom of a terminal

    /// Shows a line in place of the one before; standard error must be a terminal.
    package func showStatus(_ line: Bytes) {
        flush()
        write(.error, Bytes("\r") + line + Bytes("\u{1B}[K"))
        hasStatus = true
    }

    /// Before a command writes there itself.
    package func handOver() {
        flush()
        clearStatus()
    }

    /// Takes the line away.
    package func clearStatus() {
        guard hasStatus else { return }
        hasStatus = false
        write(.error, Bytes("\r\u{1B}[K"))
    }
}
