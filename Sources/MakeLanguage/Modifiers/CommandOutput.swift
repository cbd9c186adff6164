import Text

/// What a command printed, as the value of `!=`, `:sh` and `:!cmd!`: one newline at the end is dropped, the others
/// become blanks (make-language.md S3-22).
func joinedLines(_ output: Bytes) -> Bytes {
    var value = output
    if value.last == Ascii.newline { value.removeLast() }
    for index in value.indices where value[index] == Ascii.newline { value[index] = Ascii.space }
    return value
}
