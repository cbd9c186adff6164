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
    Bytes(unsafeUninitializedCapacity: value.count) { room, count in
        let bytes = value.span
        for index in bytes.indices {
            let byte = bytes[unchecked: index]
            room[index] = byte ^ (byte &- first < 26 ? 0x20 : 0)
        }
        count = value.count
    }
}
