package import Text

/// Standard output and standard error of make, in the order in which things were said.
///
/// Standard output is collected; `write` hands it to the outside when it must be seen: before anything goes to
/// standard error, before a command starts that writes there itself, and at the end.
package final class TextOutput {
    package enum Channel: Sendable { case output, error }

    private var pending: Bytes = []
    private let write: (Channel, Bytes) -> Void

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
        write(.error, text)
    }

    package func flush() {
        guard !pending.isEmpty else { return }
        write(.output, pending)
        pending.removeAll(keepingCapacity: true)
    }
}
