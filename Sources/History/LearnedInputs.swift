package import Text

/// What recipes were seen to read: the file of `--learn`. Pure.
///
///     # distmake inputs 1
///     SUM COMMAND TARGET [INPUT]...
///
/// SUM is the `Checksum` of what stands behind the blank after it, COMMAND that of the expanded recipe. Names are relative to the
/// directory of the file or absolute, and written as in a `LogRecord`. Of several lines for a target the last one counts; a line
/// whose sum is wrong is nothing.
package struct LearnedInputs: Sendable {
    package enum Answer: Equatable, Sendable {
        case unknown
        /// It was another recipe.
        case outdated
        case known([Bytes])
    }

    package static let header = Bytes("# distmake inputs 1\n")

    private var entries: [Bytes: (command: UInt64, inputs: [Bytes])] = [:]
    /// False if the text was something else, which must not be written to.
    package private(set) var isOurs = true

    package init() {}

    package init(_ text: Bytes) {
        guard !text.isEmpty else { return }
        isOurs = text.starts(with: Self.header)
        guard isOurs else { return }
        for line in text.split(separator: Ascii.newline).dropFirst() { line.withUnsafeBufferPointer { take($0) } }
    }

    private mutating func take(_ line: Field) {
        guard line.count > 17, line[16] == Ascii.space, let sum = hexadecimal(Field(rebasing: line[..<16])) else {
            return
        }
        var fields = Fields(rest: Field(rebasing: line[17...]))
        guard Checksum(fields.rest).value == sum, let command = fields.next().flatMap(hexadecimal),
            let target = fields.next().flatMap(decoded)
        else { return }
        var inputs: [Bytes] = []
        while let field = fields.next() {
            guard let input = decoded(field) else { return }
            inputs.append(input)
        }
        entries[target] = (command, inputs)
    }

    package var isEmpty: Bool { entries.isEmpty }

    package func inputs(of target: Bytes, command: UInt64) -> Answer {
        guard let entry = entries[target] else { return .unknown }
        return entry.command == command ? .known(entry.inputs) : .outdated
    }

    package mutating func record(_ target: Bytes, command: UInt64, inputs: [Bytes]) {
        entries[target] = (command, inputs)
    }

    /// What the other one knows counts more.
    package mutating func merge(_ other: LearnedInputs) { entries.merge(other.entries) { _, new in new } }

    /// The text of the file.
    package var text: Bytes {
        let targets = entries.keys.sorted { $0.lexicographicallyPrecedes($1) }
        return targets.reduce(into: Self.header) { text, target in
            guard let entry = entries[target] else { return }
            var rest = hex(entry.command) + [Ascii.space] + encodedWord(target)
            for input in entry.inputs { rest += [Ascii.space] + encodedWord(input) }
            text += Checksum(rest).hex + [Ascii.space] + rest + [Ascii.newline]
        }
    }
}
