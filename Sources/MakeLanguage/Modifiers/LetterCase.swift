import Text

/// `:tl`: ASCII letters become small ones (make-language.md S0-01).
func lowercased(_ value: Bytes) -> Bytes {
    withCaseFlipped(value, from: 0x41)
}

/// `:tu`: ASCII letters become capitals.
func uppercased(_ value: Bytes) -> Bytes {
    withCaseFlipped(value, from: 0x61)
}

/// Changes the case of the 26 letters from `first` on. Without branches, so that many bytes are done at once.
private func withCaseFlipped(_ value: Bytes, from first: UInt8) -> Bytes {
    var value = value
    var bytes = value.mutableSpan
    for index in bytes.indices {
        let byte = bytes[index]
        bytes[index] = byte ^ (byte &- first < 26 ? 0x20 : 0)
    }
    return value
}
