internal import Platform
internal import Text

/// Commands that a shell carries out itself, as far as they are known here.
enum ShellBuiltin {
    case colon, `true`, `false`, echo, printf, test, bracket, cd, export, unset, set, exit, exec

    init?(name: Bytes) {
        switch name.text {
        case ":": self = .colon
        case "true": self = .true
        case "false": self = .false
        case "echo": self = .echo
        case "printf": self = .printf
        case "test": self = .test
        case "[": self = .bracket
        case "cd": self = .cd
        case "export": self = .export
        case "unset": self = .unset
        case "set": self = .set
        case "exit": self = .exit
        case "exec": self = .exec
        default: return nil
        }
    }
}

/// `echo` and `printf`, where all shells agree: no backslashes but `\n`, `\t` and `\\` of formats.
enum ShellPrinting {
    static func echo(_ operands: ArraySlice<Bytes>) throws(NeedsShell) -> Bytes {
        var operands = operands
        let isOpen = operands.first == Bytes("-n")
        if isOpen { operands = operands.dropFirst() }
        guard operands.first?.first != Ascii.minus, !operands.contains(where: { $0.contains(Ascii.backslash) }) else {
            throw NeedsShell()
        }
        return Bytes(operands.joined(separator: [Ascii.space])) + (isOpen ? [] : [Ascii.newline])
    }

    static func printf(_ operands: ArraySlice<Bytes>) throws(NeedsShell) -> Bytes {
        guard let format = operands.first, format.first != Ascii.minus else { throw NeedsShell() }
        var rest = operands.dropFirst()
        var out: Bytes = []
        while true {
            let before = rest.count
            try append(format, &rest, to: &out)
            // A format is used again as long as there is something for it.
            if rest.isEmpty { return out }
            if rest.count == before { throw NeedsShell() }
        }
    }

    private static func append(
        _ format: Bytes, _ rest: inout ArraySlice<Bytes>, to out: inout Bytes
    ) throws(NeedsShell) {
        var index = 0
        while index < format.count {
            let byte = format[index]
            guard byte == Ascii.percent || byte == Ascii.backslash else {
                out.append(byte)
                index += 1
                continue
            }
            guard index + 1 < format.count else { throw NeedsShell() }
            switch (byte, format[index + 1]) {
            case (Ascii.percent, Ascii.percent): out.append(Ascii.percent)
            case (Ascii.percent, UInt8(ascii: "s")): out += rest.popFirst() ?? []
            case (Ascii.backslash, UInt8(ascii: "n")): out.append(Ascii.newline)
            case (Ascii.backslash, UInt8(ascii: "t")): out.append(Ascii.tab)
            case (Ascii.backslash, Ascii.backslash): out.append(Ascii.backslash)
            default: throw NeedsShell()
            }
            index += 2
        }
    }
}

/// `test`, in the forms of up to four words whose meaning POSIX fixes.
struct ShellTest {
    let host: any ShellHost
    let directory: Bytes

    func result(_ words: [Bytes]) throws(NeedsShell) -> Bool {
        guard !words.contains(where: { $0 == [Ascii.leftParen] || $0 == [Ascii.rightParen] }) else {
            throw NeedsShell()
        }
        switch words.count {
        case 0: return false
        case 1: return !words[0].isEmpty
        case 2:
            if words[0] == [Ascii.exclamation] { return words[1].isEmpty }
            return try unary(words[0], words[1])
        case 3:
            if let result = try binary(words[0], words[1], words[2]) { return result }
            if words[0] == [Ascii.exclamation] { return !(try unary(words[1], words[2])) }
            throw NeedsShell()
        case 4:
            guard words[0] == [Ascii.exclamation] else { throw NeedsShell() }
            return !(try result(Array(words[1...])))
        default: throw NeedsShell()
        }
    }

    private func unary(_ operation: Bytes, _ word: Bytes) throws(NeedsShell) -> Bool {
        func status() -> FileStatus? { word.isEmpty ? nil : host.status(of: word, from: directory) }
        switch operation.text {
        case "-n": return !word.isEmpty
        case "-z": return word.isEmpty
        case "-e": return status() != nil
        case "-f": return status()?.isRegular ?? false
        case "-d": return status()?.isDirectory ?? false
        case "-s": return (status()?.size ?? 0) > 0
        case "-r": return host.isAccessible(word, 4, from: directory)
        case "-w": return host.isAccessible(word, 2, from: directory)
        case "-x": return host.isAccessible(word, 1, from: directory)
        default: throw NeedsShell()
        }
    }

    private func binary(_ left: Bytes, _ operation: Bytes, _ right: Bytes) throws(NeedsShell) -> Bool? {
        switch operation.text {
        case "=": return left == right
        case "!=": return left != right
        case "-eq": return try number(left) == number(right)
        case "-ne": return try number(left) != number(right)
        case "-lt": return try number(left) < number(right)
        case "-le": return try number(left) <= number(right)
        case "-gt": return try number(left) > number(right)
        case "-ge": return try number(left) >= number(right)
        case "-a", "-o", "-nt", "-ot", "-ef", "<", ">", "==", "=~": throw NeedsShell()
        default: return nil
        }
    }

    private func number(_ word: Bytes) throws(NeedsShell) -> Int {
        let digits = word.first == Ascii.minus ? word.dropFirst() : word[...]
        guard !digits.isEmpty, digits.count < 16, digits.allSatisfy(\.isDigit), let value = Int(word.text) else {
            throw NeedsShell()
        }
        return value
    }
}
