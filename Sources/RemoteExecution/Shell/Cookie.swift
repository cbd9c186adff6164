internal import Platform
package import Text

/// What begins every frame of one session: 128 random bits, in hexadecimal.
///
/// It tells frames from what a login shell prints, and keeps what a job prints from being taken for a frame.
package struct Cookie: Equatable, Sendable {
    package let text: Bytes

    package init(text: Bytes) { self.text = text }

    /// A new one from the system's source of randomness; nil if that cannot be read.
    package static func random() -> Cookie? { randomHex(bytes: 16).map(Cookie.init) }

    /// A shell word that stands for the cookie but does not contain it, so that an echo of the script is no frame.
    var shellWord: Bytes {
        let middle = text.count / 2
        return text[..<middle] + Bytes("''") + text[middle...]
    }
}

/// So many random bytes as hexadecimal digits.
func randomHex(bytes count: Int) -> Bytes? {
    let fd = withCString(Bytes("/dev/urandom")) { open($0, O_RDONLY | O_CLOEXEC) }
    guard fd >= 0 else { return nil }
    defer { close(fd) }
    var raw = Bytes(repeating: 0, count: count)
    guard retrying({ read(fd, &raw, count) }) == count else { return nil }
    let digits = Bytes("0123456789abcdef")
    return raw.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
}
