package import Text

/// A command as the subject of a question: everything that it sees.
package struct CommandText: Equatable, Sendable {
    package var program: Bytes?
    package var arguments: [Bytes]
    package var environment: [Bytes]
    package var directory: Bytes
    package var input: Bytes
    package var mergesErrors: Bool

    package init(
        program: Bytes?, arguments: [Bytes], environment: [Bytes], directory: Bytes, input: Bytes, mergesErrors: Bool
    ) {
        (self.program, self.arguments, self.environment) = (program, arguments, environment)
        (self.directory, self.input, self.mergesErrors) = (directory, input, mergesErrors)
    }

    /// - Parameter base: the environment of the scan, of which the command's entries are mostly.
    package func text(_ base: [Bytes]) -> Bytes {
        var places: [Bytes: Int] = [:]
        for (place, entry) in base.enumerated() { places[entry] = place + 1 }
        var writer = PackedWriter()
        writer.add(mergesErrors ? 1 : 0)
        writer.add(program == nil ? 0 : 1)
        writer.add(program ?? [])
        writer.add(directory)
        writer.add(input)
        writer.add(arguments.count)
        for word in arguments { writer.add(word) }
        writer.add(environment.count)
        for entry in environment {
            writer.add(places[entry] ?? 0)
            if places[entry] == nil { writer.add(entry) }
        }
        return writer.bytes
    }

    /// Nil if that is none.
    package init?(_ text: Bytes, _ base: [Bytes]) {
        var reader = PackedReader(text)
        guard let merges = reader.number(), let hasProgram = reader.number(), let program = reader.text(),
            let directory = reader.text(), let input = reader.text(), let arguments = reader.texts({ $0.text() }),
            let environment = reader.texts({ Self.entry(&$0, base) }), reader.isAtEnd
        else { return nil }
        self.init(
            program: hasProgram == 1 ? program : nil, arguments: arguments, environment: environment,
            directory: directory, input: input, mergesErrors: merges == 1)
    }

    private static func entry(_ reader: inout PackedReader, _ base: [Bytes]) -> Bytes? {
        guard let place = reader.number() else { return nil }
        if place == 0 { return reader.text() }
        return place <= base.count ? base[place - 1] : nil
    }

    /// For messages: the words, of a shell's script the script.
    package var shown: Bytes {
        if arguments.count >= 3, arguments[1] == Bytes("-c") { return arguments[2] }
        return Bytes(arguments.joined(separator: [Ascii.space]))
    }
}

extension PackedReader {
    fileprivate mutating func texts(_ read: (inout PackedReader) -> Bytes?) -> [Bytes]? {
        guard let count = number() else { return nil }
        var texts: [Bytes] = []
        for _ in 0..<count {
            guard let text = read(&self) else { return nil }
            texts.append(text)
        }
        return texts
    }
}
