package import Text

/// Why a key cannot be let in.
package struct AuthorizedKeyMistake: Error, Equatable, CustomStringConvertible, Sendable {
    package let description: String
}

/// The line of authorized_keys that lets the owner of a public key run `disthosts accept` and nothing else.
///
/// - Parameters:
///   - text: of a public key file: `ssh-ed25519 AAAA... comment`.
///   - program: absolute path of `disthosts`.
package func authorizedKey(
    _ text: Bytes, name: Bytes?, directory: Bytes? = nil, program: Bytes
) throws(AuthorizedKeyMistake) -> Bytes {
    let lines = text.split(separator: Ascii.newline).filter { !$0.allSatisfy(\.isSpace) }
    if text.containsSequence(Bytes("PRIVATE KEY")) {
        throw AuthorizedKeyMistake(
            description: "this is a private key, which stays where it is; expected the file NAME.pub")
    }
    guard lines.count == 1, let line = lines.first else {
        throw AuthorizedKeyMistake(
            description: "found \(lines.count) lines; expected one public key: `ssh-ed25519 AAAA...'")
    }
    let words = line.split(whereSeparator: \.isSpace).map { Bytes($0) }
    let kinds = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].map { Bytes($0.utf8) }
    let isBlob = { (word: Bytes) in
        word.count >= 16 && word.allSatisfy { $0.isAlphanumeric || Bytes("+/=").contains($0) }
    }
    guard words.count >= 2, kinds.contains(where: words[0].hasPrefix),
        words[0].allSatisfy({ $0.isAlphanumeric || Bytes("-@.").contains($0) }), isBlob(words[1])
    else {
        throw AuthorizedKeyMistake(
            description:
                "found no public key; expected its type and the key: `ssh-ed25519 AAAA...', and no options before")
    }
    var command = shellWord(program) + Bytes(" accept")
    if let name {
        guard isJoinedName(name) else {
            throw AuthorizedKeyMistake(
                description:
                    "found the name `\(name.printable)'; expected at most 64 letters, digits, `.', `-', `_' and `@'")
        }
        command += Bytes(" --name ") + name
    }
    if let directory { command += Bytes(" --directory ") + shellWord(directory) }
    let quoted = command.flatMap { $0 == Ascii.quote ? [Ascii.backslash, $0] : [$0] }
    let comment = words.count > 2 ? [Ascii.space] + Bytes(words[2...].joined(separator: [Ascii.space])) : []
    return Bytes("restrict,command=\"") + quoted + Bytes("\" ") + words[0] + [Ascii.space] + words[1]
        + comment.filter { $0 >= Ascii.space && $0 != 0x7F }
}

/// The user's login shell reads it.
private func shellWord(_ word: Bytes) -> Bytes {
    word.allSatisfy { $0.isAlphanumeric || Bytes("/._-+").contains($0) } ? word : shellQuoted(word)
}
