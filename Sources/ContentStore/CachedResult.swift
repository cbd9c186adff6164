/// What an action made: its output files, and what it printed.
///
/// As bytes, the form in which it is kept: lines of text, an empty line, then the contents in the order of the lines.
///
///     distmake-result 1
///     key KEY                        the action's key
///     log SIZE SHA256
///     output SIZE SHA256 x           one for each output; `-` instead of `x` if it is no program
///     sum SHA256                     of all lines before
///
/// A result that was cut, changed, or put under another key is none.
package struct CachedResult: Equatable, Sendable {
    package struct Output: Equatable, Sendable {
        package var content: [UInt8]
        package var isExecutable: Bool

        package init(content: [UInt8], isExecutable: Bool) {
            self.content = content
            self.isExecutable = isExecutable
        }
    }

    package var log: [UInt8]
    /// In the order of the action's list, which has their names.
    package var outputs: [Output]

    package init(log: [UInt8], outputs: [Output]) {
        self.log = log
        self.outputs = outputs
    }

    /// Its kept form, under a key.
    package func bytes(for key: Digest) -> [UInt8] {
        func described(_ content: [UInt8]) -> String { "\(content.count) \(text(Digest(of: content).hex))" }
        var head = "distmake-result 1\nkey \(text(key.hex))\nlog \(described(log))\n"
        for output in outputs { head += "output \(described(output.content)) \(output.isExecutable ? "x" : "-")\n" }
        head += "sum \(text(Digest(of: [UInt8](head.utf8)).hex))\n\n"
        return outputs.reduce(into: [UInt8](head.utf8) + log) { $0 += $1.content }
    }

    /// Reads a kept form; nil unless it is whole, unchanged, and of this key.
    package init?(_ bytes: [UInt8], for key: Digest) {
        guard let end = Self.endOfHead(bytes) else { return nil }
        let head = bytes[..<end]
        var lines = head.split(separator: 0x0A)
        guard let last = lines.popLast(), lines.count >= 3 else { return nil }
        let summed = head[..<last.startIndex]
        guard text(last) == "sum \(text(Digest(of: Array(summed)).hex))", text(lines[0]) == "distmake-result 1",
            text(lines[1]) == "key \(text(key.hex))"
        else { return nil }
        var start = end + 1
        /// The content that a line describes, which has to be the next one.
        func content(_ fields: [Substring]) -> [UInt8]? {
            guard let size = Int(fields[1]), size >= 0, size <= bytes.count - start else { return nil }
            let content = Array(bytes[start..<(start + size)])
            start += size
            return text(Digest(of: content).hex) == fields[2] ? content : nil
        }
        log = []
        outputs = []
        for (index, line) in lines.dropFirst(2).enumerated() {
            let fields = text(line).split(separator: " ")
            guard fields.count == (index == 0 ? 3 : 4), fields[0] == (index == 0 ? "log" : "output"),
                let content = content(fields)
            else { return nil }
            if index == 0 {
                log = content
            } else {
                outputs.append(Output(content: content, isExecutable: fields[3] == "x"))
            }
        }
        guard start == bytes.count else { return nil }
    }

    /// Where the empty line is that ends the lines.
    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        bytes.indices.dropFirst().first { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A }
    }
}

private func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
