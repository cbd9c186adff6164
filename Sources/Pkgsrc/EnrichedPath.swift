package import Text

/// A variable with its value on a command line of make.
package struct Assignment: Hashable, Sendable {
    package let name: Bytes
    package let value: Bytes

    /// Nil for a name of other bytes than letters, digits, `_` and `.`, and for a value that has a line end or a zero byte: neither
    /// may reach a shell.
    package init?(name: Bytes, value: Bytes) {
        let isName = name.allSatisfy { $0.isAlphanumeric || $0 == Ascii.underscore || $0 == Ascii.dot }
        guard !name.isEmpty, isName, !value.contains(where: { $0 == Ascii.newline || $0 == 0 }) else { return nil }
        (self.name, self.value) = (name, value)
    }

    /// `NAME=value`
    package init?(_ text: Bytes) {
        guard let equals = text.firstIndex(of: Ascii.equals) else { return nil }
        self.init(name: Bytes(text[..<equals]), value: Bytes(text[(equals + 1)...]))
    }

    package var text: Bytes { name + [Ascii.equals] + value }
}

/// A package's path with the assignments that choose one of its variants: `category/directory:VAR=value,VAR2=value`. A
/// blank in a value is written `~` (bulk-building.md 2.5).
package struct EnrichedPath: Hashable, Sendable {
    package let path: PackagePath
    package let assignments: [Assignment]

    package init(path: PackagePath, assignments: [Assignment] = []) {
        (self.path, self.assignments) = (path, assignments)
    }

    /// Nil if it is not written so.
    package init?(_ text: Bytes) {
        let colon = text.firstIndex(of: Ascii.colon) ?? text.count
        guard let path = PackagePath(Bytes(text[..<colon])) else { return nil }
        guard colon < text.count else {
            self.init(path: path)
            return
        }
        guard let assignments = assignmentList(Bytes(text[(colon + 1)...])) else { return nil }
        self.init(path: path, assignments: assignments)
    }

    /// Nil if a value has a comma or a tilde, for which there is no way to write them.
    package var text: Bytes? {
        if assignments.isEmpty { return path.text }
        guard let list = assignmentText(assignments) else { return nil }
        return path.text + [Ascii.colon] + list
    }

    /// The node of distbb's graphs: path, semicolon, name.
    package func node(_ name: PackageName) -> Bytes? { text.map { $0 + [Ascii.semicolon] + name.text } }
}

private let tilde = UInt8(ascii: "~")

/// `VAR=value,VAR2=value`, as ASSIGNMENTS has it; nothing is no assignment. Nil if it is not written so.
package func assignmentList(_ text: Bytes) -> [Assignment]? {
    var list: [Assignment] = []
    for word in text.split(separator: Ascii.comma) {
        guard let one = Assignment(word.map { $0 == tilde ? Ascii.space : $0 }) else { return nil }
        list.append(one)
    }
    return list
}

/// The same, written; nil if a value has a comma or a tilde.
package func assignmentText(_ list: [Assignment]) -> Bytes? {
    guard !list.contains(where: { $0.value.contains(Ascii.comma) || $0.value.contains(tilde) }) else { return nil }
    return Bytes(list.map { $0.text.map { $0 == Ascii.space ? tilde : $0 } }.joined(separator: [Ascii.comma]))
}
