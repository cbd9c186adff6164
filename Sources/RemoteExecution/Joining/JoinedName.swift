package import Text

/// How a host that offers itself may be called: letters, digits, `.`, `-`, `_` and `@`, a letter or digit first, at most
/// 64 bytes. It becomes the name of files, and is printed.
package func isJoinedName(_ name: Bytes) -> Bool {
    guard let first = name.first, first.isAlphanumeric, name.count <= 64 else { return false }
    return name.allSatisfy { $0.isAlphanumeric || Bytes(".-_@").contains($0) }
}

/// The name that the `number`th host of one name has: the name itself, `NAME-2`, `NAME-3`.
package func numberedName(_ name: Bytes, _ number: Int) -> Bytes {
    guard number > 1 else { return name }
    let suffix = Bytes("-\(number)".utf8)
    return Bytes(name.prefix(64 - suffix.count)) + suffix
}
