import Text

/// `:tl`: ASCII letters become small ones (make-language.md S0-01).
func lowercased(_ value: Bytes) -> Bytes {
    var value = value
    for index in value.indices where value[index] >= 0x41 && value[index] <= 0x5A { value[index] += 0x20 }
    return value
}

/// `:tu`: ASCII letters become capitals.
func uppercased(_ value: Bytes) -> Bytes {
    var value = value
    for index in value.indices where value[index] >= 0x61 && value[index] <= 0x7A { value[index] -= 0x20 }
    return value
}
