package import Text

/// The list of build hosts: `host jobs`, with attributes, over any line breaks (Documentation/hosts.md).
package enum HostsFile {
    /// A larger number of jobs is taken for a mistake.
    package static let mostSlots = 1024

    /// - Parameter name: of the file, for messages.
    package static func parse(_ text: Bytes, name: Bytes) -> Result<[Host], HostsFileError> {
        guard !text.contains(0) else { return .failure(HostsFileError(file: name, cause: .binary)) }
        var parser = HostsParser(text: text, file: name)
        do {
            return .success(try parser.parse())
        } catch {
            return .failure(error)
        }
    }
}

private struct HostsParser {
    private var words: WordReader
    private let file: Bytes
    private var hosts: [Host] = []
    /// Where each host was named.
    private var lines: [Bytes: Int] = [:]
    /// Attributes that the last host has already.
    private var seen: Set<Bytes> = []

    init(text: Bytes, file: Bytes) {
        words = WordReader(text)
        self.file = file
    }

    mutating func parse() throws(HostsFileError) -> [Host] {
        while let word = try nextWord() {
            if let equals = attributeEquals(word.value) {
                try addAttribute(key: Bytes(word.value[..<equals]), value: Bytes(word.value[(equals + 1)...]), word)
            } else {
                try addHost(word)
            }
        }
        return hosts
    }

    private mutating func nextWord() throws(HostsFileError) -> WordReader.Word? {
        guard let word = words.next() else { return nil }
        if word.isUnterminated { throw error(.unterminatedQuote, word) }
        return word
    }

    private func error(_ cause: HostsFileError.Cause, _ word: WordReader.Word) -> HostsFileError {
        HostsFileError(file: file, line: word.line, column: word.column, cause: cause)
    }

    /// Where `key=value` has its `=`; nil if the word is no attribute.
    private func attributeEquals(_ word: Bytes) -> Int? {
        guard let equals = word.firstIndex(of: Ascii.equals), equals > 0, word[0].isAlpha else { return nil }
        let key = word[..<equals].allSatisfy { $0.isAlphanumeric || Bytes("_-.").contains($0) }
        return key ? equals : nil
    }

    private mutating func addHost(_ word: WordReader.Word) throws(HostsFileError) {
        let name = word.value
        let isName = !name.isEmpty && name[0] != Ascii.minus && name.allSatisfy { $0 > Ascii.space && $0 != 0x7F }
        guard isName else { throw error(.badHostName(name), word) }
        guard let count = try nextWord() else { throw error(.countMissing(host: name), word) }
        let digits = count.value.first == Ascii.minus ? count.value.dropFirst() : count.value[...]
        guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else {
            throw error(.countNotANumber(host: name, found: count.value), count)
        }
        let significant = digits.drop { $0 == Ascii.zero }
        guard count.value.first != Ascii.minus, significant.count <= 4,
            let slots = Int(Bytes(significant).text), (1...HostsFile.mostSlots).contains(slots)
        else { throw error(.countOutOfRange(host: name, found: count.value), count) }
        if let first = lines[name] { throw error(.repeatedHost(name, firstLine: first), word) }
        lines[name] = word.line
        seen = []
        hosts.append(Host(name: name, slots: slots))
    }

    private mutating func addAttribute(key: Bytes, value: Bytes, _ word: WordReader.Word) throws(HostsFileError) {
        guard var host = hosts.popLast() else { throw error(.attributeWithoutHost(word.value), word) }
        guard seen.insert(key).inserted else { throw error(.repeatedAttribute(key), word) }
        if key == Bytes("speed") {
            guard let speed = decimal(value) else { throw error(.badSpeed(value), word) }
            host.speed = speed
        } else if key == Bytes("transport") {
            guard let transport = transport(value) else { throw error(.badTransport, word) }
            host.transport = transport
        } else if key == Bytes("store") {
            guard value.first == Ascii.slash else { throw error(.badStore(value), word) }
            host.store = value
        } else if key == Bytes("store-limit") {
            guard let limit = byteCount(value) else { throw error(.badStoreLimit(value), word) }
            host.storeLimit = limit
        } else if key == Bytes("compress") {
            guard let choice = Host.Compression(rawValue: value.text) else { throw error(.badCompress(value), word) }
            host.compress = choice
        } else if key == Bytes("paths") {
            guard let paths = Host.Paths(rawValue: value.text) else { throw error(.badPaths(value), word) }
            host.paths = paths
        } else if key == Bytes("data") {
            guard let plane = DataPlane(rawValue: value.text) else { throw error(.badData(value), word) }
            host.data = plane
        } else {
            if key == Bytes("compiler"), !isCompilerList(value) { throw error(.badCompiler(value), word) }
            host.labels.append(Host.Label(key: key, value: value))
        }
        if host.data == .sftp, host.transport != .ssh { throw error(.sftpWithoutSsh, word) }
        hosts.append(host)
    }

    /// `any`, or identities as far as they are given.
    private func isCompilerList(_ value: Bytes) -> Bool {
        if value == Bytes("any") { return true }
        let identities = value.split(separator: Ascii.comma, omittingEmptySubsequences: false)
        return identities.allSatisfy {
            (8...64).contains($0.count) && $0.allSatisfy { $0.isDigit || ("a"..."f").contains(UnicodeScalar($0)) }
        }
    }

    private func transport(_ value: Bytes) -> Host.Transport? {
        guard let argv = shellWords(value), let program = argv.first, !program.isEmpty else { return nil }
        if argv == [Bytes("ssh")] { return .ssh }
        return argv == [Bytes("sh")] ? .embedded : .command(argv)
    }

    /// A plain decimal number above 0: no sign, no exponent, no infinity.
    private func decimal(_ value: Bytes) -> Double? {
        guard value.count <= 12, value.contains(where: \.isDigit),
            value.allSatisfy({ $0.isDigit || $0 == Ascii.dot }), value.count(where: { $0 == Ascii.dot }) <= 1
        else { return nil }
        var number = 0.0
        var unit = 1.0
        var isFraction = false
        for byte in value {
            if byte == Ascii.dot {
                isFraction = true
            } else if isFraction {
                unit /= 10
                number += Double(byte - Ascii.zero) * unit
            } else {
                number = number * 10 + Double(byte - Ascii.zero)
            }
        }
        return number > 0 ? number : nil
    }
}
