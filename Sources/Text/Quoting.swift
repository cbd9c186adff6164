/// The word as one argument of a POSIX shell: as it is if no byte in it has a meaning there, else in single quotes.
package func shellQuoted(_ word: Bytes) -> Bytes {
    let plain = !word.isEmpty && word.allSatisfy { $0.isAlphanumeric || Bytes("-_./,+=:@%").contains($0) }
    if plain { return word }
    var quoted: Bytes = [Ascii.apostrophe]
    for byte in word {
        if byte == Ascii.apostrophe { quoted += Bytes("'\\''") } else { quoted.append(byte) }
    }
    quoted.append(Ascii.apostrophe)
    return quoted
}
