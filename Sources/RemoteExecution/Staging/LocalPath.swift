package import Text

/// The absolute form of a path, with `.`, `..` and repeated slashes resolved by text alone.
///
/// `..` at the root stays at the root, so that a stage that puts its own directory before the result is never left.
/// Nil for an empty path and one with a NUL byte, and when `directory` is not absolute.
package func normalizedPath(_ path: Bytes, in directory: Bytes) -> Bytes? {
    guard !path.isEmpty, !path.contains(0), directory.first == Ascii.slash, !directory.contains(0) else { return nil }
    let whole = path[0] == Ascii.slash ? path : directory + [Ascii.slash] + path
    var parts: [ArraySlice<UInt8>] = []
    for part in whole.split(separator: Ascii.slash) {
        if part.elementsEqual([Ascii.dot]) { continue }
        if part.elementsEqual([Ascii.dot, Ascii.dot]) {
            _ = parts.popLast()
        } else {
            parts.append(part)
        }
    }
    return parts.isEmpty ? [Ascii.slash] : parts.reduce(into: []) { $0 += [Ascii.slash] + $1 }
}

/// The directory of a normalised path.
func parent(of path: Bytes) -> Bytes {
    guard let slash = path.lastIndex(of: Ascii.slash), slash > 0 else { return [Ascii.slash] }
    return Bytes(path[..<slash])
}
